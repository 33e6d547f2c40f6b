"""Ask for known weaknesses of the packages that the portal runs on: `make audit`.

The exit code is 0 if there are none or if the database of weaknesses can't be reached, which is said; 1 if
there are some, or if the question itself went wrong.
"""

import json
import subprocess
import sys
from pathlib import Path

from . import REQUIREMENTS

# What pip-audit and the libraries below it say where the network doesn't answer.
NETWORK_ERRORS = (
    *("Could not connect", "Connection refused", "ConnectionError", "Failed to establish a new connection"),
    *("Max retries exceeded", "Name or service not known", "ProxyError", "Read timed out", "ConnectTimeout"),
    *(
        "Temporary failure in name resolution",
        "Network is unreachable",
        "503 Server Error",
        "403 Client Error",
    ),
)

NOT_CHECKED = "Not checked: the database of known weaknesses can't be reached from here."


def main() -> int:
    result = run_pip_audit()
    try:
        dependencies = json.loads(result.stdout)["dependencies"]
    except ValueError:
        return explain(result.stderr)
    if all("skip_reason" in package for package in dependencies):  # a mirror without this question
        print(NOT_CHECKED)
        return 0
    return report(dependencies)


def run_pip_audit() -> subprocess.CompletedProcess:
    program = Path(sys.executable).with_name("pip-audit")
    options = ["--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off"]
    return subprocess.run(
        [program, *options, f"--requirement={REQUIREMENTS}"], capture_output=True, text=True, check=False
    )


def explain(errors: str) -> int:
    """Say why there is no answer; return 0 only if the network is the reason."""
    if any(error in errors for error in NETWORK_ERRORS):
        print(NOT_CHECKED)
        return 0
    print(errors, file=sys.stderr)
    return 1


def report(dependencies: list[dict]) -> int:
    """Print the known weaknesses, and what wasn't looked up; return 1 if there is anything."""
    skipped = [package for package in dependencies if "skip_reason" in package]
    weak = [package for package in dependencies if package.get("vulns")]
    for package in weak:
        for weakness in package["vulns"]:
            versions = ", ".join(weakness["fix_versions"]) or "none yet"
            print(f"{package['name']} {package['version']}: {weakness['id']}; mended in: {versions}")
    for package in skipped:
        print(f"{package['name']}: not looked up: {package['skip_reason']}")
    print(f"{len(dependencies)} packages: {len(weak)} with known weaknesses, {len(skipped)} not looked up.")
    return 1 if weak or skipped else 0


if __name__ == "__main__":
    sys.exit(main())

"""Write the bill of materials (CycloneDX JSON) of what the portal runs on: `make sbom`.

It is made of `requirements.txt`: each package with its version and the checksums of its files. Without time
and serial number, the same requirements give the same bytes.
"""

import subprocess
import sys
from pathlib import Path

from . import BASE, REQUIREMENTS

FILE = BASE / "var" / "sbom.cdx.json"


def write(path: Path) -> None:
    program = Path(sys.executable).with_name("cyclonedx-py")
    options = ["--output-reproducible", "--output-format=JSON", f"--output-file={path}"]
    subprocess.run([program, "requirements", *options, REQUIREMENTS], check=True)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    write(FILE)
    print(FILE.relative_to(BASE))

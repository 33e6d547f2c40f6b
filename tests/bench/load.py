"""Loads the portal with many connections while somebody publishes each second."""

import subprocess
import sys
from pathlib import Path

from .pages import PAGES
from .server import ROOT, environment, prepare, served

CONNECTIONS = 200


def measure_load(folder: Path, seconds: int) -> None:
    """Print what wrk counts, errors included, and whether each publication was seen at once."""
    env = environment(folder)
    prepare(env)
    script = folder / "pages.lua"
    paths = ", ".join(f'"{path}"' for path in PAGES.values())
    script.write_text(
        f"local paths, n = {{{paths}}}, 0\n"
        "wrk.headers['Accept-Encoding'] = 'gzip'\n"
        "request = function() n = n + 1 return wrk.format(nil, paths[n % #paths + 1]) end\n"
    )
    with served(env) as server:
        publisher = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.publisher", server.base, str(seconds)], cwd=ROOT, env=env
        )
        command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
        command += ["--latency", "--timeout", "30s", "--script", str(script), server.base]
        print(f"\n{CONNECTIONS} connections for {seconds} s, a publication each second", flush=True)
        subprocess.run(command, check=True)
        publisher.wait(60)
        server.print_memory()

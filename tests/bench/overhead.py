"""What it costs to count, time and log each request, of the page that costs least: a cached one."""

import subprocess
import sys
from pathlib import Path

from .server import ROOT, environment, prepare


def measure_overhead(folder: Path) -> None:
    """Print the processor time of a request with and without the metrics, then with a line in the log."""
    env = environment(folder)
    prepare(env)
    (folder / "metrics").mkdir()
    counted = env | {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}
    for name, variables in {
        "metrics": {},
        "metrics and log": {"LOG_LEVEL": "INFO", "LOG_FORMAT": "json"},
    }.items():
        print(f"\n{name}", flush=True)
        subprocess.run(
            [sys.executable, "-m", "tests.bench.monitoring_cost"],
            cwd=ROOT,
            env=counted | variables,
            stderr=subprocess.DEVNULL,
            check=True,
        )

"""What it costs to count, time and log each request, of the page that costs least: a cached one."""

import subprocess
import sys
from pathlib import Path
from statistics import median

from .pages import PAGES, rate
from .server import ROOT, environment, prepare, served

RUNS, SECONDS = 5, 4


def measure_overhead(folder: Path) -> None:
    """Print what it costs as served, then the parts of it without gunicorn."""
    env = environment(folder)
    prepare(env)
    (folder / "metrics").mkdir()
    counted = env | {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}
    logged = counted | {"LOG_LEVEL": "INFO", "LOG_FORMAT": "json"}
    print_as_served(logged | {"BEHIND_PROXY": "true"})
    print_parts({"metrics": counted, "metrics and a line in the log": logged})


def print_as_served(env: dict[str, str]) -> None:
    """Print the processor time of a request with and without monitoring, set as `deploy/portal.env` does."""
    print(f"\nAs served behind a proxy, median of {RUNS} runs of {SECONDS} s by turns", flush=True)
    with served(env) as monitored, served(env | {"BENCH_MONITORING": "false"}) as plain:
        times: dict[str, list[float]] = {"without": [], "with": []}
        for _ in range(RUNS):
            for name, server in zip(times, (plain, monitored), strict=True):
                times[name].append(1_000_000 / rate(server, PAGES["meetings"], SECONDS, "gzip"))
    print_comparison(*(median(values) for values in times.values()))


def print_parts(environments: dict[str, dict[str, str]]) -> None:
    for name, env in environments.items():
        print(f"\nWithout gunicorn: {name}", flush=True)
        subprocess.run(
            [sys.executable, "-m", "tests.bench.monitoring_cost"],
            cwd=ROOT,
            env=env,
            stderr=subprocess.DEVNULL,
            check=True,
        )


def print_comparison(usual: float, more: float) -> None:
    """Print two times in microseconds and their difference."""
    print(f"without {usual:.1f} µs, with {more:.1f} µs: {more - usual:+.1f} µs, {more / usual - 1:+.1%}")

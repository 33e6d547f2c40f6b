"""Measures the portal: its pages, and what grows with the content.

    make bench                    (needs wrk, see `make system`; PostgreSQL, if a server answers)
    .venv/bin/python -m tests.bench pages --seconds 10
    .venv/bin/python -m tests.bench overhead   (of the metrics and the log)
    .venv/bin/python -m tests.bench slow_clients --seconds 30
    .venv/bin/python -m tests.bench sizes --meetings 500 --documents 5000

Nothing is asserted: timings depend on the machine, the ratio hardly does. Everything it starts, it ends.
"""

import argparse
import tempfile
from pathlib import Path

from .load import measure_load
from .overhead import measure_overhead
from .pages import measure_pages
from .server import POSTGRES
from .sizes import measure_sizes
from .slow_clients import measure_slow_clients


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parts = ["pages", "load", "sizes", "overhead", "slow_clients"]
    parser.add_argument("part", nargs="?", choices=parts, help="one part alone")
    parser.add_argument("--seconds", type=int, default=1, help="length of each measurement of a page (1)")
    parser.add_argument("--runs", type=int, default=3, help="measurements of a page, for their median (3)")
    parser.add_argument("--load-seconds", type=int, default=60, help="length of the load (60)")
    parser.add_argument("--meetings", type=int, default=2000, help="of the large content (2000)")
    parser.add_argument("--documents", type=int, default=50_000, help="of the large content (50000)")
    parser.add_argument("--initiatives", type=int, default=5000, help="of the large content (5000)")
    parser.add_argument("--postgres", default=POSTGRES, help=f"a server that may be written to ({POSTGRES})")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.part in (None, "pages"):
            measure_pages(Path(name), options.seconds, options.runs, options.postgres)
        if options.part == "overhead":
            measure_overhead(Path(name))
        if options.part == "slow_clients":
            measure_slow_clients(Path(name), options.seconds)
        if options.part in (None, "load"):
            (Path(name) / "load").mkdir()
            measure_load(Path(name) / "load", options.load_seconds)
        if options.part in (None, "sizes"):
            sizes = options.meetings, options.documents, options.initiatives
            measure_sizes(Path(name), *sizes, options.postgres)


if __name__ == "__main__":
    main()

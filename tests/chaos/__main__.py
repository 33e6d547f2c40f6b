"""Set the portal up by `deploy/`, break parts of it while it is read and edited, and print what that did.

    make chaos
    .venv/bin/python -m tests.chaos --seed 7 --only redis

Everything happens in a folder and, as root, in a mount namespace of its own, on 127.0.0.1 alone.
"""

import argparse
import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.production.installation import Installation
from tests.production.set_up import set_up

from .disks import enter_namespace, is_in_namespace, mount_disks, unmount_disks
from .faults import FAULTS
from .people import People
from .portal import Portal
from .table import Row, print_table

SECONDS = 420  # after which no other fault begins: with setting up and taking down, ten minutes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=16, help="of what is killed when (16)")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"in which faults begin ({SECONDS})")
    parser.add_argument("--only", default="", help="faults whose name has this word")
    options = parser.parse_args()
    enter_namespace()
    start = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="admm-chaos-"))
    mount_disks(folder)
    installation = Installation.create(folder)
    try:
        rows = run(installation, options)
    except Exception:
        traceback.print_exc()
        return 1
    finally:
        if os.environ.get("KEEP"):
            print(f"Kept while this shell is open: {folder}")
            input()
        installation.end_processes()
        unmount_disks(folder)
    print(f"\nSeed {options.seed}, {time.monotonic() - start:.0f} s, {time.strftime('%Y-%m-%d')}\n")
    print_table(rows)
    return 0 if rows and all(row.is_good for row in rows) else 1


def run(installation: Installation, options: argparse.Namespace) -> list[Row]:
    start = time.monotonic()
    set_up(installation)
    portal = Portal(installation, random.Random(options.seed))  # noqa: S311 - the same again is what is wanted
    portal.prepare()
    print(f"Set up in {time.monotonic() - start:.0f} s.\n", flush=True)
    start, rows = time.monotonic(), []
    with portal.supervised(), People(portal).at_work() as people:
        for name, fault in FAULTS.items():
            if options.only not in name or (fault.needs_disks and not is_in_namespace()):
                continue
            if time.monotonic() - start > options.seconds:
                print(f"No time is left for: {name}")
                continue
            rows.append(Row.of(name, fault, portal, people))
            print(rows[-1], flush=True)
    return rows


sys.exit(main())

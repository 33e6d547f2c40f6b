"""Set the portal up by `deploy/`, ask it through nginx, upgrade it, take it down; print a table.

    make production-check

The steps are in order, as somebody who runs the portal would take them. Nothing that runs already is touched.
"""

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from . import away, limits, machines, requests, running, upgrades
from .installation import Installation
from .set_up import client_of, set_up

STEPS: tuple[Callable, ...] = (
    *running.STEPS,
    *requests.STEPS,
    *limits.STEPS,
    *upgrades.STEPS,
    *away.STEPS,
    *machines.STEPS,
)


def run_steps(installation: Installation) -> list[tuple[str, str, float, str]]:
    """Return a row for each step: its sentence, whether it holds, seconds, what was measured or failed."""
    rows = []
    for step in STEPS:
        start, remark, outcome = time.monotonic(), "", "ok"
        try:
            remark = step(installation, client_of(installation)) or ""
        except Exception as error:
            outcome, remark = "FAILED", f"{type(error).__name__}: {error}"
            traceback.print_exc()
        rows.append((step.__doc__.strip(), outcome, time.monotonic() - start, remark))
        print(f"{outcome:6} {rows[-1][2]:6.1f} s  {rows[-1][0]}  {remark[:300]}", flush=True)
    return rows


def main() -> int:
    start = time.monotonic()
    installation = Installation.create(Path(tempfile.mkdtemp(prefix="admm-production-")))
    try:
        set_up(installation)
        print(f"Set up in {time.monotonic() - start:.0f} s.\n", flush=True)
        rows = run_steps(installation)
    except Exception:
        traceback.print_exc()
        return 1
    finally:
        if os.environ.get("KEEP"):
            print(f"Kept: {installation.prefix}")
        else:
            installation.tear_down()
    failed = sum(outcome != "ok" for _what, outcome, *_ in rows)
    print(f"\n{len(rows)} checks, {failed} failed, {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


sys.exit(main())

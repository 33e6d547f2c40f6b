"""Restart an application server as `systemctl restart admm-web@1` does; fail if it doesn't start."""

import os
import subprocess
import sys
from pathlib import Path

from .installation import Installation, end, wait_until


def main() -> int:
    prefix, instance = Path(sys.argv[1]), sys.argv[2]
    installation = Installation(
        prefix, *(int(os.environ[name]) for name in ("HTTP", "HTTPS", "REDIS", "METRICS"))
    )
    pid_file, socket = prefix / f"web-{instance}.pid", prefix / f"run/admm-{instance}/web.sock"
    if pid_file.exists():
        end(int(pid_file.read_text()))
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    with (prefix / f"web-{instance}.log").open("ab") as log:
        server = subprocess.Popen(
            installation.unit_command("admm-web@.service", instance),
            cwd=(prefix / "srv/admm/current").resolve(),
            env=installation.variables | installation.settings(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    pid_file.write_text(str(server.pid))
    wait_until(lambda: socket.exists() or server.poll() is not None, 60, "the server")
    return server.poll() or 0


sys.exit(main())

"""What was installed: units, a second run, scheduled work."""

import shutil
import subprocess

from .client import Client
from .document import documented
from .installation import Installation
from .requests import expect


def units(installation: Installation, client: Client) -> str:
    """systemd finds no fault with the units"""
    if not shutil.which("systemd-analyze"):
        return "systemd-analyze is missing: not looked at"
    folder = installation.prefix / "etc/systemd/system"
    names = [str(file) for file in sorted(folder.iterdir())]
    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "admm" in line and "not found" not in line]
    expect(not ours, "\n".join(ours))
    return f"{len(names)} units"


def scheduled_work(installation: Installation, client: Client) -> None:
    """The unit of scheduled work runs, makes a backup that can be restored, and /readyz is content"""
    command = installation.unit_command("admm-periodic.service")
    installation.manage(*command[command.index("manage.py") + 1 :])
    archives = list((installation.prefix / "var/backups/admm").glob("*day.tar"))
    expect(len(archives) == 1, archives)
    command = documented("manage.py restore --check")
    installation.manage(*command[1:3], str(archives[0]))
    answer = client.ask("/readyz")
    expect(b'"ok"' in answer.body, answer)


STEPS = (units, scheduled_work)

"""Small disks of their own, in a mount namespace that ends with this process: they can fill up."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.production.installation import ACCOUNT, unprivileged

MARK = "CHAOS_NAMESPACE"
MEGABYTES = {"": 1500, "run": 64, "var/lib/admm/media": 96}


def is_in_namespace() -> bool:
    return bool(os.environ.get(MARK))


def enter_namespace() -> None:
    """Begin this program again in a mount namespace, if that is allowed."""
    can_mount = (
        os.geteuid() == 0
        and not subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode
    )
    if not is_in_namespace() and can_mount:
        os.environ[MARK] = "1"
        command = ["unshare", "--mount", sys.executable, "-m", "tests.chaos", *sys.argv[1:]]
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    if not is_in_namespace():
        print("Only root can mount disks: those faults are left out.")


def mount_disks(folder: Path) -> None:
    """Put the installation, its /run and its uploads on disks in memory, as on a server with partitions."""
    account = ACCOUNT if unprivileged() else os.geteuid()
    for name, megabytes in MEGABYTES.items() if is_in_namespace() else ():
        (folder / name).mkdir(parents=True, exist_ok=True)
        options = f"size={megabytes}m,mode=0755,uid={account},gid={account}"
        mount("-t", "tmpfs", "-o", options, "none", str(folder / name))
    for inner in folder.rglob("*"):
        os.chown(inner, account, account)


def unmount_disks(folder: Path) -> None:
    for name in reversed(MEGABYTES) if is_in_namespace() else ():
        subprocess.run(["umount", "--lazy", str(folder / name)], check=False)
    shutil.rmtree(folder, ignore_errors=True)


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)

"""Check that this machine can run the portal; otherwise say in one sentence what is missing and what to do.

Usage: preflight.py [PORT], or preflight.py --alone COMMAND, which runs one such command at a time.
It runs before anything is installed, so it needs the standard library only and works on Pythons that are too
old for the portal.
"""

import errno
import os
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WRITTEN_NAMES = ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "media", "static")
CANNOT_WRITE = "The portal can't write to {}: let this account write to it, or set VAR_DIR to another folder."
CANNOT_LOCK = "The portal can't write to {}: let this account write to it, or copy it to another folder."


def check_python():
    if sys.version_info < (3, 11):
        return (
            "The portal needs Python 3.11 or newer and this is {}.{}: install a newer one and name it, "
            "for example `make demo PYTHON=python3.12`."
        ).format(*sys.version_info)

    from importlib.util import find_spec

    if not find_spec("ensurepip"):  # what Debian leaves to its venv package
        return (
            "This Python cannot make virtual environments: install its venv module "
            "(Debian, Ubuntu: `apt-get install python{}.{}-venv`)."
        ).format(*sys.version_info)
    return None


def check_port(port):
    if not port.isdigit() or not 0 < int(port) < 65536:
        return "PORT must be a number from 1 to 65535, not {!r}.".format(port)

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(port)))
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else "is not open to you"
        return "Port {} {}: choose another, for example `make demo PORT=8001`.".format(port, reason)
    finally:
        listener.close()
    return None


def check_folder(folder):
    """Check that the folder, or the nearest existing one above it, and the portal's files are writable."""
    existing = folder
    while not os.path.lexists(existing) and os.path.dirname(existing) != existing:
        existing = os.path.dirname(existing)
    if not os.path.isdir(existing) or not os.access(existing, os.W_OK | os.X_OK):
        return CANNOT_WRITE.format(folder)
    paths = (os.path.join(folder, name) for name in WRITTEN_NAMES)  # perhaps by another account
    locked = [path for path in paths if os.path.lexists(path) and not os.access(path, os.W_OK)]
    return CANNOT_WRITE.format(locked[0]) if locked else None


def lock_file():
    try:
        return open(os.path.join(ROOT, ".demo.lock"), "w")
    except OSError:
        sys.exit(CANNOT_LOCK.format(ROOT))


def wait_for_lock(lock):
    """Wait for the lock, and hold it until this process and its children have ended."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.stdout.write("Another `make demo` is at work in this folder: waiting until it is ready ...\n")
        sys.stdout.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)


def run_exclusively(command):
    """Run a command while no other `make demo` runs in this folder, and return its exit code."""
    with lock_file() as lock:
        wait_for_lock(lock)
        try:
            # The child inherits the lock, because it may outlive this process.
            return subprocess.call(command, pass_fds=[lock.fileno()])  # noqa: S603 - the Makefile's own command
        except KeyboardInterrupt:
            return 130


def check(args):
    folder = os.environ.get("VAR_DIR") or os.path.join(ROOT, "var")
    return check_python() or (args and check_port(args[0])) or check_folder(folder)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        sys.exit(run_exclusively(sys.argv[2:]))
    sys.exit(check(sys.argv[1:]) or None)

"""Says in one sentence what this machine lacks to run the portal, and what to do about it.

Usage: preflight.py [PORT]. It runs before anything is installed, so the standard library is all it needs,
and Pythons that are too old to run the portal can read it.
"""

import errno
import socket
import sys


def lack_of_python():
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


def lack_of_port(port):
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


if __name__ == "__main__":
    sys.exit(lack_of_python() or (lack_of_port(sys.argv[1]) if sys.argv[1:] else None))

"""Ports of this machine: those that nothing listens on, and waiting for a server to listen."""

import socket
import subprocess
import time
from contextlib import ExitStack


def free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.socket()) for _ in range(number)]
        for listener in listeners:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in listeners]


def free_port() -> int:
    return free_ports(1)[0]


def wait_for_port(port: int, server: subprocess.Popen, seconds: float = 60) -> None:
    """Return when the server listens on the port; raise RuntimeError if it has ended or takes longer."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The server did not start.")

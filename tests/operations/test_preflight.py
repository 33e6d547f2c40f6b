import socket
import subprocess
import sys
from importlib import util

import pytest
from django.conf import settings

from admm_site.operations import preflight


def test_this_python_is_good_enough():
    assert preflight.lack_of_python() is None


def test_a_python_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    assert "needs Python 3.11 or newer and this is 3.9" in preflight.lack_of_python()


def test_a_missing_venv_module_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 11, 2))
    monkeypatch.setattr(util, "find_spec", lambda name: None)

    assert "apt-get install python3.11-venv" in preflight.lack_of_python()


@pytest.mark.parametrize("port", ["0", "65536", "http", ""])
def test_what_is_no_port_is_refused(port):
    assert "must be a number from 1 to 65535" in preflight.lack_of_port(port)


def test_a_port_in_use_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = subprocess.run(
            [sys.executable, settings.BASE_DIR / "admm_site/operations/preflight.py", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )

    assert said.returncode == 1
    assert said.stderr == f"Port {port} is in use: choose another, for example `make demo PORT=8001`.\n"

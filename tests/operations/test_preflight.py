import os
import shutil
import socket
import subprocess
import sys
import time
from importlib import util

import pytest
from django.conf import settings

from admm_site.operations import preflight

from .faults import AS_ORDINARY_ACCOUNT


def test_this_python_is_good_enough():
    assert preflight.check_python() is None


def test_a_python_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    assert "needs Python 3.11 or newer and this is 3.9" in preflight.check_python()


def test_a_missing_venv_module_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 11, 2))
    monkeypatch.setattr(util, "find_spec", lambda name: None)

    assert "apt-get install python3.11-venv" in preflight.check_python()


@pytest.mark.parametrize("port", ["0", "65536", "http", ""])
def test_an_invalid_port_is_refused(port):
    assert "must be a number from 1 to 65535" in preflight.check_port(port)


def test_a_port_in_use_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        process = subprocess.run(
            [sys.executable, settings.BASE_DIR / "admm_site/operations/preflight.py", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )

    assert process.returncode == 1
    assert process.stderr == f"Port {port} is in use: choose another, for example `make demo PORT=8001`.\n"


def test_a_folder_that_cannot_be_written_to_is_said_in_one_sentence(tmp_path):
    (tmp_path / "var").write_text("a file in its place")
    process = subprocess.run(
        [sys.executable, settings.BASE_DIR / "admm_site/operations/preflight.py"],
        env={"VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 1
    assert process.stderr.startswith(f"The portal can't write to {tmp_path / 'var'}: let this account write")
    assert len(process.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["var", "var/db.sqlite3", "var/media"])
def test_what_another_account_has_made_is_said_in_one_sentence(tmp_path, name):
    (tmp_path / "var/media").mkdir(parents=True)
    (tmp_path / "var/db.sqlite3").touch()
    (tmp_path / name).chmod(0o555 if (tmp_path / name).is_dir() else 0o444)

    process = preflight_as_ordinary_account({"VAR_DIR": str(tmp_path / "var")})

    assert process.returncode == 1
    assert process.stderr.startswith(f"The portal can't write to {tmp_path / name}: let this account write")
    assert len(process.stderr.splitlines()) == 1


def test_a_checkout_that_cannot_be_written_to_is_said_in_one_sentence(tmp_path):
    program = tmp_path / "checkout/admm_site/operations/preflight.py"
    program.parent.mkdir(parents=True)
    shutil.copy(preflight.__file__, program)
    (tmp_path / "checkout").chmod(0o555)

    process = preflight_as_ordinary_account({}, "--alone", "true", program=program)

    assert process.returncode == 1
    assert process.stderr.startswith(f"The portal can't write to {tmp_path / 'checkout'}: let this account")
    assert len(process.stderr.splitlines()) == 1


def preflight_as_ordinary_account(environment, *arguments, program=preflight.__file__):
    return subprocess.run(
        [*AS_ORDINARY_ACCOUNT, sys.executable, program, *arguments],
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.exhaustive
def test_a_second_preparation_waits_for_the_first_and_says_so(tmp_path):
    log = tmp_path / "log"
    alone = [sys.executable, settings.BASE_DIR / "admm_site/operations/preflight.py", "--alone", "sh", "-c"]
    slow = f"echo first begins >> {log}; sleep 2; echo first ends >> {log}"

    with subprocess.Popen([*alone, slow]):
        while not log.exists():
            time.sleep(0.05)
        second = subprocess.run([*alone, f"echo second >> {log}"], capture_output=True, text=True, check=True)

    assert "Another `make demo` is at work in this folder: waiting" in second.stdout
    assert log.read_text().split("\n") == ["first begins", "first ends", "second", ""]

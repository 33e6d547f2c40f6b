"""The process that reads files can reach nothing but the file that it reads."""

import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from admm_site.documents.extraction import Reader

pytestmark = pytest.mark.slow

# What a file that has taken over the process might try, after the code has been loaded and confined.
ATTEMPTS = {
    "the file that it reads": "open(folder + '/file').read()",
    "another file": "open('/etc/passwd').read()",
    "the settings": f"open({str(settings.BASE_DIR / 'admm_site/settings.py')!r}).read()",
    "the environment of who started it": "open(f'/proc/{os.getppid()}/environ').read()",
    "a folder": "os.listdir('/')",
    "to write": "open(folder + '/new', 'w')",
    "to write over the file": "open(folder + '/file', 'r+')",
    "to delete": "os.unlink(folder + '/file')",
    "to move": "os.rename(folder + '/file', folder + '/b')",
    "to change a mode": "os.chmod(folder + '/file', 0o777)",
    "a connection": "socket.socket().connect(('127.0.0.1', 9))",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'a', ('127.0.0.1', 9))",
    "a socket of this machine": "socket.socket(socket.AF_UNIX).connect('/run/a')",
    "a process": "os.fork()",
    "a program": "os.execv('/bin/true', ['true'])",
    "a thread": "threading.Thread(target=print).start()",
    "a signal": "os.kill(os.getppid(), 0)",
    "a signal by another call": "call('tgkill', os.getppid(), os.getppid(), 0)",
    "the limits of who started it": "resource.prlimit(os.getppid(), resource.RLIMIT_AS)",
    "its own limits": "resource.getrlimit(resource.RLIMIT_AS)",
    "more memory": "bytearray(600 * 1024 ** 2)",
}
TAKEN_OVER = """
import ctypes, os, resource, socket, sys, threading
from pathlib import Path
from admm_site.documents import reader, sandbox
reader.load_code()
folder = sys.argv[1]
def call(name, *arguments):
    if getattr(ctypes.CDLL(None), name)(*arguments) < 0:
        raise OSError(name)
{preparation}sandbox.confine(map(Path, (folder, *reader.READABLE)))
try:
    {attempt}
except (OSError, RuntimeError, MemoryError) as error:
    print("refused")
else:
    print("done")
"""


def run_confined(folder, attempt: str, preparation: str = "") -> tuple[str, str]:
    """Runs the attempt in a confined process; returns its output and its errors."""
    code = TAKEN_OVER.format(attempt=attempt, preparation=preparation)
    process = subprocess.run(
        [sys.executable, "-E", "-s", "-c", code, str(folder)],
        capture_output=True,
        check=False,
        cwd=settings.BASE_DIR,
        text=True,
        timeout=60,
    )
    return process.stdout.strip(), process.stderr


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_process_reaches_nothing_else(tmp_path, attempt):
    (tmp_path / "file").write_text("words")
    expected = "done" if attempt in ("the file that it reads", "its own limits") else "refused"
    assert run_confined(tmp_path, ATTEMPTS[attempt]) == (expected, "")
    assert (tmp_path / "file").read_text() == "words"


def test_the_process_says_what_it_is_kept_from():
    with Reader() as reader:
        assert set(reader.confinement()) == {"files", "network", "processes"}


def deployment_messages() -> str:
    output = StringIO()
    call_command("check", "--deploy", tags=["security"], stderr=output, stdout=output)
    return output.getvalue()


def test_a_deployment_is_told_what_its_system_does_not_protect(monkeypatch):
    assert "documents.I001" not in deployment_messages()
    monkeypatch.setattr(Reader, "confinement", lambda reader: ["files"])
    messages = deployment_messages()
    assert "documents.I001" in messages
    assert "network, processes" in messages


@pytest.mark.parametrize("unit", ["admm-web@.service", "admm-periodic.service"])
def test_the_units_let_the_process_confine_itself(unit):
    """What a unit doesn't list is refused, or ends the process."""
    lines = (settings.BASE_DIR / "deploy" / "systemd" / unit).read_text().splitlines()
    filters = [
        line.removeprefix("SystemCallFilter=") for line in lines if line.startswith("SystemCallFilter=")
    ]
    needed = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "seccomp"}
    assert needed <= set(" ".join(filters).split())
    assert "SystemCallErrorNumber=EPERM" in lines


UNPROTECTED = "sandbox.restrict_files = sandbox.refuse_calls = lambda *names: False\n"


@pytest.mark.parametrize(
    "attempt", ["bytearray(600 * 1024 ** 2)", "open(folder + '/new', 'wb', 0).write(b'a')"]
)
def test_where_the_system_protects_nothing_limits_hold(tmp_path, attempt):
    assert run_confined(tmp_path, attempt, UNPROTECTED) == ("refused", "")

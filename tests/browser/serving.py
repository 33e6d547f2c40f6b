"""A portal with the demonstration content, served as in production from a folder of its own."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.request import urlopen

from tests.ports import free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = re.compile(r"^  (\w+)\s+(\S+)$", re.MULTILINE)
SECONDS_TO_START = 30
# What the demonstration has none of.
WITHDRAWN = """
from tests.factories.pages import about_section
from tests.factories.withdrawals import WithdrawalFactory
WithdrawalFactory(page__title="Taken away")
WithdrawalFactory(page__title="Still readable", stays_readable=True, replaced_by=about_section())
"""


@dataclass(frozen=True)
class Demonstration:
    """A folder with database, media and static files, and the passwords of its users."""

    folder: Path
    passwords: dict[str, str]

    @classmethod
    def prepare(cls, folder: Path) -> "Demonstration":
        """Creates the content of the folder with the commands of a new server."""
        manage(folder, "migrate", "--verbosity=0")
        output = manage(folder, "load_demo")
        manage(folder, "shell", "--verbosity=0", "--command", WITHDRAWN)
        manage(folder, "collectstatic", "--noinput", "--verbosity=0")
        return cls(folder, dict(SIGN_IN.findall(output)))

    def copy(self, folder: Path) -> "Demonstration":
        """A copy in another folder, which a test may change."""
        return Demonstration(Path(shutil.copytree(self.folder, folder)), self.passwords)


def environment(folder: Path) -> dict[str, str]:
    """Production settings without TLS; environment variables of another portal are overridden."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "admm_site.settings",
        "DEBUG": "false",
        "TLS": "false",
        "SECOND_FACTOR": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "CACHE_URL": "locmemcache://portal",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "WARNING",
    }


def manage(folder: Path, *arguments: str) -> str:
    """The output of the command; its errors go to stderr of the tests."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(folder), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@contextmanager
def served(
    demonstration: Demonstration,
    day: date,
    log: Path | None = None,
    host: str = "127.0.0.1",
    **variables: str,
) -> Iterator[str]:
    """The address of the served portal; the server's output goes to `log`, if given."""
    port = free_port()
    address = f"http://{host}:{port}"
    variables |= {"PORTAL_DAY": day.isoformat(), "PORTAL_URL": address}
    options = ["--no-control-socket", "--log-level=warning", "--threads=4", f"--bind=127.0.0.1:{port}"]
    with open(log or os.devnull, "w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options, "tests.browser.fixed_date_wsgi"],
            cwd=ROOT,
            env=environment(demonstration.folder) | variables,
            stderr=output if log else None,
        )
        try:
            wait_for_port(port, server, SECONDS_TO_START)
            # The port is open before the portal is loaded; browsers wait ten seconds at most.
            urlopen(f"{address}/", timeout=SECONDS_TO_START).close()
            yield address
        finally:
            server.terminate()
            server.wait(SECONDS_TO_START)

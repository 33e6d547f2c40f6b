"""The installation that is broken: what is killed in it, what restarts it, and what its database knows."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread

import psycopg

from tests.production.client import Client
from tests.production.editor import PASSWORD, USER
from tests.production.installation import SERVERS, Installation, end, has_ended, user_name, wait_until
from tests.production.set_up import client_of

EDITED, SECRET = "/about/chaos/", "/about/secret-plans/"
PREPARE = f"""
from django.contrib.auth import get_user_model
from admm_site.pages.models import ContentPage
get_user_model().objects.create_superuser("{USER}", "checker@example.org", "{PASSWORD}")
about = ContentPage.objects.get(slug="about")
page = about.add_child(instance=ContentPage(title="Edit 0", slug="chaos"))
page.save_revision().publish()
secret = about.add_child(instance=ContentPage(title="Secret plans", slug="secret-plans", live=False))
print(page.pk)
"""
SECONDS_TO_RESTART = 1  # as RestartSec of the unit
SECONDS_BETWEEN_RUNS = 30  # of what the timer does each minute: a fault lasts seconds


class Portal:
    def __init__(self, installation: Installation, random: Random):
        self.installation, self.random = installation, random
        self.client: Client = client_of(installation)
        self.page_id = 0
        self._servers, self._timer = Lock(), Lock()  # held while a fault needs them at rest

    def prepare(self) -> None:
        """Make the account of the editor, the page that is edited, and one that is never published."""
        self.installation.change_setting("SECOND_FACTOR", "false")
        self.installation.change_setting("MIN_FREE_MB", "20")  # the disks are small
        for server in SERVERS:
            self.installation.restart_server(server)
        self.page_id = int(self.installation.manage("shell", "-v0", "-c", PREPARE).split()[-1])
        self.installation.manage("periodic")
        wait_until(lambda: self.client.ask("/readyz").status == 200, 30, "the portal")

    # Processes

    def workers(self, server: int) -> list[int]:
        master = self.installation.server_process(server)
        try:
            return [int(each) for each in Path(f"/proc/{master}/task/{master}/children").read_text().split()]
        except OSError:
            return []

    def kill(self, *processes: int) -> None:
        for process in processes:
            end(process, signal.SIGKILL)

    def kill_server(self, server: int) -> None:
        """Kill all its processes, as systemd does with those that are left when the first has ended."""
        workers = self.workers(server)
        self.kill(self.installation.server_process(server), *workers)

    def postmaster(self) -> int:
        return int((self.installation.prefix / "postgresql/postmaster.pid").read_text().split()[0])

    def process(self, name: str) -> int:
        return int((self.installation.prefix / f"{name}.pid").read_text())

    @contextmanager
    def supervised(self) -> Iterator[None]:
        """Restart servers that ended, and run what is due: what systemd does by the units of `deploy/`."""
        stop = Event()
        threads = [
            Thread(target=self._restart_what_ended, args=(stop,)),
            Thread(target=self._run_due, args=(stop,)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    @contextmanager
    def unsupervised(self) -> Iterator[None]:
        with self._servers, self._timer:
            yield

    def _restart_what_ended(self, stop: Event) -> None:
        while not stop.wait(0.2):
            for server in SERVERS:
                with self._servers:
                    if has_ended(self.installation.server_process(server)):
                        time.sleep(SECONDS_TO_RESTART)
                        self.installation.run(self.installation.prefix / "restart", str(server), check=False)

    def _run_due(self, stop: Event) -> None:
        while not stop.wait(SECONDS_BETWEEN_RUNS):
            with self._timer:
                self.installation.run_manage("periodic", check=False)

    # The database

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        where = {"host": str(self.installation.sockets), "dbname": "admm", "user": user_name()}
        with psycopg.connect(**where, autocommit=True) as connection:
            yield connection

    def query(self, statement: str, *values) -> list[tuple]:
        with self.database() as connection:
            return connection.execute(statement, values).fetchall()

    def execute(self, statement: str, values: tuple) -> None:
        with self.database() as connection:
            connection.execute(statement, values)

    def stored_titles(self) -> set[str]:
        """Return the titles of all revisions of the page that is edited."""
        statement = "SELECT content->>'title' FROM wagtailcore_revision WHERE object_id = %s"
        return {title for (title,) in self.query(statement, str(self.page_id))}

    def public_title(self) -> str:
        ((title,),) = self.query("SELECT title FROM wagtailcore_page WHERE id = %s AND live", self.page_id)
        return title

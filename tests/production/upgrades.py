"""Upgrades, failed ones and rollbacks, while visitors read."""

import itertools
import os
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from signal import SIGHUP
from threading import Event

from .client import Client
from .document import documented
from .installation import SERVERS, Installation
from .requests import PAGE, expect

PATHS = ("/", PAGE, "/meetings/", "/documents/", "/initiatives/", "/countries/", "/decisions/?year=2011")
READERS = 4


@contextmanager
def readers(client: Client, at_least: int = 0):
    """Ask pages all the while, a tenth of them past nginx's cache; yield what is counted by status."""
    statuses: Counter = Counter()
    stop = Event()

    def read(number: int) -> None:
        mine = Client(client.port, client.certificate, f"127.0.1.{number}")
        for count, path in enumerate(itertools.cycle(PATHS)):
            if stop.is_set() and sum(statuses.values()) >= at_least:
                return
            cookie = "theme=dark" if count % 10 else "sessionid=none"
            try:
                statuses[mine.ask(path, Cookie=cookie).status] += 1
            except OSError as error:
                statuses[repr(error)] += 1
            time.sleep(0.1)

    with ThreadPoolExecutor(READERS) as pool:
        running: list[Future] = [pool.submit(read, number) for number in range(1, READERS + 1)]
        try:
            yield statuses
        finally:
            stop.set()
        for each in running:
            each.result()


def second_run(installation: Installation, client: Client) -> str:
    """A second run of install.sh, with a new release, under a loop of 1,000 requests: none fails"""
    current, settings = installation.prefix / "srv/admm/current", installation.prefix / "etc/admm/portal.env"
    before, digests = current.resolve(), configuration(installation)
    with readers(client, at_least=1000) as statuses:
        installation.run(*documented("deploy/install.sh"))
    expect(set(statuses) == {200}, statuses)
    expect(current.resolve() != before)
    expect(configuration(installation) == digests, "settings, certificate or configuration changed")
    expect(settings.stat().st_mode & 0o777 == 0o600)
    return f"{statuses.total()} requests"


def configuration(installation: Installation) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in (installation.prefix / "etc").rglob("*") if file.is_file()}


def reload(installation: Installation, client: Client) -> str:
    """systemctl reload (HUP) of one server after the other: no request fails"""
    with readers(client, at_least=100) as statuses:
        for server in SERVERS:
            os.kill(installation.server_process(server), SIGHUP)
            time.sleep(3)
    expect(set(statuses) == {200}, statuses)
    return f"{statuses.total()} requests"


def broken_upgrade(installation: Installation, client: Client) -> str:
    """A release that doesn't start is taken out of service by itself; visitors notice nothing"""
    before = (installation.prefix / "srv/admm/current").resolve()
    source = installation.prefix / "broken"
    installation.run("cp", "-r", before, source)
    installation.run("sh", "-c", f"rm {source}/.venv; echo 'raise SystemExit(1)' > {source}/gunicorn.conf.py")
    with readers(client, at_least=100) as statuses:
        done = installation.run(source / "deploy/upgrade.sh", check=False)
    expect(done.returncode == 1 and "back to" in done.stderr, done.stderr[-1000:])
    expect(set(statuses) == {200}, statuses)
    expect((installation.prefix / "srv/admm/current").resolve() == before)
    return f"{statuses.total()} requests"


def refused_upgrade(installation: Installation, client: Client) -> None:
    """A release that can't answer is never put into service"""
    before = (installation.prefix / "srv/admm/current").resolve()
    releases = set(before.parent.iterdir())
    source = installation.prefix / "broken"
    installation.run("sh", "-c", f"echo 'raise SystemExit(1)' > {source}/admm_site/wsgi.py")
    done = installation.run(source / "deploy/upgrade.sh", check=False)
    expect(done.returncode == 1 and "Nothing was put into service" in done.stderr, done.stderr[-1000:])
    expect((installation.prefix / "srv/admm/current").resolve() == before)
    expect(set(before.parent.iterdir()) == releases)


def rollback(installation: Installation, client: Client) -> str:
    """upgrade.sh --rollback puts the release before into service again: no request fails"""
    earlier = (installation.prefix / "srv/admm/previous").resolve()
    with readers(client, at_least=100) as statuses:
        installation.run(*documented("deploy/upgrade.sh --rollback"))
    expect(set(statuses) == {200}, statuses)
    expect((installation.prefix / "srv/admm/current").resolve() == earlier)
    return f"{statuses.total()} requests"


STEPS = (second_run, reload, broken_upgrade, refused_upgrade, rollback)

"""What is broken, one after the other. Each fault undoes what it did, but what has to recover by itself."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from tests.documents.files import pdf
from tests.production.client import Client
from tests.production.installation import HOST, SERVERS, end, unprivileged, wait_until
from tests.slow_clients import half_body, half_head

from .disks import mount
from .people import FAILURES, PAST_NGINX, People
from .portal import Portal
from .slow_database import slow_database
from .uploads import upload

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
JAKARTA = ZoneInfo("Asia/Jakarta")
BEFORE_MIDNIGHT = 45  # seconds, some of which restarting the servers takes
PAGES = 6  # that are released at once
MAX_KILLS = 4


@dataclass(frozen=True)
class Fault:
    do: Callable[[Portal, People], str | None]
    needs_disks: bool = False


def killed_worker(portal: Portal, people: People) -> str:
    killed = 0
    for _ in range(4):
        time.sleep(portal.random.uniform(0.5, 1.5))
        if workers := portal.workers(portal.random.choice(SERVERS)):
            portal.kill(portal.random.choice(workers))
            killed += 1
    return f"{killed} killed"


def killed_workers(portal: Portal, people: People) -> str:
    workers = [worker for server in SERVERS for worker in portal.workers(server)]
    portal.kill(*workers)
    return f"{len(workers)} killed"


def killed_servers(portal: Portal, people: People) -> str:
    for server in SERVERS:
        portal.kill_server(server)
    return "systemd restarts them after a second"


def killed_backend(portal: Portal, people: People) -> str:
    """PostgreSQL restarts itself when one of its processes is killed."""
    rows = portal.query("SELECT pid FROM pg_stat_activity WHERE datname = 'admm' AND pid <> pg_backend_pid()")
    portal.kill(portal.random.choice(rows)[0])
    return "PostgreSQL ends all its processes, and recovers"


def killed_postgresql(portal: Portal, people: People) -> str:
    postmaster = portal.postmaster()
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    portal.kill(postmaster, *map(int, children))
    time.sleep(3)
    portal.installation.start_postgresql()
    return "started again after 3 s"


def stopped_redis(portal: Portal, people: People) -> str:
    portal.kill(portal.process("redis"))
    time.sleep(6)
    portal.installation.start_redis()
    return "for 6 s"


def hanging_redis(portal: Portal, people: People) -> str:
    os.kill(portal.process("redis"), signal.SIGSTOP)
    time.sleep(8)
    os.kill(portal.process("redis"), signal.SIGCONT)
    return "for 8 s"


def hanging_postgresql(portal: Portal, people: People) -> str:
    """All its processes are stopped: connections are accepted, and nothing is answered."""
    postmaster = portal.postmaster()
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    processes = [postmaster, *map(int, children)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    time.sleep(8)
    for process in processes:
        os.kill(process, signal.SIGCONT)
    return "for 8 s"


def full_disk(portal: Portal, people: People) -> str:
    filler = portal.installation.prefix / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
        time.sleep(10)
    filler.unlink()
    return "for 10 s"


def full_media(portal: Portal, people: People) -> str:
    """The disk of uploads is full: an upload is refused, and leaves nothing behind."""
    media = portal.installation.prefix / "var/lib/admm/media"
    filler = media / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    status = upload(people.editor, "Refused", pdf(*["One page. " * 20] * 30))
    filler.unlink()
    if status == 302:
        people.counts.wrong.append("An upload to a full disk was confirmed.")
    people.counts.wrong += ["A part of it was left behind."] * _compare_files(portal, people)
    return f"the upload got {status}"


def read_only_disk(portal: Portal, people: People) -> str:
    media = str(portal.installation.prefix / "var/lib/admm/media")
    mount("-o", "remount,ro", media)
    status = upload(people.editor, "Refused", pdf("One page."))
    time.sleep(4)
    mount("-o", "remount,rw", media)
    if status == 302:
        people.counts.wrong.append("An upload to a read-only disk was confirmed.")
    people.counts.wrong += ["A part of it was left behind."] * _compare_files(portal, people)
    return f"of uploads; the upload got {status}"


def killed_migration(portal: Portal, people: People) -> str:
    """The table of scheduled work is removed and made again; triggers and permissions are each time."""
    with portal.unsupervised():
        jobs = portal.query("SELECT row_to_json(job)::text FROM operations_periodicjob job")
        for arguments in (("migrate", "operations", "zero"), ("migrate",), ("migrate",), ("migrate",)):
            process = _begin(portal, *arguments)
            time.sleep(portal.random.uniform(1.5, 5))
            end(process.pid, signal.SIGKILL)
        portal.installation.manage("migrate", "--verbosity=0")
        for job in jobs:
            portal.execute(
                "INSERT INTO operations_periodicjob"
                " SELECT * FROM json_populate_record(NULL::operations_periodicjob, %s::json)"
                " ON CONFLICT DO NOTHING",
                job,
            )
    with people.editor.busy:  # what changes while it is compared would be reported
        report = portal.installation.run_manage("verify", check=False).stdout.splitlines()
    problems = [line.strip() for line in report if line.startswith("  ") and not line.endswith(" s")]
    people.counts.wrong += problems
    return "4 killed, then migrated and verified"


def killed_upload(portal: Portal, people: People) -> str:
    """The process that takes an upload in, or the one that reads it, is killed at some moment."""
    confirmed, content = [], pdf(*["Cooperation. " * 20] * 100)
    for number in range(6):
        title, seconds = f"Upload {number}", portal.random.uniform(0.1, 3)
        with suppress(*FAILURES):
            if upload(people.editor, title, content, lambda: _kill_later(portal, seconds)) == 302:  # noqa: B023
                confirmed.append(title)
        time.sleep(1)
    wait_until(lambda: portal.client.ask("/", Cookie=PAST_NGINX).status == 200, 30, "the portal")
    portal.installation.manage("publish_scheduled")
    stored = {title for (title,) in portal.query("SELECT title FROM documents_portaldocument")}
    people.counts.wrong += [
        f"{title} was confirmed and is lost" for title in confirmed if title not in stored
    ]
    waiting = portal.query("SELECT title FROM documents_portaldocument WHERE extraction = 'waiting'")
    people.counts.wrong += [f"{title} was never read" for (title,) in waiting]
    return (
        f"{len(confirmed)} of 6 confirmed; {_compare_files(portal, people)} files of the others left behind"
    )


def _compare_files(portal: Portal, people: People) -> int:
    """Count as wrong each document without its file; return the number of files without a document."""
    media = portal.installation.prefix / "var/lib/admm/media"
    rows = portal.query(
        "SELECT file FROM documents_portaldocument UNION SELECT file FROM documents_documentversion"
    )
    named = {name for (name,) in rows}
    stored = {str(file.relative_to(media)) for file in (media / "documents").rglob("*") if file.is_file()}
    people.counts.wrong += [f"{name} is missing" for name in named - stored]
    return len(stored - named)


def _kill_later(portal: Portal, seconds: float) -> subprocess.Popen:
    """Kill all workers, and what they have started, after some time."""
    workers = [worker for server in SERVERS for worker in portal.workers(server)]
    children = " ".join(f"$(cat /proc/{worker}/task/{worker}/children)" for worker in workers)
    script = f"sleep {seconds}; kill -9 {children} {' '.join(map(str, workers))} 2>/dev/null || true"
    return subprocess.Popen(["sh", "-c", script])


def killed_release(portal: Portal, people: People) -> str:
    """What publishes on time is killed at some moments; each page appears once, and none before its time."""
    moment = datetime.now().astimezone() + timedelta(seconds=10)
    portal.installation.manage("shell", "-v0", "-c", _schedule(moment))
    paths = [f"/about/release-{number}/" for number in range(PAGES)]
    client = Client(portal.client.port, portal.client.certificate, "127.0.4.1")
    kills = 0
    while any(client.ask(path, Cookie=PAST_NGINX).status != 200 for path in paths):
        now = datetime.now().astimezone()
        if now < moment:
            early = [path for path in paths if client.ask(path, Cookie=PAST_NGINX).status == 200]
            if datetime.now().astimezone() < moment:
                people.counts.wrong += [f"{path} before its time" for path in early]
            continue
        if now > moment + timedelta(seconds=90):
            people.counts.wrong.append("Not all pages were released.")
            break
        _run_and_kill(portal, portal.random.uniform(1.5, 3.5) if kills < MAX_KILLS else 60)
        kills += 1
    late = (datetime.now().astimezone() - moment).total_seconds()
    twice = portal.query(
        "SELECT object_id FROM wagtailcore_pagelogentry l JOIN wagtailcore_page p ON p.id = l.page_id"
        " WHERE action = 'wagtail.publish.scheduled' AND slug LIKE 'release-%%'"
        " GROUP BY 1 HAVING count(*) > 1".replace("object_id", "page_id")
    )
    people.counts.wrong += [f"page {page} was released twice" for (page,) in twice]
    return f"killed {min(kills, MAX_KILLS)} times, all public after {late:.0f} s"


def _run_and_kill(portal: Portal, seconds: float) -> None:
    """Run what publishes on time, and kill it after some time."""
    process = _begin(portal, "publish_scheduled")
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    end(process.pid, signal.SIGKILL)


def _schedule(moment: datetime) -> str:
    return f"""
from datetime import datetime
from admm_site.pages.models import ContentPage
about, moment = ContentPage.objects.get(slug="about"), datetime.fromisoformat("{moment.isoformat()}")
for number in range({PAGES}):
    page = ContentPage(title=f"Release {{number}}", slug=f"release-{{number}}", live=False)
    about.add_child(instance=page)
    page.go_live_at = moment
    page.save_revision(approved_go_live_at=moment)
"""


def killed_backup(portal: Portal, people: People) -> str:
    archive = portal.installation.prefix / "var/backups/admm/chaos.tar"
    portal.installation.manage("backup", str(archive))
    for _ in range(3):
        process = _begin(portal, "backup", str(archive))
        time.sleep(portal.random.uniform(1, 4))
        end(process.pid, signal.SIGKILL)
        portal.installation.manage("restore", "--check", str(archive))
    portal.installation.manage("backup", str(archive))
    portal.installation.manage("restore", "--check", str(archive))
    left = [
        file.name for file in archive.parent.iterdir() if file.name.startswith("chaos") and file != archive
    ]
    people.counts.wrong += [f"{name} was left behind" for name in left]
    return "3 killed; the archive of before was whole each time"


def exhausted_pool(portal: Portal, people: People) -> str:
    """Others take all connections that PostgreSQL allows, also those of workers that are killed."""
    taken, latest = 0, time.monotonic() + 10
    with ExitStack() as stack:
        portal.kill(*portal.workers(1))
        while time.monotonic() < latest:
            try:
                stack.enter_context(portal.database())
                taken += 1
            except psycopg.OperationalError:
                time.sleep(0.05)
    return f"{taken} connections taken in 10 s"


def two_seconds_slow(portal: Portal, people: People) -> str:
    with slow_database(portal, seconds=2):
        time.sleep(15)
    return "each answer of PostgreSQL, for 15 s"


def slow_clients(portal: Portal, people: People) -> str:
    """Ten addresses hold forty half-sent requests each."""
    with ExitStack() as stack:
        sockets = []
        for number in range(1, 11):
            client = Client(portal.client.port, portal.client.certificate, f"127.0.5.{number}")
            sockets += [stack.enter_context(client.connect()) for _ in range(40)]
        for count, each in enumerate(sockets):
            each.sendall(half_body(HOST) if count % 2 else half_head(HOST, "/documents/"))
        time.sleep(10)
    return f"{len(sockets)} connections for 10 s"


def clock_ahead(portal: Portal, people: People) -> str:
    """The clock of one application server is two minutes ahead of the other's and of the database's."""
    with portal.unsupervised(), _clock(portal, "+120s", SERVERS[:1]):
        time.sleep(8)
    return "of one server"


def over_midnight(portal: Portal, people: People) -> str:
    """The clocks of both servers pass midnight in Jakarta."""
    now = datetime.now(JAKARTA)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    ahead = (midnight - now).total_seconds() - BEFORE_MIDNIGHT
    with portal.unsupervised(), _clock(portal, f"+{ahead:.0f}s", SERVERS):
        before = _day_of(portal)
        passed = (datetime.now(JAKARTA) - now).total_seconds()
        time.sleep(max(0, BEFORE_MIDNIGHT + 2 - passed))
        after = _day_of(portal)
    if before == after:
        people.counts.wrong.append(f"Citations are of {before} after midnight, too.")
    return f"{before} → {after}"


class _clock:
    """Run application servers with another time: libfaketime, from Debian's package."""

    def __init__(self, portal: Portal, offset: str, servers: tuple[int, ...]):
        self.portal, self.offset, self.servers = portal, offset, servers
        self.names = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": offset}

    def __enter__(self) -> None:
        if not FAKETIME:
            raise RuntimeError("libfaketime is missing: Debian's package faketime has it.")
        for name, value in self.names.items():
            self.portal.installation.change_setting(name, value)
        self._restart()

    def __exit__(self, *error) -> None:
        for name in self.names:
            self.portal.installation.remove_setting(name)
        self._restart()

    def _restart(self) -> None:
        for server in self.servers:
            self.portal.installation.restart_server(server)
            wait_until(lambda: self.portal.client.ask("/readyz").status == 200, 20, "the portal")


def _day_of(portal: Portal) -> str:
    """Return the day that the page to cite names as that of the visit."""
    text = portal.client.ask("/cite/", Cookie=PAST_NGINX).body.decode()
    return next(iter(re.findall(r"as_of=(\d{4}-\d\d-\d\d)", text)), "")


def _begin(portal: Portal, *arguments: str) -> subprocess.Popen:
    """Start a command of manage.py that will be killed."""
    installation = portal.installation
    release = installation.prefix / "srv/admm/current"
    return subprocess.Popen(
        [*unprivileged(), str(release / ".venv/bin/python"), "manage.py", *arguments],
        cwd=release,
        env=installation.variables | installation.settings(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


FAULTS = {
    "a worker is killed, four times": Fault(killed_worker),
    "all workers are killed": Fault(killed_workers),
    "both application servers are killed": Fault(killed_servers),
    "a process of PostgreSQL is killed": Fault(killed_backend),
    "PostgreSQL is killed": Fault(killed_postgresql),
    "PostgreSQL hangs": Fault(hanging_postgresql),
    "Redis is killed": Fault(stopped_redis),
    "Redis hangs": Fault(hanging_redis),
    "all connections to PostgreSQL are taken": Fault(exhausted_pool),
    "PostgreSQL is 2 s slow": Fault(two_seconds_slow),
    "slow and half-sent requests": Fault(slow_clients),
    "a clock is two minutes ahead": Fault(clock_ahead),
    "clocks pass midnight": Fault(over_midnight),
    "the disk of everything is full": Fault(full_disk, needs_disks=True),
    "the disk of uploads is full": Fault(full_media, needs_disks=True),
    "the disk of uploads is read-only": Fault(read_only_disk, needs_disks=True),
    "migrations are killed": Fault(killed_migration),
    "uploads and their reading are killed": Fault(killed_upload),
    "releases are killed": Fault(killed_release),
    "backups are killed": Fault(killed_backup),
}

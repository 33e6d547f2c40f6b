"""Readers, and an editor who writes through the admin; both notice what goes wrong."""

import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event, Lock
from types import SimpleNamespace
from urllib.parse import urlencode

from tests.editorial.browser_form import get_form_fields
from tests.production.client import Answer, Client
from tests.production.editor import Editor

from .portal import EDITED, SECRET, Portal

# What readers know, and what stands on each.
KNOWN = {
    "/": "ADMM",
    "/meetings/": "Meetings",
    "/meetings/5th-admm/": "5th",
    "/documents/": "Documents",
    "/initiatives/": "Initiatives",
    "/countries/": "Countries",
    EDITED: "Edit ",
}
READERS = 3
PAST_NGINX = "sessionid=none"  # a cookie that nginx takes for a session, and the portal doesn't
FAILURES = (OSError, HTTPException)
TITLE = re.compile(r"<h1[^>]*>\s*Edit (\d+)")


@dataclass
class Counts:
    """What was noticed during one fault."""

    requests: int = 0  # of pages that nginx may show while the portal is away
    errors: Counter = field(default_factory=Counter)
    slowest: float = 0  # seconds, of these
    direct: int = 0  # requests that the portal has to answer
    direct_errors: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    confirmed: int = 0


class WritingEditor(Editor):
    """Publish the page with a new number again and again; each fourth time, save a draft instead."""

    def __init__(self, portal: Portal):
        super().__init__()
        self.portal = portal
        self.client = Client(portal.client.port, portal.client.certificate, "127.0.3.1")
        self.sent = self.published = 0  # the highest number that was sent, and that was confirmed
        self.confirmed: set[str] = set()
        self.busy = Lock()  # held while an edit is under way

    def open_form(self, address: str) -> Answer:
        """Return the page with the form; sign in first if the session has ended."""
        form = self.ask(self.client, address)
        if form.status == 302:
            self.sign_in(self.client)
            form = self.ask(self.client, address)
        return form

    def write(self, number: int) -> bool:
        """Return whether the portal confirmed the edit."""
        is_draft = number % 4 == 0
        address = f"/admin/pages/{self.portal.page_id}/edit/"
        form = self.open_form(address)
        if form.status != 200:
            return False
        title = f"Secret draft {number}" if is_draft else f"Edit {number}"
        fields = get_form_fields(SimpleNamespace(content=form.body)) | {"title": title}
        if not is_draft:
            fields["action-publish"] = "action-publish"
            self.sent = number
        answer = self.ask(self.client, address, urlencode(fields, doseq=True).encode())
        if answer.status != 302 or "/login/" in answer.headers["Location"]:
            return False
        self.confirmed.add(title)
        if not is_draft:
            self.published = number
        return True


class People:
    def __init__(self, portal: Portal):
        self.portal = portal
        self.editor = WritingEditor(portal)
        self.counts = Counts()
        self._stop = Event()

    def begin(self, name: str) -> Counts:
        """Begin to count anew."""
        self.counts = Counts()
        return self.counts

    @contextmanager
    def at_work(self) -> Iterator["People"]:
        for path in KNOWN:
            self._client(1).ask(path)  # by now nginx knows it
        with ThreadPoolExecutor(READERS + 2) as pool:
            jobs = [pool.submit(self._read, number) for number in range(1, READERS + 1)]
            jobs += [pool.submit(self._read_past_nginx), pool.submit(self._edit)]
            try:
                yield self
            finally:
                self._stop.set()
            for job in jobs:
                job.result()

    def _client(self, number: int) -> Client:
        return Client(self.portal.client.port, self.portal.client.certificate, f"127.0.2.{number}")

    def _read(self, number: int) -> None:
        client = self._client(number)
        for path in itertools.cycle(KNOWN):
            if self._stop.wait(0.1):
                return
            counts = self.counts
            counts.requests += 1
            start = time.monotonic()
            try:
                answer = client.ask(path, Cookie="theme=dark")
                counts.slowest = max(counts.slowest, time.monotonic() - start)
            except FAILURES as error:
                counts.errors[type(error).__name__] += 1
                continue
            if answer.status != 200:
                counts.errors[answer.status] += 1
            counts.wrong += self.find_faults(path, answer, newest_before=0)

    def _read_past_nginx(self) -> None:
        client = self._client(READERS + 1)
        paths = [*KNOWN, EDITED, SECRET, "/search/?q=secret", f"/meetings.csv?year={2011}"]
        for path in itertools.cycle(paths):
            if self._stop.wait(0.2):
                return
            counts, newest = self.counts, self.editor.published
            counts.direct += 1
            try:
                answer = client.ask(path, Cookie=PAST_NGINX)
            except FAILURES as error:
                counts.direct_errors[type(error).__name__] += 1
                continue
            if answer.status != (404 if path == SECRET else 200):
                counts.direct_errors[answer.status] += 1
            counts.wrong += self.find_faults(path, answer, newest)

    def find_faults(self, path: str, answer: Answer, newest_before: int) -> list[str]:
        """Return what is wrong: a draft, a title that is too old or was never sent, another page."""
        text = answer.body.decode(errors="replace")
        faults = [f"{path} shows {word!r}" for word in ("Secret draft", "Secret plans") if word in text]
        if answer.status != 200:
            return faults
        if path in KNOWN and KNOWN[path] not in text:
            faults.append(f"{path} is another page: {text[:200]!r}")
        if path == SECRET:
            faults.append(f"{path} is public")
        if path == EDITED and (match := TITLE.search(text)):
            number = int(match[1])
            if not newest_before <= number <= self.editor.sent:
                faults.append(
                    f"{path}: {number} after {newest_before} was confirmed, {self.editor.sent} sent"
                )
        return faults

    def _edit(self) -> None:
        for number in itertools.count(1):
            if self._stop.wait(0.3):
                return
            counts = self.counts
            with self.editor.busy, suppress(*FAILURES, IndexError):  # an error page has no form
                counts.confirmed += self.editor.write(number)

    def count_lost(self) -> int:
        """Return how many confirmed edits the database doesn't have, and whether the public page is older."""
        lost = self.editor.confirmed - self.portal.stored_titles()
        number = int(self.portal.public_title().rpartition(" ")[2])
        return len(lost) + (number < self.editor.published)

    def wait_until_well(self, seconds: float) -> str:
        """Return what is still wrong after the time, or nothing as soon as all is well."""
        latest, confirmed = time.monotonic() + seconds, len(self.editor.confirmed)
        while wrong := self._find_what_is_wrong(confirmed):
            if time.monotonic() > latest:
                return wrong
            time.sleep(0.2)
        return ""

    def _find_what_is_wrong(self, confirmed: int) -> str:
        published, portal = self.editor.published, self.portal.client
        if len(self.editor.confirmed) == confirmed:
            return "nothing was saved"
        try:
            for path in ("/", "/documents/", EDITED):
                if (answer := portal.ask(path, Cookie=PAST_NGINX)).status != 200:
                    return f"{path}: {answer.status}"
            ready, front = portal.ask("/readyz").body.decode(), portal.ask(EDITED).body.decode()
        except FAILURES as error:
            return repr(error)
        if not all(f'"{part}": true' in ready for part in ("database", "cache", "storage", "disk")):
            return ready
        title = TITLE.search(front)
        return "" if title and int(title[1]) >= published - 4 else f"nginx shows {title and title[0]}"

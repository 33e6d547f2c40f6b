"""Background tasks whose worker was killed do not wait for ever."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from admm_site.documents.choices import Extraction
from admm_site.documents.models import PageText, PortalDocument
from admm_site.documents.tasks import read_document
from tests.documents import files
from tests.editorial.browser_form import get_form_fields
from tests.factories.documents import PortalDocumentFactory
from tests.factories.users import AdministratorFactory, EditorFactory
from tests.operations.faults import copy_database, other_connection

pytestmark = pytest.mark.slow

LONG_AGO = timedelta(hours=1)
SECONDS = 60


@pytest.fixture(autouse=True)
def worker_database(settings):
    settings.TASKS = settings.TASKS | {"background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@contextmanager
def database_of_processes(folder: Path) -> Iterator[str]:
    """The URL of the test database, for other processes."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        file = copy_database(folder / "db.sqlite3")
        with other_connection(name=str(file)):
            yield f"sqlite:///{file}"
    else:
        account = f"{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}"
        yield f"postgres://{account}/{values['NAME']}"


def begin_worker(database: str, *options: str) -> subprocess.Popen:
    variables = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database,
        "MEDIA_ROOT": portal_settings.MEDIA_ROOT,
        "TASKS": "database",
    }
    command = [
        "manage.py",
        "db_worker",
        "--backend=background",
        "--no-reload",
        "--no-startup-delay",
        *options,
    ]
    return subprocess.Popen([sys.executable, *command], cwd=portal_settings.BASE_DIR, env=variables)


def wait_until(is_so: Callable[[], bool]) -> None:
    latest = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < latest
        time.sleep(0.05)


def publish_scheduled_an_hour_later() -> None:
    for task in DBTaskResult.objects.exclude(started_at=None):
        DBTaskResult.objects.filter(pk=task.pk).update(started_at=task.started_at - LONG_AGO)
    call_command("publish_scheduled", verbosity=0)


def words_on_dashboard(client: Client) -> str:
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    return " ".join(page.select_one("#attention-section").get_text(" ").split())


@pytest.mark.exhaustive
def test_a_document_whose_worker_is_killed_is_read_by_the_next(real_transactions, client, tmp_path):
    """The worker blocks on a named pipe in place of the file."""
    with database_of_processes(tmp_path) as database:
        client.force_login(AdministratorFactory())
        form = get_form_fields(client.get(reverse("wagtaildocs:add")))
        content = tmp_path / "declaration.pdf"
        content.write_bytes(files.pdf("Joint Declaration"))
        with content.open("rb") as file:
            client.post(reverse("wagtaildocs:add"), form | {"title": "Declaration", "file": file})
        document = PortalDocument.objects.get()
        path = Path(document.file.path)
        path.unlink()
        os.mkfifo(path)
        worker = begin_worker(database)
        wait_until(DBTaskResult.objects.running().exists)
        worker.kill()
        worker.wait(SECONDS)
        path.unlink()
        path.write_bytes(content.read_bytes())

        call_command("publish_scheduled", verbosity=0)
        assert DBTaskResult.objects.running().count() == 1  # it may be at work still
        publish_scheduled_an_hour_later()
        assert begin_worker(database, "--batch").wait(SECONDS) == 0

        document.refresh_from_db()
        assert document.extraction == Extraction.READ
        assert PageText.objects.get().text == "Joint Declaration"
        task = DBTaskResult.objects.get()
        assert (task.status, len(task.worker_ids)) == ("SUCCESSFUL", 2)


def test_a_task_started_three_times_is_given_up_and_editors_see_it(db, editor_client, caplog):
    document = PortalDocumentFactory(file__data=files.pdf("Words"))
    PortalDocument.objects.update(created_at=timezone.now() - LONG_AGO)
    read_document.enqueue(document.pk)

    with caplog.at_level(logging.WARNING):
        for worker in ("first", "second", "third"):
            DBTaskResult.objects.ready().get().claim(worker)
            publish_scheduled_an_hour_later()
    task = DBTaskResult.objects.get()
    publish_scheduled_an_hour_later()

    assert DBTaskResult.objects.get().status == task.status == "FAILED"
    assert "killed each time it was started (3 times)" in task.task_result.errors[0].traceback
    assert caplog.text.count("was given up") == 1
    text = words_on_dashboard(editor_client)
    assert "Documents whose text has not been read (1)" in text
    assert f"{document} Its text waits to be read." in text


def test_a_document_that_was_given_up_is_tried_again_after_a_day(db):
    document = PortalDocumentFactory(file__data=files.pdf("Words"))
    read_document.enqueue(document.pk)
    DBTaskResult.objects.get().set_failed(RuntimeError("The storage is away."))

    publish_scheduled_an_hour_later()
    assert not DBTaskResult.objects.ready().exists()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=2))
    publish_scheduled_an_hour_later()

    assert DBTaskResult.objects.ready().get().args_kwargs["args"] == [document.pk]


def test_a_worker_that_was_told_to_stop_at_once_leaves_its_task_to_the_next(db):
    document = PortalDocumentFactory(file__data=files.pdf("Words"))
    read_document.enqueue(document.pk)
    task = DBTaskResult.objects.get()
    task.claim("first")
    task.set_failed(SystemExit(1))

    call_command("publish_scheduled", verbosity=0)

    assert DBTaskResult.objects.ready().get().worker_ids == ["first"]


def test_a_document_that_no_task_is_to_read_is_given_one(db):
    waiting = PortalDocumentFactory(file__data=files.pdf("Words"))
    was_read = PortalDocumentFactory()
    PortalDocument.objects.filter(pk=was_read.pk).update(extraction=Extraction.READ)

    for _ in range(2):
        call_command("publish_scheduled", verbosity=0)

    assert DBTaskResult.objects.get().args_kwargs["args"] == [waiting.pk]


def test_without_a_worker_it_is_read_at_once(db, settings):
    settings.TASKS = settings.TASKS | {"background": portal_settings.IMMEDIATE}
    document = PortalDocumentFactory(file__data=files.pdf("Words"))

    call_command("publish_scheduled", verbosity=0)

    document.refresh_from_db()
    assert document.extraction == Extraction.READ


def test_a_dry_run_names_tasks_to_be_restarted(db, capsys):
    read_document.enqueue(PortalDocumentFactory().pk)
    DBTaskResult.objects.get().claim("first")
    DBTaskResult.objects.update(started_at=timezone.now() - LONG_AGO)

    call_command("publish_scheduled", "--dry-run")

    assert "To be started again: read_document" in capsys.readouterr().out
    assert DBTaskResult.objects.running().exists()


def test_the_dashboard_says_nothing_of_what_was_uploaded_just_now(db, client):
    client.force_login(EditorFactory())
    PortalDocumentFactory()

    assert "has not been read" not in words_on_dashboard(client)

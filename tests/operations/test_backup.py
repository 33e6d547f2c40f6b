"""Backups: everything comes back, on the same engine and on the other, and what isn't whole is refused."""

import io
import json
import resource
import signal
import sqlite3
import stat
import tarfile
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle
from wagtail.models import Page

from admm_site.core.revisions import store_live_revisions
from admm_site.operations.backup import tables
from admm_site.operations.backup.archive import ArchiveWriter, verify_archive
from admm_site.operations.backup.create import create
from admm_site.operations.backup.snapshot import applied_migrations
from tests.factories.documents import PortalDocumentFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.portal import create_full_portal
from tests.factories.users import EditorFactory

from .installations import Installation, empty, empty_postgresql, empty_sqlite, of_tests

pytestmark = pytest.mark.slow

needs_server = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="There is only one engine.")


@pytest.fixture
def portal(real_transactions, tmp_path, settings) -> SimpleNamespace:
    """One of everything, with histories, a draft and somebody who is signed in; `.installation` shares it."""
    folder = tmp_path / "source"
    settings.MEDIA_ROOT = str(folder / "media")
    records = create_full_portal()
    store_live_revisions()
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    records.meeting.theme = "A draft of this test"
    records.meeting.save_revision(user=EditorFactory(username="author"))
    Client().force_login(EditorFactory())
    ContentPageFactory(parent=records.about, title="Deleted").delete()
    Client().get("/about/background/")  # makes its pictures
    records.installation = of_tests(folder)
    return records


@pytest.fixture
def archive(portal, tmp_path) -> Path:
    file = tmp_path / "backup.tar"
    portal.installation.do("backup", file)
    return file


def manifest_of(archive: Path) -> dict:
    return verify_archive(archive, lambda number: None)


def restored(archive: Path, installation: Installation) -> Installation:
    output = installation.do("restore", archive)
    assert "restored and verified" in output
    return installation


def assert_same_portals(*installations: Installation, surfaces: str = "all") -> list:
    """Returns the revisions that all of them have."""
    first, *others = [installation.answers(surfaces) for installation in installations]
    first_files, *files_of_others = [installation.files() for installation in installations]
    for answers, files in zip(others, files_of_others, strict=True):
        names = first["answers"].keys()
        assert [name for name in names if answers["answers"][name] != first["answers"][name]] == []
        assert answers["revisions"] == first["revisions"]
        assert files.keys() == first_files.keys()
        assert [name for name, content in first_files.items() if files[name] != content] == []
    return first["revisions"]


@pytest.mark.parametrize("surfaces", ["few", pytest.param("all", marks=pytest.mark.exhaustive)])
def test_everything_comes_back(portal, archive, tmp_path, surfaces):
    with empty(tmp_path / "target") as target:
        restored(archive, target)
        assert_same_portals(portal.installation, target, surfaces=surfaces)


@pytest.mark.exhaustive
@needs_server
def test_a_portal_moves_from_sqlite_to_postgresql_and_back(portal, tmp_path):
    """The first step is from the test's own PostgreSQL, so that SQLite has made its rows itself."""
    files = [tmp_path / f"{number}.tar" for number in range(3)]
    portal.installation.do("backup", "--portable", files[0])
    on_sqlite = restored(files[0], empty_sqlite(tmp_path / "sqlite"))
    on_sqlite.do("backup", "--portable", files[1])
    with empty_postgresql(tmp_path / "postgresql") as on_postgresql:
        restored(files[1], on_postgresql)
        assert has_statistics(on_postgresql)
        on_postgresql.do("backup", "--portable", files[2])
        back = restored(files[2], empty_sqlite(tmp_path / "back"))

        revisions = assert_same_portals(portal.installation, on_sqlite, on_postgresql, back)
        assert len(revisions) > 10


def has_statistics(portal) -> bool:
    """Whether PostgreSQL was told to count its rows; it may do so by itself later."""
    with psycopg.connect(portal.database) as connection:
        rows = connection.execute(
            "SELECT last_analyze FROM pg_stat_user_tables WHERE relname = 'wagtailcore_page'"
        )
        (last_analyze,) = rows.fetchone()
        return last_analyze is not None


@pytest.mark.exhaustive
def test_a_portable_backup_comes_back(portal, tmp_path):
    file = tmp_path / "portable.tar"
    portal.installation.do("backup", "--portable", file)
    target = restored(file, empty_sqlite(tmp_path / "target"))
    assert_same_portals(portal.installation, target, surfaces="few")


def test_second_factors_are_portable(db, tmp_path):
    user = EditorFactory()
    key = {"credential_id": b"\x00\xff\x80", "public_key": bytes(range(256)), "transports": ["usb", "nfc"]}
    WebAuthnCredential.objects.create(user=user, name="Phone", sign_count=7, **key)
    WebAuthnUserHandle.get_handle_for_user(user)
    TOTPDevice.objects.create(user=user, name="authenticator")
    models = (WebAuthnCredential, WebAuthnUserHandle, TOTPDevice)
    before = [list(model.objects.values()) for model in models]
    members = dict(tables.dump(tmp_path, lambda table: None))

    for model in models:
        model.objects.all().delete()
        name = f"{tables.FOLDER}{model._meta.db_table}{tables.SUFFIX}"
        with members[name].open("rb") as content:
            tables.load(name, content, apps)

    assert [list(model.objects.values()) for model in models] == before
    assert bytes(WebAuthnCredential.objects.get().credential_id) == key["credential_id"]


def test_only_its_owner_can_read_a_backup(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert not list(archive.parent.glob("*.partial"))


@pytest.mark.exhaustive
def test_sessions_are_not_restored(portal, archive, tmp_path):
    assert Session.objects.exists()
    with empty(tmp_path / "target") as target:
        restored(archive, target)
        count = target.do(
            "shell",
            "-v0",
            "-c",
            "from django.contrib.sessions.models import Session as S; print(S.objects.count())",
        )
    assert count.strip() == "0"


@pytest.mark.exhaustive
@pytest.mark.parametrize("option", [[], ["--portable"]], ids=["own means", "portable"])
def test_the_number_of_a_deleted_page_is_not_used_again(portal, tmp_path, option):
    file, newest = tmp_path / "backup.tar", ContentPageFactory(parent=portal.about, title="Newest")
    last_key = newest.pk
    newest.delete()
    installation = of_tests(tmp_path / "source")
    installation.do("backup", *option, file)
    create_page = (
        "from admm_site.pages.models import ContentPage;"
        " from tests.factories.pages import ContentPageFactory;"
        " print(ContentPageFactory(parent=ContentPage.objects.get(slug='about')).pk)"
    )
    with empty(tmp_path / "target") as target:
        restored(file, target)
        assert int(target.do("shell", "-v0", "-c", create_page)) > last_key


# What is not whole


@pytest.fixture
def small_archive(db, tmp_path) -> Path:
    """An archive as `backup` writes it, with two files and no content to speak of."""
    path = tmp_path / "backup.tar"
    header = {"engine": connection.vendor, "made_at": "2026-03-02", "migrations": applied_migrations()}
    with path.open("wb") as file, ArchiveWriter(file, header) as writer:
        for name in ("files/documents/declaration.pdf", "database"):
            writer.add(name, io.BytesIO(b"content" * 1000), 7000)
        writer.finish({"counts": {}, "sequences": {}, "files": 1, "deleted_meanwhile": []})
    return path


def cut_off(archive: Path) -> str:
    with archive.open("r+b") as file:
        file.truncate(archive.stat().st_size // 2)
    return "is incomplete: its end is missing"


def cut_off_the_manifest(archive: Path) -> str:
    with tarfile.open(archive) as tar:
        offset = tar.getmember("manifest.json").offset
    with archive.open("r+b") as file:
        file.truncate(offset)
    return "is incomplete: its end is missing"


def altered(archive: Path) -> str:
    with tarfile.open(archive) as tar:
        member = next(member for member in tar if member.name.startswith("files/documents/"))
    with archive.open("r+b") as file:
        file.seek(member.offset_data + 10)
        file.write(b"altered")
    return f"was altered or damaged: {member.name} in it is not what was backed up"


def not_an_archive(archive: Path) -> str:
    archive.write_text("Not a backup.")
    return "is not a backup of the portal"


def rewrite(archive: Path, **values) -> None:
    """Writes the archive anew with other values in its first and last member."""
    old = archive.with_suffix(".old")
    archive.rename(old)
    with tarfile.open(old) as source, tarfile.open(archive, "w") as target:
        for member in source:
            content = source.extractfile(member).read()
            if member.name in ("backup.json", "manifest.json"):
                content = json.dumps(json.loads(content) | values).encode()
                member.size = len(content)
            target.addfile(member, io.BytesIO(content))


def of_a_newer_format(archive: Path) -> str:
    rewrite(archive, format=1000)
    return "was made by a newer version of the portal"


def of_newer_tables(archive: Path) -> str:
    migrations = manifest_of(archive)["migrations"]
    rewrite(archive, migrations=migrations | {"pages": [*migrations["pages"], "9999_later"]})
    return "was made by a newer version of the portal (pages.9999_later)"


def of_another_engine(archive: Path) -> str:
    rewrite(archive, engine="another engine")
    return "make one with backup --portable"


@pytest.mark.parametrize(
    "damage",
    [
        *(cut_off, cut_off_the_manifest, altered, not_an_archive, of_a_newer_format, of_newer_tables),
        of_another_engine,
    ],
    ids=lambda damage: damage.__name__,
)
def test_what_is_not_whole_is_refused_and_nothing_is_changed(small_archive, damage):
    reason = damage(small_archive)
    pages = Page.objects.count()

    with pytest.raises(CommandError) as refusal:
        call_command("restore", small_archive)

    assert str(refusal.value).startswith("Nothing was changed. ")
    assert reason in str(refusal.value)
    assert Page.objects.count() == pages
    assert not Path(settings.MEDIA_ROOT).exists()


def test_a_whole_archive_is_not_refused(small_archive, capsys):
    call_command("restore", "--check", small_archive)
    assert "is whole" in capsys.readouterr().out


def test_a_database_with_content_is_left_alone(small_archive):
    with pytest.raises(CommandError, match=r"Nothing was changed\. The database is not empty"):
        call_command("restore", small_archive)
    assert not Path(settings.MEDIA_ROOT).exists()


@pytest.mark.exhaustive
def test_a_folder_with_files_is_left_alone(small_archive, tmp_path):
    with empty(tmp_path / "target") as target:
        target.media.mkdir()
        (target.media / "precious.pdf").write_text("Precious")
        refused = target.manage("restore", small_archive)
    assert "is not empty" in refused.stderr
    assert target.files() == {"precious.pdf": b"Precious"}


def test_another_file_is_not_overwritten(db, tmp_path):
    file = tmp_path / "precious.txt"
    file.write_text("Precious")
    with pytest.raises(CommandError, match="exists and is no backup"):
        call_command("backup", file)
    assert file.read_text() == "Precious"


# What is interrupted


def wait_until(condition) -> None:
    latest = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < latest
        time.sleep(0.001)


@pytest.fixture
def large_portal(portal):
    document = PortalDocumentFactory(title="Large", file__filename="large.pdf")
    path = Path(default_storage.path(document.file.name))
    with path.open("r+b") as file:
        file.truncate(200 * 1024 * 1024)
    type(document).objects.filter(pk=document.pk).update(sha256="", file_size=path.stat().st_size)
    portal.installation = of_tests(path.parents[2])
    return portal


@pytest.mark.exhaustive
def test_a_killed_backup_leaves_nothing_that_looks_whole(large_portal, tmp_path):
    file, folder = tmp_path / "backup.tar", tmp_path / "backup.tar.partial"
    process = large_portal.installation.begin("manage.py", "backup", str(file))
    wait_until(
        lambda: (folder / "complete.tar").exists() and (folder / "complete.tar").stat().st_size > 30_000_000
    )
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not file.exists()
    assert (
        "is incomplete"
        in large_portal.installation.manage("restore", "--check", folder / "complete.tar").stderr
    )

    large_portal.installation.do("backup", file)
    assert manifest_of(file)["files"]
    assert not folder.exists()


@pytest.mark.exhaustive
def test_an_interrupted_restore_is_begun_again(large_portal, tmp_path):
    file = tmp_path / "backup.tar"
    large_portal.installation.do("backup", file)
    with empty(tmp_path / "target") as target:
        process = target.begin("manage.py", "restore", str(file))
        wait_until(lambda: target.media.exists() and len(target.files()) > 3)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert "restore-unfinished.txt" in target.files()
        restored(file, target)
        assert target.files() == large_portal.installation.files()


def test_verify_names_an_interrupted_restore(db, capsys):
    default_storage.save("restore-unfinished.txt", ContentFile(b"."))
    with pytest.raises(CommandError):
        call_command("verify", verbosity=0)
    assert "Restoring a backup was interrupted" in capsys.readouterr().out


# While editors work


@pytest.mark.exhaustive
def test_a_document_that_is_deleted_meanwhile_is_in_neither_part(portal, tmp_path):
    """The file is gone before it can be copied: then its row may not come back without it."""
    document = PortalDocumentFactory(title="Short-lived", file__filename="zzz.pdf")
    name = document.file.name

    def delete_once(message: str) -> None:
        if "files" in message and default_storage.exists(name):
            document.delete()

    manifest = create(tmp_path / "backup.tar", is_portable=True, report=delete_once, warn=pytest.fail)

    assert not default_storage.exists(name)
    assert manifest["faulty_files"] == []
    target = restored(tmp_path / "backup.tar", empty_sqlite(tmp_path / "target"))
    with closing(sqlite3.connect(target.folder / "db.sqlite3")) as database:
        rows = database.execute("SELECT count(*) FROM documents_portaldocument WHERE title = 'Short-lived'")
        assert rows.fetchone() == (0,)


def test_a_lost_file_is_named(real_transactions, tmp_path, capsys):
    name = PortalDocumentFactory().file.name
    Path(default_storage.path(name)).unlink()
    call_command("backup", tmp_path / "backup.tar")
    assert f"{name} is missing" in capsys.readouterr().err
    assert manifest_of(tmp_path / "backup.tar")["faulty_files"] == [name]


def test_a_full_disk_leaves_no_backup(real_transactions, tmp_path):
    PortalDocumentFactory()
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(CommandError, match="No backup was made"):
            call_command("backup", tmp_path / "backup.tar")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert not list(tmp_path.glob("backup*"))

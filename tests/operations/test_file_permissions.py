"""Files that the portal writes are not readable for every account of the machine."""

import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admm_site.documents.models import PortalDocument, PortalImage
from tests.documents import files
from tests.roles import ROLE_FACTORIES

OPEN_DATABASE = "from django.db import connection; connection.ensure_connection()"


PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("factory", ROLE_FACTORIES)
def test_uploads_and_renditions_are_readable_by_the_group_at_most(
    portal, client, settings, factory, django_capture_on_commit_callbacks
):
    client.force_login(factory())
    for kind, name, content in (("docs", "a.pdf", files.pdf("Text")), ("images", "a.png", PICTURE)):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse(f"wagtail{kind}:add_multiple"),
                {"title": "A", "files[]": SimpleUploadedFile(name, content)},
                headers={"X-Requested-With": "XMLHttpRequest"},
            )
    PortalImage.objects.get().get_rendition("width-20")
    assert PortalDocument.objects.get().picture

    paths = list(Path(settings.MEDIA_ROOT).rglob("*"))
    assert {mode(path) for path in paths if path.is_file()} == {0o640}
    assert {mode(path) for path in paths if path.is_dir()} == {0o750}
    assert sum(path.is_file() for path in paths) >= 4


def open_database(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", OPEN_DATABASE],
        cwd=portal_settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(folder)},
        check=True,
    )


@pytest.mark.exhaustive
def test_the_database_is_readable_by_the_group_at_most_also_an_older_one(tmp_path):
    folder = tmp_path / "var"

    open_database(folder)
    new = mode(folder), mode(folder / "db.sqlite3")
    (folder / "db.sqlite3").chmod(0o644)
    open_database(folder)

    assert new == (0o750, 0o640)
    assert mode(folder / "db.sqlite3") == 0o640

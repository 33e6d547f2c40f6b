"""A storage that can't be written to: whoever uploads is told, and nothing is left behind."""

import errno
import os
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admm_site.documents.models import PortalDocument
from tests.documents import files
from tests.editorial.browser_form import get_form_fields
from tests.roles import ROLE_FACTORIES


@pytest.fixture(params=ROLE_FACTORIES)
def admin(request, client, portal):
    client.force_login(request.param())
    client.raise_request_exception = False
    return client


@pytest.fixture(params=[errno.ENOSPC, errno.EROFS], ids=["full", "read-only"])
def unwritable_storage(request, monkeypatch, settings):
    """Files can be created in the storage, but not written."""

    def fail(*args):
        raise OSError(request.param, os.strerror(request.param))

    # What Django calls when it has created the file and before it writes.
    monkeypatch.setattr("django.core.files.storage.filesystem.locks.lock", fail)


def upload(admin):
    address, file = reverse("wagtaildocs:add"), SimpleUploadedFile("a.pdf", files.pdf("A"))
    fields = get_form_fields(admin.get(address), "//form[.//input[@type='file']]")
    return admin.post(address, fields | {"title": "Paper", "file": file})


def stored_files(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_who_uploads_is_told_and_nothing_is_stored(admin, unwritable_storage, settings):
    response = upload(admin)

    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert "Nothing was saved" in BeautifulSoup(response.content, "html.parser").get_text()
    assert stored_files(settings.MEDIA_ROOT) == []
    assert not PortalDocument.objects.filter(title="Paper").exists()


def test_a_file_of_somebody_else_stays(admin, unwritable_storage, settings):
    theirs = Path(default_storage.path("documents/a.pdf"))
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")

    assert upload(admin).status_code == 503
    assert stored_files(settings.MEDIA_ROOT) == [theirs]
    assert theirs.read_bytes() == b"theirs"

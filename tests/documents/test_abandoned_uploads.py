"""Uploads that were never completed are deleted after some days, with their files."""

import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from wagtail.models import UploadedFile

DAY = 24 * 60 * 60


@pytest.fixture
def uploads(db):
    """Two uploads, eight and six days old."""
    files = [UploadedFile.objects.create(file=ContentFile(b"A", name=f"{n}.pdf")) for n in (8, 6)]
    for upload, days in zip(files, (8, 6), strict=True):
        modified = time.time() - days * DAY
        os.utime(upload.file.path, (modified, modified))
    return files


@pytest.mark.parametrize(("options", "remaining"), [({}, [1]), ({"days": 9}, [0, 1]), ({"days": 5}, [])])
def test_uploads_older_than_some_days_are_deleted(uploads, capsys, options, remaining):
    call_command("forget_uploads", **options)
    assert f"deleted: {2 - len(remaining)}." in capsys.readouterr().out
    assert set(UploadedFile.objects.all()) == {uploads[position] for position in remaining}
    exists = [upload.file.storage.exists(upload.file.name) for upload in uploads]
    assert exists == [position in remaining for position in range(2)]


def test_a_dry_run_deletes_nothing(uploads, capsys):
    call_command("forget_uploads", dry_run=True)
    assert "to delete: 1." in capsys.readouterr().out
    assert UploadedFile.objects.count() == 2
    assert uploads[0].file.storage.exists(uploads[0].file.name)


def test_an_upload_whose_file_is_lost_is_deleted(uploads):
    uploads[1].file.storage.delete(uploads[1].file.name)
    call_command("forget_uploads")
    assert not UploadedFile.objects.exists()

"""Files in a bucket, with committed content: they follow transactions, and backups move them."""

from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from admm_site.core.revisions import store_live_revisions
from admm_site.documents.file_changes import atomic_with_files
from tests.factories.portal import create_full_portal
from tests.object_server import Bucket

from .conftest import new_bucket
from .installations import Installation, empty, of_tests

pytestmark = pytest.mark.slow


def test_a_file_is_deleted_when_the_transaction_is_committed(bucket, real_transactions):
    name = default_storage.save("documents/a.pdf", ContentFile(b"A"))
    with atomic_with_files():
        default_storage.delete(name)
        assert name in bucket.files()
    assert bucket.files() == {}


def test_a_file_of_a_transaction_that_is_rolled_back_is_gone(bucket, real_transactions):
    with atomic_with_files():
        name = default_storage.save("documents/a.pdf", ContentFile(b"A"))
        assert name in bucket.files()
        transaction.set_rollback(True)
    assert bucket.files() == {}


@dataclass(frozen=True)
class SharedInstallation(Installation):
    """An installation whose files are in a bucket."""

    bucket: Bucket

    def begin(self, *command: str, **variables: str):
        return super().begin(*command, **{"STORAGE_URL": self.bucket.url} | variables)

    def files(self) -> dict[str, bytes]:
        return self.bucket.files()


@pytest.fixture
def installation(real_transactions, bucket, tmp_path) -> SharedInstallation:
    """One of everything, with files in the bucket."""
    create_full_portal()
    store_live_revisions()
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    Client().get("/about/background/")  # makes its pictures
    (tmp_path / "source").mkdir()
    local = of_tests(tmp_path / "source")
    return SharedInstallation(local.database, local.folder, bucket)


@pytest.mark.exhaustive
def test_a_backup_of_a_bucket_comes_back_in_a_folder(installation, tmp_path):
    archive = tmp_path / "backup.tar"
    installation.do("backup", archive)
    with empty(tmp_path / "target") as target:
        assert "restored and verified" in target.do("restore", archive)
        assert target.files() == installation.files()
        assert target.answers("few") == installation.answers("few")


@pytest.mark.exhaustive
def test_a_backup_comes_back_in_an_empty_bucket_alone(installation, server, tmp_path):
    archive = tmp_path / "backup.tar"
    installation.do("backup", archive)
    with empty(tmp_path / "target") as local:
        target = SharedInstallation(local.database, local.folder, new_bucket(server))
        target.bucket.put("precious.pdf", b"Precious")
        assert "The bucket (STORAGE_URL) is not empty" in target.manage("restore", archive).stderr
        target.bucket.remove("precious.pdf")
        assert "restored and verified" in target.do("restore", archive)
        assert target.files() == installation.files()


@pytest.mark.exhaustive
def test_memory_does_not_grow_with_a_file(installation):
    """Reading and storing 60 MB takes no more memory than 6 MB."""
    script = (
        "import django, resource, sys, tempfile; django.setup()\n"
        "from django.core.files.base import File\n"
        "from django.core.files.storage import default_storage\n"
        "with tempfile.TemporaryFile() as file:\n"
        "    file.truncate(int(sys.argv[1]) * 2**20)\n"
        "    name = default_storage.save('documents/large.pdf', File(file, 'large'))\n"
        "with default_storage.open(name) as stored:\n"
        "    assert sum(map(len, stored.chunks())) == int(sys.argv[1]) * 2**20\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )

    def megabytes(size: int) -> float:
        process = installation.begin("-c", script, str(size), DJANGO_SETTINGS_MODULE="admm_site.settings")
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return int(output) / 1024

    assert megabytes(60) - megabytes(6) < 10

"""The demonstration content, loaded once for each module that uses it, and a bucket for files."""

from pathlib import Path
from uuid import uuid4

import pytest

from admm_site.environment import Environment
from admm_site.operations.demo import loading
from tests.module_fixtures import keep_for_module
from tests.object_server import Bucket, ObjectServer, object_server

from .served_portal import collect_static_files


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The media folder of the loaded demonstration."""
    media = str(tmp_path_factory.mktemp("demo"))
    with keep_for_module(django_db_blocker, media):
        loading.load()
        yield media


@pytest.fixture
def demo(loaded_demo, db, settings):
    """The portal with its demonstration content."""
    settings.MEDIA_ROOT = loaded_demo


@pytest.fixture(scope="session")
def static_files(tmp_path_factory) -> Path:
    """The folder of static files of portals that tests serve: collecting them takes ten seconds."""
    folder = tmp_path_factory.mktemp("static")
    collect_static_files(folder)
    return folder


@pytest.fixture(autouse=True)
def search_index():
    """Keeps the search index up to date in these tests."""


@pytest.fixture(scope="session")
def server():
    """A server of objects (S3), started once."""
    with object_server() as server:
        yield server


@pytest.fixture
def use_store(settings):
    """Sets the storage to a bucket, as `STORAGE_URL` does."""

    def use(url: str) -> None:
        settings.OBJECT_STORE = Environment({"STORAGE_URL": url}).object_store("STORAGE_URL")
        backend = "admm_site.documents.s3_storage.PortalS3Storage"
        settings.STORAGES = settings.STORAGES | {
            "default": {"BACKEND": backend, "OPTIONS": settings.OBJECT_STORE}
        }

    return use


def new_bucket(server: ObjectServer) -> Bucket:
    return Bucket(server.port, f"test-{uuid4().hex[:12]}").create()


@pytest.fixture
def bucket(server, use_store) -> Bucket:
    """A bucket of the test's own, in which the portal stores files."""
    bucket = new_bucket(server)
    use_store(bucket.url)
    return bucket

"""The demonstration content, loaded once for each module that uses it."""

from pathlib import Path

import pytest

from admm_site.operations.demo import loading
from tests.module_fixtures import keep_for_module

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

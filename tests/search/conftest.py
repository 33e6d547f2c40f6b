import pytest
from django.db import transaction
from django.test import override_settings

from admm_site.content.today import on_day
from admm_site.operations.demo import loading
from tests.conftest import TODAY


@pytest.fixture(autouse=True)
def search_index():
    """Kept up to date: it is asked here."""


@pytest.fixture(scope="module")
def demo_content(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration content with the text of its documents, once for all tests of a module."""
    media = str(tmp_path_factory.mktemp("demo"))
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        on_day(TODAY),
        transaction.atomic(),
    ):
        loading.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def search(client):
    """What a visitor gets who types `query`: the response of the page of results."""
    return lambda query, **asked: client.get("/search/", {"q": query, **asked})

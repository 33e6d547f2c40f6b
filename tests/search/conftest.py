import pytest

from admm_site.operations.demo import loading
from tests.module_fixtures import keep_for_module


@pytest.fixture(autouse=True)
def search_index():
    """Kept up to date: it is asked here."""


@pytest.fixture(scope="module")
def demo_content(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration content with the text of its documents, once for all tests of a module."""
    media = str(tmp_path_factory.mktemp("demo"))
    with keep_for_module(django_db_blocker, media):
        loading.load()
        yield


@pytest.fixture
def search(client):
    """What a visitor gets who types `query`: the response of the page of results."""
    return lambda query, **asked: client.get("/search/", {"q": query, **asked})

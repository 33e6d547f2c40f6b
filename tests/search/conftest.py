import pytest

from admm_site.operations.demo import loading
from tests.module_fixtures import keep_for_module


@pytest.fixture(autouse=True)
def search_index():
    """Keeps the search index up to date in these tests."""


@pytest.fixture(scope="module")
def demo_content(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration content with the text of its documents, loaded once for each module."""
    media = str(tmp_path_factory.mktemp("demo"))
    with keep_for_module(django_db_blocker, media):
        loading.load()
        yield


@pytest.fixture
def search(client):
    """Searches for `query` as a visitor; returns the response."""
    return lambda query, **params: client.get("/search/", {"q": query, **params})

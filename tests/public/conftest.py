import pytest

from tests.factories.portal import fill_portal


@pytest.fixture
def filled(db):
    """A portal with one of everything (`tests.factories.portal`)."""
    return fill_portal()


@pytest.fixture(autouse=True)
def search_index():
    """Kept up to date: it is asked here."""

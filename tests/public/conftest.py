import pytest


@pytest.fixture(autouse=True)
def search_index():
    """Keeps the search index up to date in these tests."""

import pytest


@pytest.fixture(autouse=True)
def search_index():
    """Kept up to date: it is asked here."""

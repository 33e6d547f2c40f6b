import pytest

from tests.factories.portal import fill_portal


@pytest.fixture
def filled(db):
    """A portal with one of everything (`tests.factories.portal`)."""
    return fill_portal()


@pytest.fixture
def ask(client):
    """The answer at an address below `/api/v1/`, read."""

    def answer(address: str, **headers) -> dict:
        response = client.get(f"/api/v1/{address}", headers=headers)
        assert response.status_code == 200, response.content
        return response.json()

    return answer

import pytest


@pytest.fixture
def ask(client):
    """Requests an address below `/api/v1/`; returns the JSON of the response."""

    def answer(address: str, **headers) -> dict:
        response = client.get(f"/api/v1/{address}", headers=headers)
        assert response.status_code == 200, response.content
        return response.json()

    return answer

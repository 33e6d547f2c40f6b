"""Scripts of other sites may read the API (CORS), and nothing else."""

import pytest


@pytest.mark.parametrize(
    "address", ["", "openapi.json", "meetings/", "meetings/5th-admm/", "nothing/", "meetings/?year=x"]
)
def test_scripts_of_other_sites_may_read_every_response(portal, client, address):
    response = client.get(f"/api/v1/{address}", headers={"origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert {"etag", "link", "retry-after"} <= {
        name.strip().lower() for name in response["Access-Control-Expose-Headers"].split(",")
    }


def test_scripts_of_other_sites_get_an_answer_to_a_preflight_request(client, db):
    preflight = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    response = client.options("/api/v1/meetings/", headers=preflight)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["/", "/meetings/", "/documents/", "/admin/login/"])
def test_scripts_of_other_sites_may_read_nothing_else(portal, client, address):
    response = client.get(address, headers={"origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in response


def test_responses_do_not_depend_on_a_session(portal, editor_client):
    response = editor_client.get("/api/v1/meetings/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")

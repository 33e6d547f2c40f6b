"""Conditional requests to the API: ETags, 304 and 412."""

import pytest

ADDRESSES = ["", "openapi.json", "meetings/", "meetings/5th-admm/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_response_is_304(full_portal, client, address):
    first = client.get(f"/api/v1/{address}")
    again = client.get(f"/api/v1/{address}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"] == "no-cache"


def test_a_changed_response_is_sent(full_portal, client):
    before = client.get("/api/v1/meetings/5th-admm/")["ETag"]
    full_portal.meeting.refresh_from_db()
    full_portal.meeting.theme = "Another theme"
    full_portal.meeting.save()
    after = client.get("/api/v1/meetings/5th-admm/", headers={"if-none-match": before})
    assert after.status_code == 200
    assert after["ETag"] != before


def test_different_queries_have_different_etags(full_portal, client):
    marks = {client.get(f"/api/v1/meetings/{query}")["ETag"] for query in ("", "?year=2011", "?fields=title")}
    assert len(marks) == 3


def test_head_has_the_headers_of_get(full_portal, client):
    get, head = client.get("/api/v1/meetings/"), client.head("/api/v1/meetings/")
    assert (head.content, head["ETag"], head["Content-Type"]) == (b"", get["ETag"], get["Content-Type"])


def test_a_failed_if_match_is_412(full_portal, client):
    response = client.get("/api/v1/meetings/", headers={"if-match": '"another"'})
    assert (response.status_code, response["Content-Type"]) == (412, "application/problem+json")


def test_an_error_response_is_not_cached(portal, client):
    response = client.get("/api/v1/meetings/?year=x")
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response

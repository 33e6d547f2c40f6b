"""Conditional requests to the API: ETags, 304 and 412."""

import pytest

ADDRESSES = ["", "openapi.json", "meetings/", "meetings/5th-admm/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_is_known_is_not_sent_again(full_portal, client, address):
    first = client.get(f"/api/v1/{address}")
    again = client.get(f"/api/v1/{address}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"] == "no-cache"


def test_an_answer_that_changed_is_sent(full_portal, client):
    before = client.get("/api/v1/meetings/5th-admm/")["ETag"]
    full_portal.meeting.refresh_from_db()
    full_portal.meeting.theme = "Another theme"
    full_portal.meeting.save()
    after = client.get("/api/v1/meetings/5th-admm/", headers={"if-none-match": before})
    assert after.status_code == 200
    assert after["ETag"] != before


def test_different_questions_have_different_marks(full_portal, client):
    marks = {client.get(f"/api/v1/meetings/{query}")["ETag"] for query in ("", "?year=2011", "?fields=title")}
    assert len(marks) == 3


def test_head_has_the_headers_of_get(full_portal, client):
    get, head = client.get("/api/v1/meetings/"), client.head("/api/v1/meetings/")
    assert (head.content, head["ETag"], head["Content-Type"]) == (b"", get["ETag"], get["Content-Type"])


def test_who_wants_an_answer_only_if_it_is_this_one_is_told_otherwise(full_portal, client):
    response = client.get("/api/v1/meetings/", headers={"if-match": '"another"'})
    assert (response.status_code, response["Content-Type"]) == (412, "application/problem+json")


def test_a_problem_is_kept_by_no_cache(portal, client):
    response = client.get("/api/v1/meetings/?year=x")
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response

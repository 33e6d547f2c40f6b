"""Validation of API requests: each fault gives a problem that names it, never a status of 500."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admm_site.api import views
from admm_site.api.resources import RESOURCES, Resource

PROBLEM = "application/problem+json"


def problem(response, status: int) -> dict:
    """The problem document of the response."""
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    details = response.json()
    assert details["status"] == status
    assert {"type", "title", "detail"} <= details.keys()
    return details


# Parameters

WRONG = {
    "unknown filter": ("meetings/?yaer=2011", "yaer"),
    "filter of another list": ("countries/?series=admm", "series"),
    "parameter of a list": ("meetings/5th-admm/?page_size=2", "page_size"),
    "unknown parameter of the root": ("?page=2", "page"),
    "order, which is no filter": ("documents/?sort=title", "sort"),
    "twice": ("meetings/?year=2011&year=2012", "year"),
    "empty": ("meetings/?year=", "year"),
    "blank": ("meetings/?series=%20", "series"),
    "no choice": ("meetings/?state=soon", "state"),
    "no year": ("meetings/?year=MMXI", "year"),
    "a year of five digits": ("meetings/?year=20111", "year"),
    "forty digits": (f"meetings/?year={'9' * 40}", "year"),
    "other digits": (f"meetings/?year={quote('٢٠١١')}", "year"),
    "no slug": ("meetings/?series=the%20ADMM", "series"),
    "slug with a line": ("meetings/?series=admm%0A", "series"),
    "NUL": ("meetings/?series=ad%00mm", "series"),
    "NUL among words": ("documents/?q=ad%00mm", "q"),
    "half a surrogate pair": ("meetings/?series=%ED%A0%80", "series"),
    "lookup": ("meetings/?series__name=ADMM", "series__name"),
    "format": ("meetings/?format=xml", "format"),
    "unknown field": ("meetings/?fields=title,secret", "fields"),
    "field with a blank": ("meetings/?fields=title,%20state", "fields"),
    "include among fields": ("meetings/?fields=decisions", "fields"),
    "unknown include": ("meetings/?include=body", "include"),
    "include where there is none": ("countries/?include=meetings", "include"),
    "cursor of another kind": ("meetings/?cursor=cD0x", "cursor"),
    "cursor of forty digits": (f"meetings/?cursor=after-{'9' * 40}", "cursor"),
    "cursor with NUL": ("meetings/?cursor=after-1%00", "cursor"),
    "page of nothing": ("meetings/?page_size=0", "page_size"),
    "page of less than nothing": ("meetings/?page_size=-1", "page_size"),
    "page of too much": ("meetings/?page_size=201", "page_size"),
    "page of forty digits": (f"meetings/?page_size={'9' * 40}", "page_size"),
}


@pytest.mark.parametrize(("address", "parameter"), WRONG.values(), ids=WRONG.keys())
def test_a_parameter_that_cannot_be_used_is_named(db, client, address, parameter):
    details = problem(client.get(f"/api/v1/{address}"), 400)
    assert {error["parameter"] for error in details["errors"]} == {parameter}
    assert details["errors"][0]["detail"]
    assert details["type"] == "http://testserver/api/#parameters"


def test_every_wrong_parameter_is_named_at_once(db, client):
    details = problem(client.get("/api/v1/meetings/?year=x&state=y"), 400)
    assert {error["parameter"] for error in details["errors"]} == {"year", "state"}


def test_a_cursor_beyond_the_last_record_is_an_empty_page(full_portal, ask):
    response = ask(f"meetings/?cursor=after-{'9' * 18}")
    assert response["results"] == []
    assert response["next"] is None


def test_too_many_parameters_are_refused(client, db):
    problem(client.get("/api/v1/meetings/?" + "&".join(f"a{number}=1" for number in range(10_001))), 400)


# Addresses, methods, formats


NOWHERE = [
    *("nothing/", "v2/", "meetings//", "meetings/6th-admm/", "meetings/5th-admm/decisions/", "meetings/%00/"),
    *("meetings/5th%2Fadmm/", f"meetings/{'9' * 40}/", "meetings/a%0A/", "countries/VN/", "documents/1/"),
    *("decisions/5th-admm/zzzzzzzz/", "decisions/5th-admm/", "activities/adic/"),
]


@pytest.mark.parametrize("address", NOWHERE)
def test_an_unknown_address_is_an_error_in_json(full_portal, client, address):
    problem(client.get(f"/api/v1/{address}"), 404)


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(db, client):
    response = client.get("/api/v1/meetings?year=2011")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/meetings/?year=2011")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", ["", "openapi.json", "meetings/", "meetings/5th-admm/", "nothing/"])
def test_nothing_can_be_changed(db, client, method, address):
    response = getattr(client, method)(f"/api/v1/{address}")
    problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_options_lists_the_allowed_methods(db, client):
    response = client.options("/api/v1/meetings/")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "application/jsonp", "nonsense", "text/csv;q=1"]
)
def test_an_unknown_format_is_an_error(db, client, accept):
    problem(client.get("/api/v1/meetings/", headers={"accept": accept}), 406)


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "application/*", "text/html,application/xhtml+xml,*/*;q=0.8", ""]
)
def test_json_is_sent_to_clients_that_accept_it(db, client, accept):
    response = client.get("/api/v1/meetings/", headers={"accept": accept} if accept else {})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_a_server_error_is_a_problem_without_details(db, monkeypatch):
    def broken(self):
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(RESOURCES["meetings"], "rows", broken)
    response = Client(raise_request_exception=False).get("/api/v1/meetings/")
    problem(response, 500)
    assert "swordfish" not in response.content.decode()


def test_a_server_error_outside_of_the_api_is_a_page(db, monkeypatch):
    monkeypatch.setattr("admm_site.pages.overview.counts", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code in (404, 500)
    assert response["Content-Type"].startswith("text/html")


# Whatever is asked

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
parameter_names = st.sampled_from(
    ["year", "series", "state", "country", "fields", "include", "cursor", "page_size", "q", "kind"]
)
few = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(
    name=st.sampled_from(sorted(RESOURCES)),
    query=st.lists(st.tuples(parameter_names | any_text, any_text), max_size=4),
)
@few
def test_any_query_is_answered_or_refused(full_portal, client, name, query):
    response = client.get(f"/api/v1/{name}/?{urlencode(query)}")
    assert response.status_code in (200, 400)
    json.loads(response.content)
    assert b"<script>" not in response.content or response["Content-Type"] == PROBLEM


@given(path=any_text)
@few
def test_any_address_is_answered(db, client, path):
    response = client.get(f"/api/v1/{quote(path, safe='')}/")
    assert response.status_code in (200, 404)
    json.loads(response.content)


@given(
    accept=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    mark=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)
@few
def test_any_headers_are_understood_or_refused(full_portal, client, accept, mark):
    response = client.get(
        "/api/v1/countries/", headers={"accept": accept, "if-none-match": mark, "if-match": mark}
    )
    assert response.status_code in (200, 304, 406, 412)


def test_every_list_is_tested_with_wrong_parameters():
    assert all(
        issubclass(resource, Resource) and issubclass(resource, views.ApiView)
        for resource in RESOURCES.values()
    )

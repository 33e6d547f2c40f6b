"""HEAD says what GET says, and an address that moved takes its query along."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from admm_site.media.models import EarlierAddress
from tests.factories.withdrawals import WithdrawalFactory
from tests.responses import read
from tests.surfaces import SURFACES


@pytest.fixture(scope="module")
def answers(stored):
    """Status and headers of GET and of HEAD, at every address."""
    client, found = Client(), {}
    for name, address in SURFACES.items():
        for method in ("get", "head"):
            response = getattr(client, method)(address)
            body = read(response)
            found[name, method] = (response.status_code, dict(response.headers), body)
    return found


def test_head_has_the_status_of_get(answers):
    wrong = {n: (answers[n, "head"][0], answers[n, "get"][0]) for n in SURFACES}
    assert {name: pair for name, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_head_has_no_body(answers):
    assert [name for name in SURFACES if answers[name, "head"][2]] == []


SEALED = {name for name in SURFACES if name.startswith("form for an error")}


def test_head_has_the_headers_of_get(answers):
    wrong = {}
    for name in SURFACES:
        of_get, of_head = answers[name, "get"][1], answers[name, "head"][1]
        different = {key for key in of_get.keys() | of_head.keys() if of_get.get(key) != of_head.get(key)}
        if name in SEALED:  # each form has a seal of its own, which is compressed to another length
            different -= {"Content-Length"}
        if different:
            wrong[name] = {key: (of_get.get(key), of_head.get(key)) for key in different}
    assert wrong == {}


@pytest.mark.parametrize("address", ["/meetings.atom", "/meetings/calendar.ics", "/api/v1/meetings/"])
def test_who_has_the_answer_is_told_so_by_both(client, filled, address):
    mark = client.get(address)["ETag"]
    for method in ("get", "head"):
        response = getattr(client, method)(address, headers={"if-none-match": mark})
        assert (response.status_code, response["ETag"], response.content) == (304, mark, b"")


QUERY = "utm_source=letter&as_of=2014-05-01&year=2011"


@pytest.fixture
def moved(filled, django_capture_on_commit_callbacks):
    """Addresses that lead to others."""
    with django_capture_on_commit_callbacks(execute=True):
        filled.meeting.slug = "fifth"
        filled.meeting.save_revision().publish()
        filled.meetings.refresh_from_db()
    EarlierAddress.objects.create(document=filled.document, slug="once")
    gone = WithdrawalFactory(page__title="Gone", replaced_by=filled.page)
    Redirect.objects.create(old_path="/old", redirect_page=filled.page, is_permanent=False)
    Redirect.objects.create(old_path="/elsewhere", redirect_link="https://example.org/there")
    return {
        "renamed page": "/meetings/5th-admm/",
        "page replaced after withdrawal": gone.page.url,
        "redirect of an editor": "/old/",
        "renamed document": "/documents/once/",
        "version of a renamed document": "/documents/once/versions/1/",
        "list without its slash": "/decisions",
        "page without its slash": "/meetings",
        "record as a file": "/meetings/5th-admm.zip",
    }


def test_an_address_that_moved_takes_its_query_along(client, moved):
    for kind, address in moved.items():
        for method in ("get", "head"):
            response = getattr(client, method)(f"{address}?{QUERY}")
            assert response.status_code in (301, 302), kind
            assert response["Location"].partition("?")[2] == QUERY, kind


def test_another_site_is_told_nothing(client, moved):
    assert client.get(f"/elsewhere/?{QUERY}")["Location"] == "https://example.org/there"


def test_a_sign_in_that_was_asked_for_has_one_query(client, filled):
    location = client.get("/admin/?x=1")["Location"]
    assert location.count("?") == 1
    assert "next=" in location

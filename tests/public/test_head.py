"""HEAD has the headers of GET, and redirects keep the query."""

from urllib.parse import parse_qsl

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from admm_site.documents.models import EarlierAddress
from tests.factories.withdrawals import WithdrawalFactory
from tests.public_urls import FILES, SURFACES
from tests.responses import lasting_headers, read

ENCODINGS = {"plain": "identity", "compressed": "gzip"}


def ask(client, method, address, encoding):
    """Status, headers and body of a response; without the time of what is never stored, and of the cache."""
    response = getattr(client, method)(address, headers={"accept-encoding": encoding})
    body = read(response)
    return response.status_code, lasting_headers(response.headers), body


@pytest.fixture(scope="module", params=ENCODINGS.values(), ids=ENCODINGS)
def responses(module_portal, surfaces, request):
    """The responses to GET and HEAD at every address."""
    client = Client()
    return {
        (name, method): ask(client, method, address, request.param)
        for name, address in surfaces.items()
        for method in ("get", "head")
    }


def different_headers(of_get, of_head):
    keys = of_get.keys() | of_head.keys()
    return {key: (of_get.get(key), of_head.get(key)) for key in keys if of_get.get(key) != of_head.get(key)}


def test_head_has_the_status_of_get(responses, surfaces):
    wrong = {n: (responses[n, "head"][0], responses[n, "get"][0]) for n in surfaces}
    assert {name: pair for name, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_head_has_no_body(responses, surfaces):
    assert [name for name in surfaces if responses[name, "head"][2]] == []


SIGNED_FORMS = {name for name in SURFACES if name.startswith("form for an error")}


def test_head_has_the_headers_of_get(responses, surfaces):
    wrong = {}
    for name in surfaces:
        different = different_headers(responses[name, "get"][1], responses[name, "head"][1])
        if name in SIGNED_FORMS:  # each form has a token of its own, which is compressed to another length
            different.pop("content-length", None)
        if different:
            wrong[name] = different
    assert wrong == {}


def test_the_length_is_that_of_the_body(responses, surfaces):
    lengths = {
        name: (responses[name, "get"][1].get("content-length"), len(responses[name, "get"][2]))
        for name in surfaces
    }
    assert {name: pair for name, pair in lengths.items() if pair[0] and int(pair[0]) != pair[1]} == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_head_says_what_get_says_of_addresses_that_moved_and_to_editors(
    editor_client, moved_addresses, surfaces, encoding
):
    pages = {name: address for name, address in surfaces.items() if name not in FILES}
    wrong = {}
    for name, address in (moved_addresses | pages).items():
        of_get, of_head = (ask(editor_client, method, address, encoding) for method in ("get", "head"))
        if of_get[:2] != of_head[:2] and name not in SIGNED_FORMS:
            wrong[name] = (of_get[0], of_head[0], different_headers(of_get[1], of_head[1]))
    assert wrong == {}


@pytest.mark.parametrize("address", ["/meetings.atom", "/meetings/calendar.ics", "/api/v1/meetings/"])
def test_get_and_head_both_answer_304(client, full_portal, address):
    mark = client.get(address)["ETag"]
    for method in ("get", "head"):
        response = getattr(client, method)(address, headers={"if-none-match": mark})
        assert (response.status_code, response["ETag"], response.content) == (304, mark, b"")


QUERY = "utm_source=letter&as_of=2014-05-01&year=2011"


@pytest.fixture
def moved_addresses(full_portal, django_capture_on_commit_callbacks):
    """Addresses that redirect to others."""
    with django_capture_on_commit_callbacks(execute=True):
        full_portal.meeting.slug = "fifth"
        full_portal.meeting.save_revision().publish()
        full_portal.meetings.refresh_from_db()
    EarlierAddress.objects.create(document=full_portal.document, slug="once")
    withdrawal = WithdrawalFactory(page__title="Gone", replaced_by=full_portal.page)
    Redirect.objects.create(old_path="/old", redirect_page=full_portal.page, is_permanent=False)
    Redirect.objects.create(old_path="/elsewhere", redirect_link="https://example.org/there")
    return {
        "renamed page": "/meetings/5th-admm/",
        "page replaced after withdrawal": withdrawal.page.url,
        "redirect of an editor": "/old/",
        "renamed document": "/documents/once/",
        "version of a renamed document": "/documents/once/versions/1/",
        "list without its slash": "/decisions",
        "page without its slash": "/meetings",
        "record as a file": "/meetings/5th-admm.zip",
    }


def test_an_address_that_moved_takes_its_query_along(client, moved_addresses):
    for kind, address in moved_addresses.items():
        for method in ("get", "head"):
            response = getattr(client, method)(f"{address}?{QUERY}")
            assert response.status_code in (301, 302), kind
            assert sorted(parse_qsl(response["Location"].partition("?")[2])) == sorted(parse_qsl(QUERY)), kind


def test_a_redirect_to_another_site_does_not_pass_the_query_on(client, moved_addresses):
    assert client.get(f"/elsewhere/?{QUERY}")["Location"] == "https://example.org/there"


REDIRECTS = {
    "nothing asked": ("/meetings/?year=2011", "", "/meetings/?year=2011"),
    "another parameter": (
        "/meetings/?year=2011",
        "as_of=2014-05-01",
        "/meetings/?year=2011&as_of=2014-05-01",
    ),
    "the same parameter": (
        "/meetings/?year=2011",
        "year=2006&series=admm",
        "/meetings/?year=2011&series=admm",
    ),
    "the same, encoded": ("/meetings/?year=2011", "ye%61r=2006&a=1", "/meetings/?year=2011&a=1"),
    "one asked twice": ("/meetings/?year=2011", "a=1&a=2", "/meetings/?year=2011&a=1&a=2"),
    "a fragment": ("/meetings/?year=2011#list", "a=1", "/meetings/?year=2011&a=1#list"),
    "a fragment alone": ("/meetings/#list", "a=1", "/meetings/?a=1#list"),
    "an empty value": ("/search/?q=", "q=word&kind=page", "/search/?q=&kind=page"),
    "encoded values": ("/search/?q=a%26b", "x=%E2%80%93", "/search/?q=a%26b&x=%E2%80%93"),
    "the whole address": (
        "http://testserver/meetings/?year=2011",
        "a=1",
        "http://testserver/meetings/?year=2011&a=1",
    ),
    "another site": ("https://example.org/?year=2011", "a=1", "https://example.org/?year=2011"),
    "another site, no scheme": ("//example.org/there", "a=1", "//example.org/there"),
}


@pytest.mark.sample(8)
@pytest.mark.parametrize(("redirect_link", "query", "location"), REDIRECTS.values(), ids=REDIRECTS)
@pytest.mark.parametrize("is_permanent", [True, False], ids=["permanent", "temporary"])
def test_a_redirect_keeps_the_parameters_of_its_target(
    client, portal, redirect_link, query, location, is_permanent
):
    Redirect.objects.create(old_path="/from", redirect_link=redirect_link, is_permanent=is_permanent)
    for method in ("get", "head"):
        response = getattr(client, method)(f"/from/?{query}".rstrip("?"))
        assert response["Location"] == location


def test_a_redirect_to_the_sign_in_has_one_query_string(client, full_portal):
    location = client.get("/admin/?x=1")["Location"]
    assert location.count("?") == 1
    assert "next=" in location

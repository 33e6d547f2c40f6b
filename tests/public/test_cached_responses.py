"""Visitors get cached responses, which are never out of date and never those of somebody else."""

import gzip
import re
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from admm_site.core import response_cache
from admm_site.core.partial_dates import PartialDate
from admm_site.core.response_cache import ResponseCacheMiddleware
from admm_site.documents.models import PortalRendition
from admm_site.reference.models import CooperationArea
from initiatives.models import StatusUpdate
from tests.factories.initiatives import StatusUpdateFactory
from tests.factories.pages import ContentPageFactory
from tests.module_fixtures import TODAY
from tests.public_urls import PAGES, SURFACES
from tests.responses import response_text
from tests.visibility import hide


def cache_status(response) -> str:
    """Whether the response came from the cache: hit, miss, or empty if it is never cached."""
    return response.get("Server-Timing", "").partition('desc="')[2].rstrip('"')


def get(address: str, **headers) -> HttpResponse:
    return Client().get(address, headers=headers)


def is_cached(address: str, **headers) -> bool:
    get(address, **headers)
    return cache_status(get(address, **headers)) == "hit"


# What is cached


def test_the_second_visitor_gets_the_cached_response(full_portal):
    first, second = get("/meetings/"), get("/meetings/")
    assert (cache_status(first), cache_status(second)) == ("miss", "hit")
    assert first.content == second.content
    assert {**first.headers, "Server-Timing": ""} == {**second.headers, "Server-Timing": ""}


def test_a_cached_response_costs_one_query(full_portal, django_assert_num_queries):
    get("/meetings/")
    with django_assert_num_queries(1):
        get("/meetings/")


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/meetings/?year=2011", "/trail/?as_of=2014-05-01", "/search/?q=declaration"),
        *("/meetings.csv", "/meetings.ics", "/meetings.atom", "/api/v1/meetings/"),
        *("/sitemap.xml", "/no-such-page/", "/documents"),
    ],
)
def test_pages_lists_exports_and_errors_are_cached(full_portal, address):
    assert is_cached(address)


def test_a_head_request_is_answered_from_the_cached_response(full_portal):
    page = get("/meetings/")
    head = Client().head("/meetings/")
    assert cache_status(head) == "hit"
    assert head.content == b""
    assert head["ETag"] == page["ETag"]
    assert int(head["Content-Length"]) == len(page.content)


# What is not


def test_someone_with_a_session_gets_a_response_of_their_own(full_portal, editor_client):
    get("/meetings/")
    response = editor_client.get("/meetings/")
    assert cache_status(response) == ""
    assert "edit" in response.content.decode()
    assert b"/admin/" not in get("/meetings/").content


def test_a_page_with_a_password_is_never_cached(full_portal):
    PageViewRestriction.objects.create(
        page=full_portal.meeting, restriction_type="password", password="x" * 12
    )
    assert not is_cached(full_portal.meeting.url)


def test_a_form_with_a_token_is_never_cached(full_portal):
    assert not is_cached("/report/?page=/meetings/5th-admm/")


@pytest.mark.parametrize("header", ["Authorization", "If-Match"])
def test_a_request_with_other_conditions_is_not_answered_from_the_cache(full_portal, header):
    assert not is_cached("/meetings/", **{header: '"x"'})


def test_a_host_that_is_not_allowed_is_refused_and_not_cached(full_portal):
    get("/meetings/")
    assert get("/meetings/", host="evil.example").status_code == 400


def test_a_post_is_not_answered_from_the_cache(full_portal):
    get("/meetings/")
    assert Client().post("/meetings/").status_code == 405


def test_the_cache_can_be_switched_off(full_portal, settings):
    settings.RESPONSE_CACHE = False
    assert not is_cached("/meetings/")


# What the key takes in


@pytest.mark.parametrize(
    "other",
    [
        *("?series=admm&year=2011", "?year=2011&&series=admm", "?year=2011&series=admm&country="),
        f"?year=2011&as_of={TODAY}&series=admm",
    ],
)
def test_equivalent_query_strings_share_a_cached_response(full_portal, other):
    get("/meetings/?year=2011&series=admm")
    assert cache_status(get(f"/meetings/{other}")) == "hit"


def test_a_client_without_gzip_gets_the_same_text(full_portal):
    compressed, plain = get("/meetings/", accept_encoding="gzip, br"), get("/meetings/")
    assert compressed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert plain.content == gzip.decompress(compressed.content)
    assert plain["ETag"] != compressed["ETag"]


def test_a_cached_response_of_the_api_has_cors_headers(full_portal):
    get("/api/v1/meetings/")
    response = get("/api/v1/meetings/", origin="https://other.example")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_api_refuses_other_formats_also_when_its_response_is_cached(full_portal):
    assert is_cached("/api/v1/meetings/")
    assert get("/api/v1/meetings/", accept="text/csv").status_code == 406


# Conditions


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("address", ["/", "/meetings.csv", "/api/v1/meetings/"])
def test_a_client_with_the_current_response_gets_304(full_portal, address, encoding):
    etag = get(address, accept_encoding=encoding)["ETag"]
    response = get(address, accept_encoding=encoding, if_none_match=etag)
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert "Content-Length" not in response


def test_a_client_with_an_older_response_gets_the_new_one(full_portal):
    etag = get("/meetings/5th-admm/")["ETag"]
    Page.objects.filter(pk=full_portal.meeting.pk).update(title="Renamed")
    response = get("/meetings/5th-admm/", if_none_match=etag)
    assert response.status_code == 200
    assert "Renamed" in response.content.decode()


def test_a_shared_cache_revalidates_each_time(full_portal):
    assert get("/meetings/")["Cache-Control"] == "no-cache"


def test_a_shared_cache_may_answer_for_as_long_as_the_settings_say(full_portal, settings):
    settings.SHARED_CACHE_SECONDS, settings.SHARED_CACHE_STALE_SECONDS = 10, 50
    expected = "public, max-age=0, s-maxage=10, stale-while-revalidate=50, stale-if-error=50"
    assert get("/meetings/")["Cache-Control"] == expected


# What must happen each time


def test_a_search_is_counted_each_time(full_portal, monkeypatch):
    counted = []
    monkeypatch.setattr("admm_site.search.views.count_query", lambda *call: counted.append(call))
    for _ in range(3):
        get("/search/?q=declaration", user_agent="Firefox")
    assert [agent for _query, _count, agent in counted] == ["Firefox"] * 3


def test_requests_to_the_api_are_limited_also_when_its_responses_are_cached(full_portal, settings):
    settings.API_RATE = "3/min"
    statuses = [get("/api/v1/meetings/").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


# What changes


def update_added(p: SimpleNamespace):
    StatusUpdateFactory(page=p.initiative, date=PartialDate(2014, 1), status="completed")


def updates_changed_at_once(p: SimpleNamespace):
    StatusUpdate.objects.filter(page=p.initiative).update(status="dormant")


def paper_and_area_renamed(p: SimpleNamespace):
    Page.objects.filter(pk=p.paper.pk).update(title="Renamed")
    CooperationArea.objects.update(name="Renamed")


def meeting_unpublished(p: SimpleNamespace):
    hide(p.meeting, "unpublished")


def section_made_private(p: SimpleNamespace):
    hide(p.paper, "below a private page")


def initiative_deleted(p: SimpleNamespace):
    p.initiative.delete()


def page_moved(p: SimpleNamespace):
    p.page.move(ContentPageFactory(title="New section"), pos="last-child")


def site_added(p: SimpleNamespace):
    """Without a signal, which Wagtail’s own cache of the sites would wait for."""
    Site.objects.bulk_create([Site(hostname="other.example", root_page=p.home)])


def redirect_added(p: SimpleNamespace):
    Redirect.objects.create(old_path="/no-such-page", redirect_link="/meetings/")


CHANGES = [
    update_added,
    updates_changed_at_once,
    paper_and_area_renamed,
    meeting_unpublished,
    section_made_private,
    initiative_deleted,
    page_moved,
    site_added,
    redirect_added,
]
LISTS = ("home", "meetings", "meeting", "concept papers", "initiatives", "initiatives, filtered", "progress")
LISTS += ("trail", "timeline", "country", "area", "series", "documents", "changes")
FEW_ADDRESSES = [PAGES[name] for name in LISTS] + ["/no-such-page/", "/meetings.csv", "/api/v1/decisions/"]


def get_texts(addresses: list[str]) -> dict[str, str]:
    return {address: response_text(get(address)) for address in addresses}


def outdated(addresses: list[str], settings) -> list[str]:
    """The addresses whose response isn't what it is without any cache."""
    cached = get_texts(addresses)
    for cache in caches.all():
        cache.clear()
    settings.RESPONSE_CACHE = False
    anew = get_texts(addresses)
    settings.RESPONSE_CACHE = True
    return [address for address in addresses if cached[address] != anew[address]]


@pytest.mark.sample(3)
@pytest.mark.parametrize("change", CHANGES)
def test_no_response_is_out_of_date_after_a_change(full_portal, change, settings):
    get_texts(FEW_ADDRESSES)
    change(full_portal)
    assert outdated(FEW_ADDRESSES, settings) == []


@pytest.mark.exhaustive
def test_no_response_of_any_address_is_out_of_date_after_many_changes(full_portal, settings):
    addresses = [address for address in SURFACES.values() if not address.startswith("/report/")]  # tokens
    addresses += [f"{a}{'&' if '?' in a else '?'}as_of=2014-05-01" for a in FEW_ADDRESSES]
    get_texts(addresses)
    for change in CHANGES:
        change(full_portal)
    assert outdated(addresses, settings) == []


def test_a_page_whose_renditions_are_deleted_shows_new_ones(full_portal):
    """Without a signal; each rendition has its key in its address."""

    def get_pictures() -> set[str]:
        return set(re.findall(r"/images/\d+/", response_text(get(full_portal.page.url))))

    deleted = get_pictures()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {PortalRendition._meta.db_table}")  # noqa: S608 - no value of anybody's
    assert deleted
    assert get_pictures().isdisjoint(deleted)


def test_a_response_made_while_the_content_changed_is_not_cached(full_portal, monkeypatch):
    original = ResponseCacheMiddleware._render

    def render_while_something_is_published(self, request, key, version):
        get_response = self.get_response

        def publish_then_respond(request):
            response = get_response(request)
            Page.objects.filter(pk=full_portal.page.pk).update(title="Renamed")
            return response

        self.get_response = publish_then_respond
        try:
            return original(self, request, key, version)
        finally:
            self.get_response = get_response

    monkeypatch.setattr(ResponseCacheMiddleware, "_render", render_while_something_is_published)
    client = Client()
    client.get("/meetings/")
    monkeypatch.undo()
    assert cache_status(client.get("/meetings/")) == "miss"


# Bounds


def test_other_addresses_don_t_evict_the_pages_of_today(full_portal):
    get("/meetings/")
    for number in range(caches["long_tail"]._max_entries + 10):
        caches["long_tail"].set(str(number), "x")
    get("/meetings/?utm_source=x")
    get("/meetings/?as_of=2014-05-01")
    assert cache_status(get("/meetings/")) == "hit"


def test_a_long_response_is_not_cached(full_portal, monkeypatch):
    monkeypatch.setattr(response_cache, "MAX_BYTES", 100)
    assert not is_cached("/meetings/")

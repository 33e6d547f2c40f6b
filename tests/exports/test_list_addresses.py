"""Addresses of lists: one for people and programs, and their responses to invalid parameters."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from admm_site.core.partial_dates import PartialDate
from admm_site.exports.lists import CALENDAR, LIST_EXPORTS
from tests.factories.initiatives import ActivityPageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.public_urls import DATA
from tests.responses import read
from tests.visibility import hide

MARKUP = "<script>alert(1)</script>"
FILTERED = {
    "/meetings": "series",
    "/concept-papers": "area",
    "/initiatives": "status",
    "/decisions": "verb",
    "/status-updates": "status",
    "/activities": "kind",
    "/documents": "kind",
}


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def rename(page, slug: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            page.slug = slug
            page.save_revision().publish()

    return rename


@pytest.mark.parametrize("suffix", ["csv", "json", "atom", "ics"])
def test_a_list_moves_with_its_page_and_its_old_address_leads_there(client, portal, rename, suffix):
    MeetingPageFactory(start_date=PartialDate(2011))
    rename(portal.meetings, "gatherings")

    redirect = client.get(f"/meetings.{suffix}?year=2011")

    assert (redirect.status_code, redirect["Location"]) == (301, f"/gatherings.{suffix}?year=2011")
    response = client.get(redirect["Location"])
    assert response.status_code == 200
    assert read(response)


def test_a_meeting_as_a_file_moves_with_its_page(client, portal, rename):
    meeting = MeetingPageFactory(slug="5th-admm")
    rename(meeting, "fifth")
    assert client.get("/meetings/5th-admm.zip")["Location"] == "/meetings/fifth.zip"


def test_a_former_list_address_does_not_redirect_to_a_hidden_page(client, portal, rename):
    meeting = MeetingPageFactory(slug="5th-admm")
    rename(meeting, "fifth")
    hide(meeting, "below a private page")
    assert client.get("/meetings/5th-admm.zip").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/meetings.xls",
        "/meetings.CSV",
        "/meetings.csv/",
        "/meetings.",
        "/meetings.zip",
        "/countries.ics",
        "/documents.ics",
        "/meetings/calendar.csv",
        "/nothing.csv",
        "/about.json",
        "/search.atom",
        "/meetings/5th-admm.csv",
        "/admin.csv",
    ],
)
def test_an_unknown_list_is_not_found(client, portal, address):
    MeetingPageFactory(slug="5th-admm")
    assert client.get(address).status_code == 404


def test_a_list_whose_page_is_hidden_is_not_found(client, portal):
    PageViewRestriction.objects.create(page=portal.meetings, restriction_type="login")
    assert {client.get(f"/meetings.{suffix}").status_code for suffix in ("csv", "json", "atom", "ics")} == {
        404
    }


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_lists_are_only_read(client, portal, method):
    assert getattr(client, method)("/meetings.csv").status_code == 405


@pytest.mark.parametrize("suffix", ["csv", "atom", "ics"])
def test_a_filter_that_does_not_exist_is_answered_in_words(client, portal, suffix):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"))
    response = client.get(f"/meetings.{suffix}?series=nonsense")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == "We couldn’t apply that filter.\nseries: This can be: admm.\n"


def test_a_filter_that_does_not_exist_is_a_problem_in_json(client, portal):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"))
    response = client.get("/meetings.json?series=nonsense")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    problem = json.loads(response.content)
    assert problem["status"] == 400
    assert problem["possible"] == {"series": ["admm"]}
    assert problem["errors"] == [{"parameter": "series", "detail": "This can be: admm."}]


def test_an_unknown_filter_is_named_with_those_that_exist(client, portal):
    [error] = json.loads(client.get("/status-updates.json?aera=hadr").content)["errors"]
    assert error["parameter"] == "aera"
    assert error["detail"] == "There is no such filter; filters of this list: status, area, year."


def test_exports_are_not_indexed_by_search_engines(client, portal):
    assert client.get("/meetings.csv")["X-Robots-Tag"] == "noindex"


@pytest.mark.exhaustive
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(sorted(FILTERED)),
    suffix=st.sampled_from(["/", ".csv", ".json", ".atom", ".ics"]),
    name=st.none() | st.text(max_size=12),
    value=st.text(max_size=60) | st.sampled_from([MARKUP, "\x00", "9" * 40, "'; --", "\u202e", "=1"]),
)
def test_any_text_in_any_parameter_is_answered(client, portal, address, suffix, name, value):
    """Never a status of 500, never the value as markup."""
    response = client.get(f"{address}{suffix}", {FILTERED[address] if name is None else name: value})
    content = read(response).decode("utf-8")
    assert response.status_code in (200, 400, 404)
    assert MARKUP not in content


# What pages say of it


def links(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def test_a_page_links_to_the_same_rows_in_every_format(client, portal):
    for year in (2011, 2011, 2012):
        MeetingPageFactory(start_date=PartialDate(year))
    page = links(client, "/meetings/?year=2011&page=1")
    component = page.select_one(".export-links")
    assert "Download these 2 rows:" in component.get_text()
    assert [link["href"] for link in component.find_all("a")] == [
        "/meetings.csv?year=2011",
        "/meetings.json?year=2011",
        "/meetings.ics?year=2011",
        "/meetings.atom?year=2011",
        "webcal://testserver/meetings.ics?year=2011",
    ]


def test_the_feed_of_a_list_is_found_by_programs(client, portal):
    MeetingPageFactory(start_date=PartialDate(2011))
    [link] = links(client, "/meetings/?year=2011").find_all("link", rel="alternate")
    assert (link["type"], link["href"]) == ("application/atom+xml", "/meetings.atom?year=2011")


def test_the_feeds_of_the_portal_are_found_from_its_home_page(client, portal):
    addresses = [link["href"] for link in links(client, "/").find_all("link", rel="alternate")]
    assert addresses == ["/decisions.atom", "/documents.atom", "/status-updates.atom"]


def test_a_list_that_can_not_be_filtered_like_this_offers_nothing(client, portal):
    page = links(client, "/meetings/?year=nonsense")
    assert not page.select(".export-links, link[rel=alternate]")


def test_every_list_is_offered_on_its_page(client, db):
    from tests.factories.portal import create_full_portal

    create_full_portal()
    addresses_offered = set()
    for address in {re.sub(r"\.\w+(\?.*)?$", "/", address) for address in DATA.values()}:
        addresses_offered |= {
            link["href"] for link in links(client, address).select(".export-links a, link[rel=alternate]")
        }
    assert {address for address in DATA.values() if "?" not in address} <= addresses_offered


def test_the_calendar_says_which_of_its_addresses_follows_changes(client, portal):
    component = links(client, "/meetings/calendar/").select_one(".export-links")
    assert component.select_one('a[href="/meetings/calendar.ics"]')
    assert component.select_one('a[href="webcal://testserver/meetings/calendar.ics"]')
    assert "receive changes" in component.get_text()


def test_every_register_has_what_feeds_and_tables_need():
    for list_export in LIST_EXPORTS.values():
        names = [column.name for column in list_export.columns]
        assert len(names) == len(set(names)), list_export.name
        assert {"id", "page_url", "modified"} <= set(names), list_export.name
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
        assert all(column.description for column in list_export.columns)
    assert CALENDAR.suffixes == ("ics",)


# The lists that are no part of the page tree


def test_decisions_are_listed_with_the_newest_first(client, portal):
    old = DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2009)))
    new = DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2013)))
    DecisionFactory(page=MeetingPageFactory(planned=True))
    assert list(client.get("/decisions/").context["rows"]) == [new, old]


def test_reports_are_listed_with_the_newest_first(client, portal):
    old = StatusUpdateFactory(date=PartialDate(2012))
    new = StatusUpdateFactory(date=PartialDate(2016))
    StatusUpdateFactory(date=PartialDate(2030))
    assert list(client.get("/status-updates/").context["rows"]) == [new, old]


def test_activities_are_listed_by_the_area_of_their_initiative_too(client, portal):
    activity = ActivityPageFactory()
    ActivityPageFactory()
    slug = activity.get_parent().specific.area.slug
    assert list(client.get(f"/activities/?area={slug}").context["rows"]) == [activity]


@pytest.mark.parametrize("suffix", ["/", ".csv", ".json", ".atom"])
def test_the_former_address_of_the_status_updates_leads_to_the_new_one(client, portal, suffix):
    response = client.get(f"/updates{suffix}?area=hadr")
    assert (response.status_code, response["Location"]) == (301, f"/status-updates{suffix}?area=hadr")

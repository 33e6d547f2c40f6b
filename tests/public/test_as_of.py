"""`?as_of=`: the portal as of a past day, at every address."""

import json
import re
from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from wagtail.contrib.redirects.models import Redirect

from admm_site.core.as_of_urls import AS_OF_RANGE, parse_as_of, supports_as_of
from admm_site.core.partial_dates import PartialDate
from tests.conftest import TODAY
from tests.factories.initiatives import InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.public.test_bad_input import VALUES, quote_value
from tests.public_urls import AS_OF, FILES, NOT_FOUND, NOT_YET_KNOWN, PAGES, as_of
from tests.responses import read, response_text
from tests.visibility import HIDING_METHODS, hide

THEN = "2014-05-01"


def page(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


# Which days can be asked for

IMPOSSIBLE = {name: value for name, value in VALUES.items() if value} | {
    "a day that is not": "2014-02-30",
    "a leap day of no leap year": "2014-02-29",
    "a month": "2014-05",
    "a year": "2014",
    "words": "1 May 2014",
    "a time": "2014-05-01T00:00",
    "without dashes": "20140501",
    "too early": "2003-12-31",
    "too late": "2040-01-01",
    "a line break": "2014-05-01\n",
    "other digits": "٢٠١٤-٠٥-٠١",
}
KINDS = {
    "/meetings/": "text/html; charset=utf-8",
    "/meetings.csv": "text/plain; charset=utf-8",
    "/meetings.json": "application/problem+json",
    "/meetings.atom": "text/plain; charset=utf-8",
    "/meetings/calendar.ics": "text/plain; charset=utf-8",
    "/meetings/5th-admm.zip": "text/plain; charset=utf-8",
    "/api/v1/meetings/": "application/problem+json",
    "/api/v1/meetings/5th-admm/": "application/problem+json",
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("address", KINDS)
def test_an_invalid_day_is_refused_in_the_format_of_the_response(client, full_portal, address):
    wrong = {}
    for kind, value in IMPOSSIBLE.items():
        response = client.get(f"{address}?as_of={quote_value(value)}")
        text = response_text(response)
        if (response.status_code, response["Content-Type"]) != (400, KINDS[address]):
            wrong[kind] = response.status_code
        elif "from 1 January 2004 to" not in text or "alert(1)" in text:
            wrong[kind] = text
    assert wrong == {}


def test_a_day_given_twice_is_refused(client, full_portal):
    assert client.get(f"/meetings/?as_of={THEN}&as_of={THEN}").status_code == 400


def test_the_api_names_the_parameter_that_is_wrong(client, full_portal):
    problem = json.loads(client.get("/api/v1/meetings/?as_of=2014-02-30").content)
    assert [error["parameter"] for error in problem["errors"]] == ["as_of"]


def test_every_valid_day_is_accepted_and_no_other():
    first, last = date.fromisoformat(AS_OF_RANGE["first"]), date.fromisoformat(AS_OF_RANGE["last"])
    for number in range(-400, (last - first).days + 400):
        day = first + timedelta(number)
        try:
            assert parse_as_of(day.isoformat()) == day
            assert first <= day <= last
        except ValueError:
            assert not first <= day <= last


def test_an_empty_form_sets_no_as_of_date(client, full_portal):
    assert client.get("/meetings/?as_of=").status_code == 200


AS_OF_EXEMPT = (
    "/search/",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/documents/joint-declaration/first-page/",
)


@pytest.mark.parametrize("address", AS_OF_EXEMPT)
def test_an_address_without_as_of_support_ignores_the_date(client, full_portal, address):
    for value in (THEN, "nonsense"):
        response = client.get(f"{address}?as_of={value}")
        assert response.status_code == 200
        assert read(response) == read(client.get(address)) or address == "/search/"


# What surrounds what is shown


def is_page(response) -> bool:
    return response["Content-Type"].startswith("text/html")


@pytest.fixture(scope="module")
def as_of_addresses(surfaces) -> dict[str, str]:
    """Addresses as of a past day on which something was not known yet."""
    return {
        name: address
        for name, address in (AS_OF | NOT_YET_KNOWN).items()
        if name.partition(", as of ")[0] in surfaces
    }


@pytest.fixture(scope="module")
def past_pages(surfaces) -> dict[str, str]:
    return as_of(THEN, {name: surfaces[name] for name in PAGES | NOT_FOUND if name in surfaces})


@pytest.fixture(scope="module")
def responses(get_responses, as_of_addresses, past_pages) -> dict:
    """The responses of these addresses, requested once for the module."""
    return get_responses({*as_of_addresses.values(), *past_pages.values()})


def test_every_page_says_which_day_it_is_of_and_is_not_indexed(responses, as_of_addresses):
    silent = {}
    for name, address in as_of_addresses.items():
        response = responses[address]
        signs = {"header": response.get("X-Robots-Tag") == "noindex"}
        if is_page(response):
            soup = BeautifulSoup(response.content, "html.parser")
            banner, canonical = soup.find(class_="as-of--set"), soup.find("link", rel="canonical")
            signs |= {
                "banner": bool(banner and banner.find("time", datetime=name.rpartition(" ")[2])),
                "robots": bool(soup.find("meta", attrs={"name": "robots", "content": "noindex"})),
                "canonical": canonical["href"].endswith(address.partition("?")[0]),
                "back": urljoin(address, banner.find("a")["href"]) == address.partition("?")[0],
            }
        if not all(signs.values()):
            silent[name] = signs
    assert silent == {}


def test_every_link_within_the_portal_keeps_the_day_and_works(client, full_portal, responses, past_pages):
    links = {}
    for name, address in past_pages.items():
        response = responses[address]
        if is_page(response) and supports_as_of(address):
            soup = BeautifulSoup(response.content, "html.parser")
            for link in soup.find_all("a", href=re.compile(r"^[/?]")):
                links[link["href"].partition("#")[0]] = name
    links_without_day = {
        link: name
        for link, name in links.items()
        if supports_as_of(link.partition("?")[0]) != (f"as_of={THEN}" in link)
    }
    assert links_without_day == {}
    broken = {}
    for link in links:
        if link.startswith("/"):
            response = responses.get(link) or client.get(link)
            read(response)
            if response.status_code != 200:
                broken[link] = (response.status_code, links[link])
    assert broken == {}


@pytest.mark.parametrize(
    "address", ["/meetings/?series=admm&state=held", "/documents/?kind=joint-declaration"]
)
def test_filters_and_as_of_date_keep_each_other(client, full_portal, address):
    html = page(client, f"{address}&as_of={THEN}")
    filters = html.select_one(".filters form")
    assert [field["value"] for field in filters.find_all("input", attrs={"name": "as_of"})] == [THEN]
    hidden_fields = {field["name"]: field["value"] for field in html.select("form#as-of input[type=hidden]")}
    assert hidden_fields
    assert all(f"{name}={value}" in address for name, value in hidden_fields.items())
    assert all(f"as_of={THEN}" in chip["href"] for chip in html.select("a.chip"))
    back = html.select_one(".as-of--set a")["href"]
    assert urljoin(address, back) == address


def test_the_search_form_does_not_ask_for_a_day(client, full_portal):
    html = page(client, f"/meetings/?as_of={THEN}")
    assert not html.select("form.search input[name=as_of]")


def test_each_page_offers_another_day(client, full_portal):
    form = page(client, "/meetings/?series=admm").select_one("form#as-of")
    day = form.find("input", type="date")
    assert (form["action"], day["name"], day["min"], day["max"]) == (
        "/meetings/",
        "as_of",
        *AS_OF_RANGE.values(),
    )
    assert form.find("input", type="hidden")["value"] == "admm"


@pytest.mark.parametrize("address", ["/search/", "/nothing/at/all/"])
def test_an_address_without_as_of_support_offers_no_date_form(client, full_portal, address):
    assert not page(client, address).select("form#as-of")


def test_a_redirect_keeps_the_as_of_date(client, full_portal):
    Redirect.objects.create(old_path="/old", redirect_page=full_portal.meeting)
    response = client.get(f"/old/?as_of={THEN}")
    assert response.status_code == 301
    assert response["Location"] == f"/meetings/5th-admm/?as_of={THEN}"


def test_an_exported_list_names_its_page_with_the_as_of_date(client, full_portal):
    data = json.loads(read(client.get(f"/meetings.json?series=admm&as_of={THEN}")))
    assert data["page"].endswith(f"/meetings/?series=admm&as_of={THEN}")


def test_the_next_page_of_the_api_is_of_the_same_day(client, full_portal):
    data = json.loads(client.get(f"/api/v1/meetings/?page_size=1&as_of={THEN}").content)
    assert f"as_of={THEN}" in data["next"]


def test_a_page_of_a_past_day_offers_no_feed(client, full_portal):
    assert "Subscribe:" in client.get("/meetings/").content.decode()
    assert "Subscribe:" not in client.get(f"/meetings/?as_of={THEN}").content.decode()


# What is shown


def comparable_content(response) -> bytes:
    """The content, without the address printed below a page and the time in a ZIP."""
    body = read(response)
    return re.sub(rb"Printed from [^ ]*|Expires: .*", b"", body)


def test_as_of_today_is_the_portal_itself(client, full_portal, surfaces):
    """ZIP files are compared elsewhere, by their names and texts."""
    current_addresses = {name: surfaces[name] for name in PAGES | FILES if name in surfaces}
    today, different = as_of(TODAY.isoformat(), current_addresses), {}
    for (name, plain), address in zip(current_addresses.items(), today.values(), strict=True):
        if "zip" in plain or not supports_as_of(plain):
            continue
        content, without = comparable_content(client.get(address)), comparable_content(client.get(plain))
        if "API" in name:
            content = content.replace(f"as_of={TODAY}".encode(), b"").replace(b"?&", b"?")
        if content != without:
            different[name] = address
    assert different == {}


def test_a_streamed_response_is_of_the_day_too(client, full_portal):
    """The stream is read when the request is over."""
    MeetingPageFactory(series=full_portal.admm, ordinal=6, start_date=PartialDate(2012, 5, 29))
    rows = read(client.get("/meetings.csv?as_of=2011-06-01")).decode()
    states = dict(re.findall(r",(\w+ ADMM),.*,(planned|held),", rows))
    assert states == {"4th ADMM": "held", "5th ADMM": "held", "6th ADMM": "planned"}


def test_one_visit_does_not_change_the_day_of_the_next(client, full_portal, monkeypatch):
    monkeypatch.setattr("admm_site.middleware.MAX_JOINED_BYTES", 100)  # so that it is streamed
    before = client.get("/").content
    client.get(f"/?as_of={THEN}")
    response = client.get("/meetings.csv?as_of=2011-06-01")
    next(iter(response.streaming_content))  # and left there
    assert client.get("/").content == before
    read(response)


def test_a_day_to_come_shows_what_is_planned(client, full_portal):
    html = page(client, "/meetings/20th-admm/?as_of=2026-12-24")
    assert "The portal as planned for 24 December 2026" in " ".join(
        html.find(class_="as-of--set").get_text().split()
    )
    assert "Planned" in html.find("main").get_text()
    assert (
        client.get("/meetings/?as_of=2030-01-01").context["count"]
        == client.get("/meetings/").context["count"]
    )


@pytest.mark.parametrize("address", NOT_YET_KNOWN.values(), ids=NOT_YET_KNOWN.keys())
def test_a_page_of_which_nothing_was_known_says_so(client, full_portal, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "The portal has no record of this on or before 1 June 2009" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["meetings/5th-admm/", "initiatives/adic/", "documents/joint-declaration/"]
)
def test_a_page_not_yet_known_is_404_to_programs(client, full_portal, address):
    assert client.get(f"/api/v1/{address}?as_of=2009-06-01").status_code == 404


# What is hidden


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_meeting_announces_and_moves_nothing(client, full_portal, hiding_method):
    """Neither a status, nor an adoption, nor the meeting after it."""
    initiative = InitiativePageFactory(title="Untouched", area=full_portal.area)
    StatusUpdateFactory(page=initiative, date=PartialDate(2010), status="proposed")
    sixth = MeetingPageFactory(series=full_portal.admm, ordinal=6, start_date=PartialDate(2012, 5, 29))
    MeetingPageFactory(series=full_portal.admm, ordinal=7, start_date=PartialDate(2013, 5, 7))
    DecisionFactory(page=sixth, subject=initiative)

    def status_and_listing() -> tuple[str, bool]:
        rows = json.loads(read(client.get("/initiatives.json?as_of=2013-01-01")))["rows"]
        status = next(row["status"] for row in rows if row["title"] == "Untouched")
        return status, "7th ADMM" in response_text(client.get("/meetings.csv?as_of=2013-01-01"))

    assert status_and_listing() == ("adopted", True)
    hide(sixth, hiding_method)
    assert status_and_listing() == ("proposed", False)

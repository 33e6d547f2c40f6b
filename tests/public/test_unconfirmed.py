"""What no source confirms is marked as such wherever it is shown, on pages and in exports."""

import csv
import json
from io import BytesIO, StringIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from icalendar import Calendar

from admm_site.core.partial_dates import PartialDate
from admm_site.core.sources import Source
from meetings.models import MeetingPage
from tests.factories.initiatives import ActivityPageFactory, StatusUpdateFactory
from tests.factories.meetings import ChairTermFactory, DecisionFactory, MeetingPageFactory
from tests.factories.portal import create_full_portal
from tests.factories.reference import CountryFactory
from tests.module_fixtures import keep_for_module
from tests.public_urls import API, API_RECORDS, DATA, PAGES
from tests.responses import read

WORDS = "not confirmed"
CONFIRMED = {"source_name": "ASEAN Secretariat", "source_confirms": True}
# What stands in a place of its own: a row, a card, a cell, a step.
PLACES = ["li", "tr", "tbody", "article", "dl", "div", "figure"]
STATEMENTS = {
    "a decision": "Ministers adopted the zebra accord.",
    "a status update": "The zebra came to Jakarta.",
    "the dates of a meeting": ("17 March 2013", "2013-03-17"),
    "the date of an activity": ("18 March 2013", "2013-03-18"),
    "a chair term": ("Zebraland", "zebraland"),
}


@pytest.fixture(scope="module")
def unconfirmed_records(django_db_setup, django_db_blocker, tmp_path_factory):
    media = str(tmp_path_factory.mktemp("media"))
    with keep_for_module(django_db_blocker, media):
        yield fill(), media


@pytest.fixture
def unconfirmed_portal(unconfirmed_records, db, settings):
    portal, settings.MEDIA_ROOT = unconfirmed_records
    return portal


def fill() -> SimpleNamespace:
    """A portal in which sources confirm all but one decision, update, term, and the dates of two events."""
    p = create_full_portal()
    for model in apps.get_models():
        if issubclass(model, Source):
            model._base_manager.update(**CONFIRMED)
    DecisionFactory(page=p.meeting, text=STATEMENTS["a decision"], subject=None, key="zebra222", **_NO)
    StatusUpdateFactory(
        page=p.initiative,
        note=STATEMENTS["a status update"],
        date=PartialDate(2020),
        key="zebra333",
        reported_to=p.meeting,
        **_NO,
    )
    meeting = MeetingPageFactory(
        series=p.admm,
        ordinal=7,
        start_date=PartialDate(2013, 3, 17),
        country=p.country,
        chair_country=p.country,
    )
    MeetingPage.objects.filter(pk=meeting.pk).update(**CONFIRMED, source_unconfirmed="dates, chair")
    activity = ActivityPageFactory(
        parent=p.initiative,
        start_date=PartialDate(2013, 3, 18),
        country=p.country,
        area=p.area,
        series=p.group,
    )
    DecisionFactory(page=meeting, subject=p.paper, **CONFIRMED)
    zebraland = CountryFactory(code="ZB", name="Zebraland", **CONFIRMED)
    ChairTermFactory(series=p.group, country=zebraland, role="co-chair", start=PartialDate(2026), end=None)
    p.unconfirmed_meeting, p.unconfirmed_activity = meeting, activity
    return p


_NO = {"source_note": "No page was found.", "source_confirms": False}
ADDRESSES = {
    **PAGES,
    "page of the decision": "/d/zebra222/",
    "page of the status update": "/d/zebra333/",
    "page of the meeting": "/meetings/7th-admm/",
    "month of the meeting": "/meetings/calendar/2013/3/",
    "compared with the meeting": "/meetings/compare/?a=7th-admm&b=5th-admm",
    "country of the chair": "/countries/zebraland/",
    "compared days": "/initiatives/adic/compare/?a=2012-05-01&b=2026-02-01",
    "as of a day": "/meetings/?as_of=2020-01-01",
}
UNSTATED = {"search", "search for a word", "search, filtered", "form for an error"}


def places_without_doubt(main, text: str) -> list[str]:
    """The elements of a page that show the text without words of doubt beside it."""
    places_found = []
    for node in main.find_all(string=lambda words: text in " ".join(words.split())):
        if node.find_parent(["option", "h1", "title", "pre", "nav"]) or _is_of_the_title(node):
            continue
        places = node.find_parents(PLACES)
        if not any(WORDS in place.get_text(" ").lower() for place in places[:2]):
            places_found.append(str(places[0])[:300] if places else str(node))
    return places_found


def _is_of_the_title(node) -> bool:
    return bool(node.find_parent("header", class_="title"))


@pytest.mark.sample(15)
@pytest.mark.parametrize("name", ADDRESSES)
def test_pages_show_the_doubt_beside_the_statement(client, unconfirmed_portal, name):
    page = BeautifulSoup(client.get(ADDRESSES[name]).content, "html.parser")
    for statement, marks in STATEMENTS.items():
        text = marks if isinstance(marks, str) else marks[0]
        if statement == "a chair term" and name in ("countries", "country of the chair", "how to cite"):
            continue
        for main in page.select("main"):
            assert places_without_doubt(main, text) == [], f"{statement} at {ADDRESSES[name]}"


@pytest.mark.exhaustive
def test_the_statements_are_on_the_pages(client, unconfirmed_portal):
    """Otherwise the test above could not fail."""
    html = " ".join(client.get(address).content.decode() for address in ADDRESSES.values())
    for marks in STATEMENTS.values():
        assert html.count(marks if isinstance(marks, str) else marks[0]) > 3


def objects(value):
    """Every object in parsed JSON, outer ones first."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from objects(item)


def names_doubt(row: dict) -> bool:
    source = row.get("source") if isinstance(row.get("source"), dict) else row
    confirms = source.get("confirms", source.get("source_confirms", True))
    unconfirmed_parts = source.get("unconfirmed", source.get("source_unconfirmed"))
    is_marked = any(WORDS in str(value) for name, value in row.items() if "confirmed" in name)
    return confirms in (False, "false") or bool(unconfirmed_parts) or is_marked


def table(client, address: str) -> list[dict]:
    return list(csv.DictReader(StringIO(read(client.get(address)).decode("utf-8-sig"))))


def marks_for_programs() -> list[tuple[str, str]]:
    return [
        (statement, marks if isinstance(marks, str) else marks[1])
        for statement, marks in STATEMENTS.items()
        if statement != "a chair term"
    ]


RECORDS = {name: at for name, at in DATA.items() if at.endswith(".json")} | API | API_RECORDS


@pytest.mark.sample(10)
@pytest.mark.parametrize("name", RECORDS)
def test_json_shows_the_doubt(client, unconfirmed_portal, name):
    for row in objects(json.loads(read(client.get(RECORDS[name])))):
        dates = [item.get("value") for item in row.values() if isinstance(item, dict) and "precision" in item]
        for statement, text in marks_for_programs():
            if text in [*row.values(), *dates] and "precision" not in row:
                assert names_doubt(row), f"{statement} at {RECORDS[name]}: {row}"


@pytest.mark.parametrize("name", [name for name, address in DATA.items() if address.endswith(".atom")])
def test_feeds_show_the_doubt(client, unconfirmed_portal, name):
    for entry in BeautifulSoup(read(client.get(DATA[name])), "xml").find_all("entry"):
        for statement, marks in STATEMENTS.items():
            if statement != "a chair term" and (marks if isinstance(marks, str) else marks[0]) in entry.text:
                assert WORDS in entry.text.lower(), f"{statement} at {DATA[name]}"


@pytest.mark.parametrize("name", ["meetings, ics", "activities, ics", "calendar, ics"])
def test_calendars_show_the_doubt(client, unconfirmed_portal, name):
    days = [text for _, text in marks_for_programs()]
    events = Calendar.from_ical(read(client.get(DATA[name]))).walk("VEVENT")
    events = [event for event in events if str(event.decoded("dtstart")) in days]
    assert events
    for event in events:
        assert WORDS in str(event.get("description", "")).lower(), event


@pytest.mark.parametrize("name", [name for name, address in DATA.items() if address.endswith(".csv")])
def test_csv_shows_the_doubt(client, unconfirmed_portal, name):
    for row in table(client, DATA[name]):
        for statement, text in marks_for_programs():
            assert text not in row.values() or names_doubt(row), f"{statement} at {DATA[name]}: {row}"


def test_the_zip_of_a_meeting_shows_the_doubt(client, unconfirmed_portal):
    archive = ZipFile(BytesIO(read(client.get("/meetings/5th-admm.zip"))))
    folder = archive.namelist()[0].partition("/")[0]
    page = BeautifulSoup(archive.read(f"{folder}/meeting.html"), "html.parser")
    assert STATEMENTS["a decision"] in page.get_text()
    assert places_without_doubt(page, STATEMENTS["a decision"]) == []
    record = json.loads(archive.read(f"{folder}/meeting.json"))
    for row in objects(record):
        if STATEMENTS["a decision"] in row.values():
            assert names_doubt(row), row


def test_structured_data_shows_the_doubt(client, unconfirmed_portal):
    page = BeautifulSoup(client.get("/meetings/7th-admm/").content, "html.parser")
    graph = json.loads(page.find("script", type="application/ld+json").string)["@graph"]
    event = next(item for item in objects(graph) if item.get("@type") == "Event" and "startDate" in item)
    assert WORDS in event["description"].lower()


@pytest.mark.parametrize(
    "address", ["/initiatives/", "/initiatives/progress/", "/", "/areas/hadr/", "/initiatives/adic/"]
)
def test_a_status_carries_the_doubt_of_its_newest_update(client, unconfirmed_portal, address):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    links = page.select("main h3 a[href='/initiatives/adic/']")
    rows = [link.find_parent(["li", "div"]) for link in links] or [page.main]
    assert any(WORDS in row.get_text(" ").lower() for row in rows)


def test_programs_read_the_doubt_of_a_status(client, unconfirmed_portal):
    row = next(row for row in table(client, "/initiatives.csv") if row["title"] == "ADIC")
    assert row["status_not_confirmed"] == f"{WORDS} by a source"
    response = client.get("/api/v1/initiatives/adic/").json()
    assert response["status_not_confirmed"] == f"{WORDS} by a source"

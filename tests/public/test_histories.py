"""As-of pages for hundreds of days of a random history (tests/factories/histories.py)."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admm_site.core.clock import as_of, today
from initiatives.models import ConceptPaperPage, InitiativePage, StatusUpdate
from meetings.models import Decision, MeetingPage
from tests.factories.histories import FIRST, LAST, History, make_history
from tests.module_fixtures import keep_for_module
from tests.responses import read
from tests.without_search import without_search_index

pytestmark = pytest.mark.slow

SEED = 6
DAYS = st.dates(FIRST, LAST)
ON_ONE_CONTENT = settings(
    deadline=None,
    derandomize=True,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def stored_history(django_db_setup, django_db_blocker, tmp_path_factory) -> History:
    media = str(tmp_path_factory.mktemp("media"))
    with keep_for_module(django_db_blocker, media), without_search_index():
        yield make_history(SEED)


@pytest.fixture
def history(stored_history, db) -> History:
    return stored_history


# Going forward


@pytest.mark.exhaustive
@given(day=DAYS, later=DAYS)
@ON_ONE_CONTENT
def test_adoptions_stay_on_later_days(history, day, later):
    first, second = sorted((day, later))
    for model in (ConceptPaperPage, InitiativePage):
        with as_of(first):
            before = dict(model.objects.public().with_adoption().adopted().values_list("pk", "adopted_on"))
        with as_of(second):
            after = dict(model.objects.public().with_adoption().adopted().values_list("pk", "adopted_on"))
        assert before.items() <= after.items()


@given(day=DAYS, later=DAYS)
@ON_ONE_CONTENT
def test_known_pages_stay_known_on_later_days(history, day, later):
    first, second = sorted((day, later))
    for model in (MeetingPage, ConceptPaperPage, InitiativePage, Decision, StatusUpdate):
        with as_of(first):
            before = set(model.objects.public().values_list("pk", flat=True))
        with as_of(second):
            assert before <= set(model.objects.public().values_list("pk", flat=True))


@given(day=DAYS)
@ON_ONE_CONTENT
def test_the_status_follows_from_what_was_reported_and_decided_by_then(history, day):
    with as_of(day):
        statuses = dict(
            InitiativePage.objects.public().with_current_status().values_list("pk", "current_status")
        )
    assert statuses == {
        initiative.page.pk: initiative.status_on(day)
        for initiative in history.initiatives
        if initiative.is_shown(day)
    }


@pytest.mark.exhaustive
@given(day=DAYS)
@ON_ONE_CONTENT
def test_the_status_of_a_day_does_not_depend_on_who_asks(history, day):
    """Passed as an argument, or set by the request."""
    with as_of(day):
        public_statuses = dict(
            InitiativePage.objects.public().with_current_status().values_list("pk", "current_status")
        )
    statuses = dict(InitiativePage.objects.with_current_status(as_of=day).values_list("pk", "current_status"))
    assert public_statuses.items() <= statuses.items()


def test_as_of_today_nothing_is_left_out(history):
    with as_of(today()):
        assert MeetingPage.objects.public().count() == len(history.meetings)
        assert InitiativePage.objects.public().count() == len(history.initiatives)


# Any two surfaces


def states_of(history: History, day: date) -> dict[str, str]:
    return {
        meeting.page.title: meeting.state_on(day) for meeting in history.meetings if meeting.is_shown(day)
    }


def statuses_of(history: History, day: date) -> dict[str, str]:
    return {
        initiative.page.title: initiative.status_on(day)
        for initiative in history.initiatives
        if initiative.is_shown(day)
    }


def adoptions_of(pages, day: date) -> dict[str, str]:
    return {page.page.title: str(page.adopted_on(day) or "") for page in pages if page.is_shown(day)}


def fetch_text(client, address: str, day: date) -> str:
    return read(client.get(f"{address}{'&' if '?' in address else '?'}as_of={day}")).decode()


def table(client, address, day) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetch_text(client, address, day).removeprefix("\ufeff"))))


def rows_of_page(client, address: str, day: date) -> dict[str, str]:
    """Title and state of each row of a list with one page; a row names no state if its event was held."""
    page = BeautifulSoup(fetch_text(client, address, day), "html.parser")
    return {
        row.find("a").get_text(): state.get_text() if (state := row.select_one(".state")) else "Held"
        for row in page.select("main .rows > li")
    }


def labels(values: dict[str, str]) -> dict[str, str]:
    return {title: value.replace("-", " ").capitalize() for title, value in values.items()}


def in_meetings_csv(client, history, day):
    assert {row["title"]: row["state"] for row in table(client, "/meetings.csv", day)} == states_of(
        history, day
    )


def on_the_page_of_meetings(client, history, day):
    assert rows_of_page(client, "/meetings/", day) == labels(states_of(history, day))


def in_the_filter_of_meetings(client, history, day):
    for state in ("held", "planned", "postponed", "cancelled"):
        titles = {row["title"] for row in table(client, f"/meetings.csv?state={state}", day)}
        assert titles == {
            title for title, shown_state in states_of(history, day).items() if shown_state == state
        }


def in_the_calendar(client, history, day):
    calendar = fetch_text(client, "/meetings/calendar.ics?series=admm", day).replace("\r\n ", "")
    titles = set(re.findall(r"SUMMARY:(?:\w+: )?(ADMM \d+)\r", calendar))
    over = (meeting for meeting in history.meetings if meeting.is_shown(day) and meeting.end.latest <= day)
    expected = {
        meeting.page.title for meeting in over if meeting.end.day
    }  # the day of one to come was not known
    assert titles == {title for title in expected if re.fullmatch(r"ADMM \d+", title)}


def on_the_page_of_the_calendar(client, history, day):
    response = client.get(f"/meetings/calendar/?as_of={day}").context["upcoming"]
    titles = {item.title for item in response if isinstance(item, MeetingPage)}
    to_come = (item for item in history.meetings if item.is_shown(day) and item.end.latest >= day)
    assert titles == {item.page.title for item in to_come if item.state_on(day) == "planned"}


def in_the_api_of_meetings(client, history, day):
    states, address = {}, "/api/v1/meetings/?fields=title,state&page_size=200"
    response = json.loads(fetch_text(client, address, day))
    states = {row["title"]: row["state"] for row in response["results"]}
    assert states == states_of(history, day)


def on_the_page_of_initiatives(client, history, day):
    assert rows_of_page(client, "/initiatives/", day) == labels(statuses_of(history, day))


def in_initiatives_csv(client, history, day):
    rows = table(client, "/initiatives.csv", day)
    assert {row["title"]: row["status"] for row in rows} == statuses_of(history, day)
    assert {row["title"]: row["adopted_on"] for row in rows} == adoptions_of(history.initiatives, day)


def in_the_api_of_initiatives(client, history, day):
    address = "/api/v1/initiatives/?include=status_updates&page_size=200"
    rows = json.loads(fetch_text(client, address, day))["results"]
    assert {row["title"]: row["status"] for row in rows} == statuses_of(history, day)
    updates = {row["title"]: {item["date"]["value"] for item in row["status_updates"]} for row in rows}
    assert updates == {
        item.page.title: {str(when) for when, _status in item.updates if when.is_on_or_before(day)}
        for item in history.initiatives
        if item.is_shown(day)
    }


def on_the_page_of_an_initiative(client, history, day):
    initiative = history.initiatives[day.toordinal() % len(history.initiatives)]
    page = BeautifulSoup(fetch_text(client, initiative.page.url, day), "html.parser")
    if not initiative.is_shown(day):
        assert "The portal has no record of this" in page.get_text()
        return
    status = page.select_one(".facts .state").get_text()
    assert status == labels({"": initiative.status_on(day)})[""]
    dates = {time["datetime"] for time in page.select(".timeline [id^=statusupdate] time")}
    assert dates == {str(when) for when, _status in initiative.updates if when.is_on_or_before(day)}


def in_papers_json(client, history, day):
    rows = json.loads(fetch_text(client, "/concept-papers.json", day))["rows"]
    assert {row["title"]: row["adopted_on"] or "" for row in rows} == adoptions_of(history.papers, day)


def on_the_page_of_papers(client, history, day):
    page = BeautifulSoup(fetch_text(client, "/concept-papers/", day), "html.parser")
    dates = {
        row.find("a").get_text(): (row.find("time") or {"datetime": ""})["datetime"]
        for row in page.select("main .rows > li")
    }
    assert dates == adoptions_of(history.papers, day)


def in_the_lists_of_decisions_and_reports(client, history, day):
    decisions = {row["subject_name"] for row in table(client, "/decisions.csv", day)}
    assert decisions == {
        item.page.title
        for item in (*history.papers, *history.initiatives)
        if any(meeting.has_decided(day) for meeting, _verb in item.decisions)
    }
    updates = {(row["title"], row["date"]) for row in table(client, "/status-updates.csv", day)}
    assert updates == {
        (item.page.title, str(when))
        for item in history.initiatives
        for when, _status in item.updates
        if when.is_on_or_before(day)
    }


def in_the_trail(client, history, day):
    """Each initiative, and each paper that no initiative implements."""
    initiatives = [initiative for initiative in history.initiatives if initiative.is_shown(day)]
    carried_out = {paper.page.title for initiative in initiatives for paper in initiative.papers}
    alone = [initiative for initiative in history.papers if initiative.page.title not in carried_out]
    rows = table(client, "/trail.csv", day)
    assert {row["title"]: row["adopted_on"] for row in rows} == adoptions_of([*initiatives, *alone], day)
    statuses = {row["title"]: row["status"] for row in rows if row["title"].startswith("Initiative")}
    assert statuses == statuses_of(history, day)


def where_things_stand(client, history, day):
    """Each initiative, and each adopted paper."""
    adopted_papers = [paper for paper in history.papers if paper.adopted_on(day)]
    rows = table(client, "/initiatives/progress.csv", day)
    adoptions = adoptions_of([*history.initiatives, *adopted_papers], day)
    assert {row["title"]: row["adopted_on"] for row in rows} == adoptions
    statuses = {row["title"]: row["status"] for row in rows if row["kind"] == "initiative"}
    assert statuses == statuses_of(history, day)


def on_the_home_page(client, history, day):
    shown = [initiative for initiative in history.initiatives if initiative.is_shown(day)]
    page = BeautifulSoup(client.get(f"/?as_of={day}").content, "html.parser")
    lanes = [row.h3.get_text() for row in page.select(".lanes .lane-row:has(h3)")]
    assert sorted(lanes) == sorted(initiative.page.short_name for initiative in shown)


def on_the_page_for_newcomers(client, history, day):
    counts = client.get(f"/about/in-five-minutes/?as_of={day}").context["counts"]
    assert counts["papers"] == sum(bool(paper.adopted_on(day)) for paper in history.papers)
    assert counts["initiatives"] == sum(initiative.is_shown(day) for initiative in history.initiatives)


SURFACES = [
    on_the_page_for_newcomers,
    in_meetings_csv,
    on_the_page_of_meetings,
    in_the_filter_of_meetings,
    in_the_calendar,
    on_the_page_of_the_calendar,
    in_the_api_of_meetings,
    on_the_page_of_initiatives,
    in_initiatives_csv,
    in_the_api_of_initiatives,
    on_the_page_of_an_initiative,
    in_papers_json,
    on_the_page_of_papers,
    in_the_lists_of_decisions_and_reports,
    in_the_trail,
    where_things_stand,
    on_the_home_page,
]
A_SURFACE = 13  # days
IN_ALL = A_SURFACE * len(SURFACES)  # 208


@pytest.mark.sample(2)
@pytest.mark.parametrize("position", range(len(SURFACES)), ids=[check.__name__ for check in SURFACES])
def test_every_surface_shows_what_follows_from_the_history(client, history, position):
    """Each check has days of its own; all have the first, the last, and those around today."""
    span = (LAST - FIRST).days
    places = (position + number * len(SURFACES) for number in range(A_SURFACE))
    spread = [FIRST + timedelta(place * span // IN_ALL) for place in places]
    for day in (*spread, LAST, today(), today() - timedelta(1)):
        SURFACES[position](client, history, day)

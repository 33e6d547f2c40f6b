"""Answers above the results, for questions that the portal's records answer."""

from copy import copy
from datetime import date

import pytest

from admm_site.core.clock import override_today
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from meetings.choices import ChairRole, Level
from meetings.models import MeetingSeries
from tests.factories.initiatives import InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.factories.search import SynonymFactory
from tests.visibility import HIDING_METHODS, hide

from .response_parsing import page

CSV = "spreadsheet (CSV)"
SOURCE = {"source_name": "A page", "source_confirms": True}


def answers(response) -> dict[str, str]:
    """The text of each answer by its title."""
    expected = page(response).select(".answer")
    return {
        box.h2.get_text(strip=True): " ".join(part.get_text(" ", strip=True) for part in box.select("dl, p"))
        for box in expected
    }


@pytest.fixture(scope="module", autouse=True)
def stored_bodies(portal_sections) -> dict[str, MeetingSeries]:
    """The ADMM with three meetings, the ADMM-Plus with one, a retreat, and two working groups."""
    admm = MeetingSeriesFactory(acronym="ADMM", name="ASEAN Defence Ministers' Meeting")
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", name="ASEAN Defence Ministers' Meeting-Plus", plus=True)
    retreat = MeetingSeriesFactory(acronym="ADMM Retreat", name="ASEAN Defence Ministers' Meeting Retreat")
    MeetingSeriesFactory(
        acronym="ADSOM", name="ASEAN Defence Senior Officials' Meeting", level=Level.SENIOR_OFFICIALS
    )
    groups = {}
    for acronym, name in (("MS", "Maritime Security"), ("CT", "Counter-Terrorism")):
        groups[acronym] = MeetingSeriesFactory(
            acronym=f"EWG on {acronym}",
            name=f"Experts' Working Group on {name}",
            working_group=True,
            area=CooperationAreaFactory(acronym=acronym, name=name),
        )
    thailand = CountryFactory(name="Thailand", code="TH")
    common = {
        "country": thailand,
        "chair_country": thailand,
        "source_confirms": True,
        "source_name": "A page",
    }
    MeetingPageFactory(series=admm, ordinal=3, start_date=PartialDate(2009, 2, 25), city="Pattaya", **common)
    MeetingPageFactory(series=admm, ordinal=5, city="Jakarta", **common)
    MeetingPageFactory(
        series=admm,
        ordinal=20,
        state="planned",
        start_date=PartialDate(2026, 11, 18),
        city="Manila",
        **common,
    )
    MeetingPageFactory(series=plus, ordinal=1, start_date=PartialDate(2010, 10, 12), city="Ha Noi", **common)
    MeetingPageFactory(
        series=retreat, start_date=PartialDate(2009, 11, 2), ordinal=None, city="Bangkok", **common
    )
    return groups | {"ADMM": admm, "ADMM-Plus": plus}


@pytest.fixture
def bodies(stored_bodies, portal) -> dict[str, MeetingSeries]:
    return {name: copy(body) for name, body in stored_bodies.items()}


@pytest.fixture
def chair_terms(bodies):
    """Maritime security has two chairs today and had another one before; all other terms ended years ago."""
    terms = [("MS", "Philippines", 2024, 2027), ("MS", "Japan", 2024, 2027), ("MS", "Malaysia", 2021, 2023)]
    terms += [("CT", "India", 2017, 2020), ("ADMM", "Cambodia", 2026, 2026)]
    for body, country, start, end in terms:
        ChairTermFactory(
            series=bodies[body],
            country=CountryFactory(name=country, code=country[:2].upper()),
            role=ChairRole.CO_CHAIR,
            start=PartialDate(start),
            end=PartialDate(end),
            source_confirms=country != "Japan",
            source_name="A page",
        )


MEETINGS = {
    "5th ADMM": ["5th ADMM"],
    "fifth ADMM": ["5th ADMM"],
    "ADMM 5": ["5th ADMM"],
    "ADMM-5": ["5th ADMM"],
    "๕th ADMM": ["5th ADMM"],
    "5th A.D.M.M.": ["5th ADMM"],
    "the 5th ASEAN Defence Ministers’ Meeting": ["5th ADMM"],
    "where was the 5th ADMM held?": ["5th ADMM"],
    "when did the fifth ADMM take place": ["5th ADMM"],
    "who chaired the 5th ADMM": ["5th ADMM"],
    "ADMM 2009": ["3rd ADMM"],
    "ADMM in 2009": ["3rd ADMM"],
    "ADMM retreat 2009": ["ADMM Retreat 2009"],
    "ADMM-Plus 2010": ["Inaugural ADMM-Plus"],
    "first ADMM-Plus": ["Inaugural ADMM-Plus"],
    "where did ministers meet in 2009": ["3rd ADMM", "ADMM Retreat 2009"],
    "Where did the defence ministers meet in 2009?": ["3rd ADMM", "ADMM Retreat 2009"],
    "where did they meet in 2010": ["Inaugural ADMM-Plus"],
    "meetings of defence ministers in 2010": ["Inaugural ADMM-Plus"],
    "next meeting": ["20th ADMM"],
    "when is the next meeting?": ["20th ADMM"],
    "next ADMM": ["20th ADMM"],
    "where will the next ADMM be held": ["20th ADMM"],
    "who hosts the next defence ministers' meeting": ["20th ADMM"],
    "when do ministers meet next": ["20th ADMM"],
    "last meeting": ["5th ADMM"],
    "the most recent ADMM": ["5th ADMM"],
    "where did the ministers last meet": ["5th ADMM"],
    "latest ADMM-Plus": ["Inaugural ADMM-Plus"],
    "next ADMM-Plus": ["Next meeting: ADMM-Plus"],
    "upcoming ADSOM": ["Next meeting: ADSOM"],
}
CHAIRS = [
    "who chairs the maritime security working group",
    "who co-chairs maritime security",
    "co-chairs of the EWG on MS",
    "co‑chairs of the EWG on Maritime Security",
    "current chair of the Experts’ Working Group on Maritime Security",
    "EWG on MS chairs",
]
NOT_ASKED = [
    "maritime security",
    "ADMM",
    "meeting",
    "next",
    "next exercise",
    "latest declaration",
    "which country hosted the most meetings",
    "co-operation on maritime security",
    "chairman's statement",
    "who chairs the working group",
    "who chairs the experts' working group",
    "climate change 2009",
    "Jakarta 2011",
    "6th ADMM",
    "ADMM 2012",
    "declaration of the 5th ADMM",
    "work programme 2009",
    "2009",
    "5",
    "5th",
    "status",
    "status of women",
    '"5th ADMM"',
    "5th ADMM -Jakarta",
    "0th ADMM",
    "5th 3rd ADMM",
]


@pytest.mark.sample(8)
@pytest.mark.parametrize(("query", "expected"), MEETINGS.items(), ids=MEETINGS)
def test_a_question_about_meetings_is_answered(search, bodies, query, expected):
    assert list(answers(search(query))) == expected


def test_a_meeting_is_shown_with_date_place_and_chair(search, bodies):
    details = "Date 25 February 2009 Place Pattaya, Thailand Chair Thailand"
    assert answers(search("3rd ADMM")) == {"3rd ADMM": details}


@pytest.mark.sample(2)
@pytest.mark.parametrize("query", CHAIRS)
def test_who_chairs_a_body_is_answered(search, chair_terms, query):
    [(title, details)] = answers(search(query)).items()
    assert title == "Co-chairs of the EWG on MS"
    assert "Philippines, 2024–2027" in details
    assert "Japan, 2024–2027" in details
    assert "Malaysia" not in details
    assert "Not confirmed by a source." in details


def test_synonyms_name_a_body(search, chair_terms):
    SynonymFactory(terms="counter-terrorism, counterterrorism")
    assert list(answers(search("who chairs counterterrorism"))) == ["Chair of the EWG on CT"]


def test_an_ended_chair_term_is_shown_as_ended(search, chair_terms):
    [details] = answers(search("who chairs the EWG on CT")).values()
    assert details == "Co-chair India, 2017–2020 No later term is recorded."


def test_a_term_of_a_year_counts_through_the_year(search, chair_terms):
    assert "Cambodia, 2026" in answers(search("who chairs the ADMM"))["Chair of the ADMM"]


def test_a_body_without_a_recorded_chair_says_so(search, bodies):
    assert answers(search("who chairs ADSOM")) == {"Chair of the ADSOM": "No chair is recorded."}


@pytest.mark.sample(6)
@pytest.mark.parametrize("query", NOT_ASKED)
def test_a_query_that_is_no_question_has_no_answer(search, chair_terms, query):
    InitiativePageFactory(title="Women, peace and security")
    InitiativePageFactory(title="Status of women in peacekeeping")
    InitiativePageFactory(title="Role of women in peacekeeping")
    assert answers(search(query)) == {}


STATUS = [
    "status of ADIC",
    "ADIC status",
    "what is the status of the Defence Industry Collaboration",
    "what became of ADIC?",
    "progress of the ADIC initiative",
    "is ADIC completed?",
    "status of the ADMM defence industry collaboration",
]


@pytest.mark.sample(3)
@pytest.mark.parametrize("query", STATUS)
def test_where_an_initiative_stands_is_answered(search, portal, query):
    adic = InitiativePageFactory(title="ASEAN Defence Industry Collaboration", acronym="ADIC")
    InitiativePageFactory(title="Other", acronym="OTHER")
    StatusUpdateFactory(page=adic, status=Status.UNDER_WAY, date=PartialDate(2019, 5))
    StatusUpdateFactory(page=adic, status=Status.COMPLETED, date=PartialDate(2026, 12))
    details = (
        "Status Under way Last status update May 2019 Nothing has been reported for more than a year."
        " Not confirmed by a source."
    )
    assert answers(search(query)) == {"ASEAN Defence Industry Collaboration": details}


def test_below_an_answer_nobody_reads_that_nothing_has_all_the_words(search, portal):
    InitiativePageFactory(title="Defence Industry", acronym="ADIC")
    response = search("please tell me the status of ADIC")
    assert answers(response)
    text = page(response).get_text()
    assert "No page contains all these words" not in text
    assert "words of your question" in text


def test_a_late_update_that_is_confirmed_needs_no_note(search, portal):
    adic = InitiativePageFactory(title="Defence Industry", acronym="ADIC")
    StatusUpdateFactory(page=adic, date=PartialDate(2025, 12), **SOURCE)
    assert answers(search("status of ADIC")) == {
        "Defence Industry": "Status Under way Last status update December 2025"
    }


def test_an_initiative_without_an_update_says_so(search, portal):
    InitiativePageFactory(title="Defence Industry", acronym="ADIC")
    expected = {"Defence Industry": "Status Proposed Last status update None recorded"}
    assert answers(search("status of ADIC")) == expected


# What is not as planned


def test_a_postponed_meeting_is_shown_as_postponed(search, bodies):
    series = bodies["ADMM-Plus"]
    for ordinal, state in ((13, "postponed"), (14, "cancelled")):
        MeetingPageFactory(series=series, ordinal=ordinal, state=state, start_date=PartialDate(2026, 11))
    expected = answers(search("next ADMM-Plus"))
    assert "This meeting was postponed." in expected["13th ADMM-Plus"]
    assert "This meeting was cancelled." in expected["14th ADMM-Plus"]


def test_the_next_meeting_follows_the_day(search, bodies):
    with override_today(date(2027, 1, 1)):
        assert answers(search("next ADMM")) == {"Next meeting: ADMM": "No date has been announced."}
        assert "Its date has passed" in answers(search("20th ADMM"))["20th ADMM"]


def test_a_meeting_without_a_day_or_a_place_is_said_to_be_announced(search, bodies):
    MeetingPageFactory(
        series=bodies["ADMM-Plus"], ordinal=13, state="planned", start_date=None, city="", country=None
    )
    details = answers(search("13th ADMM-Plus"))["13th ADMM-Plus"]
    assert details.startswith("Date To be announced Place To be announced State Planned")


# What is not public


@pytest.mark.exhaustive
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
@pytest.mark.parametrize("query", ["5th ADMM", "ADMM 2011", "where did ministers meet in 2011"])
def test_a_hidden_meeting_is_no_answer(search, bodies, query, hiding_method):
    hide(bodies["ADMM"].meetings.get(ordinal=5), hiding_method)
    assert answers(search(query)) == {}


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_initiative_is_no_answer(search, portal, hiding_method):
    hide(InitiativePageFactory(title="Logistics", acronym="LSF"), hiding_method)
    assert answers(search("status of LSF")) == {}


# What it costs


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "query", ["who chairs the EWG on MS", "next meeting", "5th ADMM", "ministers met in 2009"]
)
def test_an_answer_needs_few_queries_however_many_records_exist(
    search, chair_terms, query, django_assert_max_num_queries
):
    search(query)
    for number in range(30, 60):
        MeetingPageFactory(series=MeetingSeriesFactory(acronym=f"Body {number}"), ordinal=number)
    # With the version of the content, the site, the next expiry and the acronyms.
    with django_assert_max_num_queries(25):
        search(query)


# Which decisions there are in an area


@pytest.fixture
def decisions_in_areas(stored_bodies):
    group = stored_bodies["MS"]
    for year in (2009, 2012, 2013):
        meeting = MeetingPageFactory(series=group, start_date=PartialDate(year))
        DecisionFactory(page=meeting)
    DecisionFactory(page=MeetingPageFactory(series=stored_bodies["CT"]))


@pytest.mark.parametrize(
    ("query", "title", "number", "filters"),
    [
        ("MS decisions", "Decisions: Maritime Security", 3, "area=ms"),
        ("decisions on maritime security", "Decisions: Maritime Security", 3, "area=ms"),
        ("MS decisions since 2010", "Decisions: Maritime Security, since 2010", 2, "area=ms&year_from=2010"),
        ("what was decided on MS in 2012", "Decisions: Maritime Security, 2012", 1, "area=ms&year=2012"),
    ],
)
def test_decisions_in_an_area_are_counted_and_can_be_downloaded(
    client, decisions_in_areas, query, title, number, filters
):
    response = client.get("/search/", {"q": query})
    assert answers(response) == {title: f"Number {number} Download {CSV}"}
    file = page(response).select_one(".answer").find("a", string=CSV)["href"]
    assert file == f"/decisions.csv?{filters}"
    rows = b"".join(client.get(file)).decode().splitlines()
    assert len(rows) == number + 1


@pytest.mark.parametrize("query", ["decisions on cooking", "decisions", "decision of the 5th ADMM"])
def test_decisions_without_an_area_are_no_question(client, decisions_in_areas, query):
    assert not any(title.startswith("Decisions:") for title in answers(client.get("/search/", {"q": query})))

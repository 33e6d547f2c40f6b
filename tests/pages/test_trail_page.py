"""The decision tracker: all trails on one page."""

import csv
import json
from io import StringIO

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CooperationAreaFactory
from tests.responses import read

HADR, MARITIME = "Disaster relief", "Maritime security"


@pytest.fixture
def adopted_and_other_pages(portal):
    """Two areas, two series; an initiative with a paper, one without, and a paper without an initiative."""
    hadr = CooperationAreaFactory(acronym="HADR", name=HADR)
    maritime = CooperationAreaFactory(acronym="MS", name=MARITIME)
    admm, plus = MeetingSeriesFactory(acronym="ADMM"), MeetingSeriesFactory(acronym="ADMM-Plus", plus=True)
    paper = ConceptPaperPageFactory(title="Carried out", area=hadr)
    DecisionFactory(page=MeetingPageFactory(series=admm), subject=paper)
    StatusUpdateFactory(page=InitiativePageFactory(title="ADIC", area=hadr, implements=[paper]))
    alone = ConceptPaperPageFactory(title="On paper", area=maritime)
    DecisionFactory(page=MeetingPageFactory(series=plus, start_date=PartialDate(2013)), subject=alone)
    InitiativePageFactory(title="Not adopted", area=maritime)


def trail_titles(client, query: str = "") -> list[tuple[str, list[str]]]:
    page = BeautifulSoup(client.get(f"/trail/?{query}").content, "html.parser")
    return [
        (group.h2.get_text(), [title.get_text() for title in group.find_all("h3")])
        for group in page.select(".trails")
    ]


def test_every_trail_is_shown_once_under_its_area(client, adopted_and_other_pages):
    assert trail_titles(client) == [(HADR, ["ADIC"]), (MARITIME, ["On paper", "Not adopted"])]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("series", [("ADMM", ["ADIC"]), ("ADMM-Plus", ["On paper"]), ("Not adopted", ["Not adopted"])]),
        ("year", [("2011", ["ADIC"]), ("2013", ["On paper"]), ("Not adopted", ["Not adopted"])]),
    ],
)
def test_trails_are_grouped_by_the_chosen_field(client, adopted_and_other_pages, by, groups):
    assert trail_titles(client, f"by={by}") == groups


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("area=hadr", ["ADIC"]),
        ("series=admm-plus", ["On paper"]),
        ("year=2011", ["ADIC"]),
        ("status=under-way", ["ADIC"]),
        ("status=adopted", ["On paper"]),
        ("status=proposed", ["Not adopted"]),
        ("area=hadr&status=proposed", []),
    ],
)
def test_trails_are_filtered_and_exported_as_filtered(client, adopted_and_other_pages, query, expected):
    assert [title for _, titles in trail_titles(client, query) for title in titles] == expected

    rows = json.loads(read(client.get(f"/trail.json?{query}")))["rows"]
    assert [row["title"] for row in rows] == expected
    table = csv.DictReader(StringIO(read(client.get(f"/trail.csv?{query}")).decode("utf-8-sig")))
    assert [row["title"] for row in table] == expected


def test_a_trail_goes_from_decision_to_result(client, adopted_and_other_pages):
    page = BeautifulSoup(client.get("/trail/?area=hadr").content, "html.parser")
    text = " ".join(page.select_one(".timeline").get_text(" ").split())
    assert text.index("Carried out") < text.index("Initiative") < text.index("Work went on.")


def test_a_long_process_comes_in_pages(client, portal):
    for _ in range(16):
        InitiativePageFactory()
    assert len(BeautifulSoup(client.get("/trail/").content, "html.parser").select(".page-trail")) == 15
    assert len(BeautifulSoup(client.get("/trail/?page=2").content, "html.parser").select(".page-trail")) == 1

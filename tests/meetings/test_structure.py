"""The structure page: which body reports to which, as a list and as a diagram."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.structure import lay_out, nest
from meetings.models import MeetingSeries
from meetings.views import MEETINGS_PER_PAGE
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def bodies(portal):
    """ADMM, ADSOM below it, its working group below that; and the ADMM-Plus."""
    admm = MeetingSeriesFactory(acronym="ADMM")
    adsom = MeetingSeriesFactory(acronym="ADSOM", reports_to=admm)
    MeetingSeriesFactory(acronym="ADSOM WG", reports_to=adsom)
    MeetingSeriesFactory(acronym="ADMM-Plus", plus=True)
    return MeetingSeries.objects.with_chairs()


def outline(tree) -> list:
    return [(body.series.acronym, outline(body.children)) for body in tree]


def test_each_body_stands_below_the_one_it_reports_to(bodies):
    assert outline(nest(bodies)) == [("ADMM", [("ADSOM", [("ADSOM WG", [])])]), ("ADMM-Plus", [])]


def test_a_body_whose_superior_is_not_there_stands_at_the_top(bodies):
    assert outline(nest(bodies.filter(acronym="ADSOM"))) == [("ADSOM", [])]


def test_the_chart_holds_every_body_once_and_a_line_to_each_superior(bodies):
    chart = lay_out(nest(bodies))
    assert sorted(box.series.acronym for box in chart.boxes) == ["ADMM", "ADMM-Plus", "ADSOM", "ADSOM WG"]
    assert len(chart.lines) == 2


def test_nothing_in_the_chart_covers_another_or_leaves_it(bodies):
    MeetingSeriesFactory.create_batch(9, reports_to=bodies.get(acronym="ADSOM"))
    chart = lay_out(nest(bodies.all()))
    places = {(box.x, box.y) for box in chart.boxes}
    assert len(places) == len(chart.boxes) == 13
    for box in chart.boxes:
        assert 0 <= box.x <= chart.width - box.width
        assert 0 <= box.y <= chart.height - box.height


def test_without_bodies_the_chart_is_empty():
    assert lay_out(nest([])).boxes == []


def test_the_page_names_each_body_with_its_chairs(client, bodies):
    ChairTermFactory(series=bodies.get(acronym="ADSOM WG"), country=CountryFactory(name="Viet Nam"))
    content = client.get("/meetings/series/").content.decode()
    for words in ("ADMM-Plus", "ADSOM WG", "Viet Nam", "2024–2027", "<svg"):
        assert words in content


def test_a_series_shows_its_chairs_its_place_and_its_meetings(client, bodies):
    adsom = bodies.get(acronym="ADSOM")
    term, meeting = ChairTermFactory(series=adsom), MeetingPageFactory(series=adsom)
    response = client.get("/meetings/series/adsom/")
    assert list(response.context["terms"]) == [term]
    assert list(response.context["meetings"]) == [meeting]
    assert [series.acronym for series in response.context["reporting"]] == ["ADSOM WG"]
    assert 'href="/meetings/series/admm/"' in response.content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_meeting_is_not_shown_in_its_series(client, bodies, hiding_method):
    meeting = MeetingPageFactory(series=bodies.get(acronym="ADSOM"))
    hide(meeting, hiding_method)
    assert list(client.get("/meetings/series/adsom/").context["meetings"]) == []


def test_a_series_lists_its_meetings_with_themes_and_decisions(client, bodies):
    adsom = bodies.get(acronym="ADSOM")
    MeetingPageFactory(series=adsom, theme="Moving forward together")
    decision = DecisionFactory(page=MeetingPageFactory(series=adsom), text="They agreed on a text.")
    content = client.get("/meetings/series/adsom/").content.decode()
    assert "Moving forward together" in content
    assert "They agreed on a text." in content
    assert f"#{decision.anchor}" in content


def test_a_long_series_is_shown_page_by_page(client, bodies):
    MeetingPageFactory.create_batch(MEETINGS_PER_PAGE + 1, series=bodies.get(acronym="ADSOM"))
    assert len(client.get("/meetings/series/adsom/").context["meetings"]) == MEETINGS_PER_PAGE
    assert len(client.get("/meetings/series/adsom/?page=2").context["meetings"]) == 1


def head_of(client, address: str) -> str:
    """The words of the head of a page."""
    head = BeautifulSoup(client.get(address).content, "html.parser").select_one(".opening")
    return " ".join(head.get_text(" ").split())


@pytest.fixture
def working_group(bodies):
    """A working group whose co-chairs are known until 2027."""
    area = CooperationAreaFactory(acronym="MS")
    group = MeetingSeriesFactory(acronym="EWG on MS", working_group=True, area=area)
    for name in ("Japan", "Philippines"):
        years = {"start": PartialDate(2024), "end": PartialDate(2027)}
        country = CountryFactory(name=name, plus=name == "Japan")
        ChairTermFactory(series=group, country=country, role="co-chair", source_confirms=True, **years)
    return group


@pytest.mark.parametrize("address", ["/meetings/series/ewg-on-ms/", "/areas/ms/"])
def test_a_series_and_its_area_say_first_who_chairs_it_now(client, working_group, address):
    head = head_of(client, address)
    assert "Co-chairs now" in head
    assert "Japan , 2024–2027 Philippines , 2024–2027" in head


def test_a_series_without_a_chair_today_names_the_last_one_as_such(client, bodies):
    term = ChairTermFactory(
        series=bodies.get(acronym="ADSOM"), start=PartialDate(2011), end=PartialDate(2013)
    )
    head = head_of(client, "/meetings/series/adsom/")
    assert "now Nothing recorded" in head
    assert f"Last recorded {term.country} , 2011–2013" in head


def test_a_series_says_first_when_it_meets_next(client, bodies):
    adsom = bodies.get(acronym="ADSOM")
    assert "Next meeting Not announced" in head_of(client, "/meetings/series/adsom/")
    meeting = MeetingPageFactory(series=adsom, planned=True, start_date=PartialDate(2027, 5, 1))
    assert f"Next meeting {meeting.title}" in head_of(client, "/meetings/series/adsom/")


def test_who_chairs_a_series_is_its_description_for_search_engines(client, working_group):
    page = BeautifulSoup(client.get("/meetings/series/ewg-on-ms/").content, "html.parser")
    description = page.find("meta", attrs={"name": "description"})["content"]
    assert description == "Co-chairs now: Japan, Philippines (2024–2027)"


def test_the_list_of_areas_says_who_chairs_each_working_group_now(client, working_group):
    CooperationAreaFactory(acronym="CT")
    assert client.get("/areas/").content.decode().count("Co-chairs now: Japan, Philippines (2024–2027)") == 1

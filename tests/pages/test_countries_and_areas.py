"""Pages of countries and areas, and the timeline on them."""

from functools import cache

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.previews import MAX_PREVIEW_ROWS
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
)
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def country(portal):
    return CountryFactory(code="VN", name="Viet Nam")


@pytest.fixture
def area(portal):
    return CooperationAreaFactory(acronym="HADR")


@pytest.fixture
def get_rows(client):
    """Returns a list from the context of a page, which is requested once."""
    get_context = cache(lambda address: client.get(address).context)
    return lambda address, name: list(get_context(address)[name])


def test_a_country_shows_what_it_hosted_and_chaired(get_rows, country):
    hosted_meeting, chaired_meeting = (
        MeetingPageFactory(country=country),
        MeetingPageFactory(chair_country=country),
    )
    assert get_rows("/countries/viet-nam/", "hosted") == [hosted_meeting]
    assert get_rows("/countries/viet-nam/", "chaired") == [chaired_meeting]


def test_a_country_shows_what_it_leads_and_proposed(get_rows, country):
    paper = ConceptPaperPageFactory(proposed_by=[country])
    initiative = InitiativeLeadFactory(country=country).page
    assert get_rows("/countries/viet-nam/", "papers") == [paper]
    assert get_rows("/countries/viet-nam/", "leads") == [initiative]


def test_a_country_shows_where_what_it_proposed_and_leads_was_adopted(client, country):
    paper = ConceptPaperPageFactory(proposed_by=[country])
    InitiativeLeadFactory(country=country, page__implements=[paper])
    decision = DecisionFactory(subject=paper)

    rows = BeautifulSoup(client.get("/countries/viet-nam/").content, "html.parser").select(".row")

    adopted = [row for row in rows if "Adopted" in words(row)]
    links = [row.find("a", href=f"{decision.page.url}#{decision.anchor}") for row in adopted]
    assert [link.get_text() for link in links] == [decision.page.title] * 2


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


def opening(client, address: str) -> str:
    """The words of the head of a page."""
    return words(BeautifulSoup(client.get(address).content, "html.parser").select_one(".opening"))


def test_a_country_says_first_what_it_takes_part_in_next(client, country):
    MeetingPageFactory(planned=True, custom_title="20th ADMM", start_date=PartialDate(2027))
    assert "Takes part next in 20th ADMM" in opening(client, "/countries/viet-nam/")
    assert "Date to be announced." in opening(client, "/countries/viet-nam/")


def test_the_next_meeting_of_a_country_can_be_added_to_a_calendar(client, country):
    meeting = MeetingPageFactory(planned=True, start_date=PartialDate(2027, 5, 1))
    head = BeautifulSoup(client.get("/countries/viet-nam/").content, "html.parser").select_one(".opening")
    assert head.find("a", string="Add to calendar")["href"] == meeting.calendar_url


def test_a_country_takes_no_part_in_a_meeting_for_which_others_are_recorded(client, country):
    ParticipationFactory(page=MeetingPageFactory(planned=True, start_date=PartialDate(2027)))
    assert "Takes part next in" not in opening(client, "/countries/viet-nam/")


def test_a_country_says_first_what_it_chairs_now(client, country):
    past = ChairTermFactory(country=country, start=PartialDate(2011), end=PartialDate(2013))
    assert "Chairs now Nothing recorded" in opening(client, "/countries/viet-nam/")
    current = ChairTermFactory(country=country, start=PartialDate(2024), end=PartialDate(2027))
    assert f"Chairs now {current.series} , 2024–2027" in opening(client, "/countries/viet-nam/")
    assert str(past.series) not in opening(client, "/countries/viet-nam/")


def test_the_members_stand_in_a_grid_with_the_years_that_they_chaired(client, country):
    other = CountryFactory(name="Malaysia")
    CountryFactory(plus=True, name="Japan")
    admm = MeetingSeriesFactory(acronym="ADMM")
    meeting = MeetingPageFactory(
        series=admm, ordinal=4, country=country, chair_country=country, start_date=PartialDate(2010)
    )
    page = BeautifulSoup(client.get("/countries/viet-nam/").content, "html.parser")

    rows = {row.th.get_text(): row for row in page.select(".year-grid")[0].select("tbody tr")}

    assert set(rows) == {"Malaysia", "Viet Nam"}
    assert rows["Malaysia"].a["href"] == other.get_absolute_url()
    assert rows["Viet Nam"]["class"] == ["year-grid__here"]
    assert rows["Viet Nam"].find("a", href=meeting.url).get_text().startswith("2010")
    assert "not yet" in words(rows["Malaysia"])


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_meeting_is_not_in_the_grid_of_chairs(client, country, hiding_method):
    admm = MeetingSeriesFactory(acronym="ADMM")
    meeting = MeetingPageFactory(series=admm, ordinal=4, chair_country=country)
    assert meeting.url in client.get("/countries/").content.decode()

    hide(meeting, hiding_method)

    assert meeting.url not in client.get("/countries/").content.decode()


def test_a_plus_country_has_no_grid_of_members(client, country):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), ordinal=4, chair_country=country)
    plus = CountryFactory(plus=True)
    assert "Who chaired the ministers" not in client.get(plus.get_absolute_url()).content.decode()


def test_a_country_shows_what_the_meetings_decided_that_it_chaired(client, country):
    chaired = DecisionFactory(page__chair_country=country, text="Ministers agreed on a hotline.")
    DecisionFactory(text="Ministers agreed on something else.")
    page = BeautifulSoup(client.get("/countries/viet-nam/").content, "html.parser")
    assert [row.get_text() for row in page.select(".decisions a")] == [
        f"{chaired.text} ({chaired.page.title})"
    ]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Ministers invited Viet Nam to host.", True),
        ("Ministers met at the Viet Nam Sea.", False),
        ("Ministers welcomed all Viet Namese.", False),
    ],
)
def test_a_country_shows_other_decisions_that_name_it(get_rows, country, text, is_named):
    decision = DecisionFactory(text=text)
    assert get_rows("/countries/viet-nam/", "naming") == [decision] * is_named


def test_a_country_shows_its_terms_as_chair(client, get_rows, country):
    term = ChairTermFactory(country=country)
    assert get_rows("/countries/viet-nam/", "terms") == [term]
    assert term.series.acronym in client.get("/countries/viet-nam/").content.decode()


def test_an_activity_stands_once_in_a_country_that_hosted_it_with_others(get_rows, country):
    activity = ActivityPageFactory(country=country, hosts=[country, CountryFactory()])
    ActivityPageFactory()
    assert get_rows("/countries/viet-nam/", "activities") == [activity]


def test_countries_are_listed_by_their_role(get_rows, country):
    plus = CountryFactory(plus=True)
    assert [(role.value, countries) for role, countries in get_rows("/countries/", "groups")] == [
        ("member", [country]),
        ("plus", [plus]),
    ]


def test_an_area_shows_everything_in_it(get_rows, area):
    series = MeetingSeriesFactory(working_group=True, area=area)
    expected = {
        "series": [series],
        "meetings": [MeetingPageFactory(series=series)],
        "papers": [ConceptPaperPageFactory(area=area)],
        "initiatives": [InitiativePageFactory(area=area)],
        "activities": [ActivityPageFactory(area=area)],
    }
    for factory in (ConceptPaperPageFactory, InitiativePageFactory, ActivityPageFactory, MeetingPageFactory):
        factory()
    assert {name: get_rows("/areas/hadr/", name) for name in expected} == expected


def test_an_area_shows_the_trail_of_its_papers_and_initiatives(client, area):
    paper, elsewhere = ConceptPaperPageFactory(area=area), CooperationAreaFactory()
    InitiativePageFactory(area=area, implements=[paper], acronym="ADIC")
    InitiativePageFactory(area=elsewhere, implements=[paper], title="Zenith")
    InitiativePageFactory(area=elsewhere, title="Of no concern")
    decision = DecisionFactory(subject=paper)

    page = BeautifulSoup(client.get("/areas/hadr/").content, "html.parser").main

    of_initiative, of_paper = (" ".join(row.get_text(" ").split()) for row in page.select(".row .trail"))
    assert of_initiative == f"adopted at the {decision.page.title} (not confirmed by a source) ADIC"
    adoption = f"adopted at the {decision.page.title} (not confirmed by a source)"
    assert of_paper == f"This paper {adoption} ADIC : adopted Zenith : adopted"
    assert "Of no concern" not in page.get_text()


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_an_area_names_no_hidden_initiative_in_the_trail_of_a_paper(client, area, hiding_method):
    paper = ConceptPaperPageFactory(area=area)
    hidden = InitiativePageFactory(implements=[paper], title="Axolotl")
    DecisionFactory(subject=paper)
    assert "Axolotl" in client.get("/areas/hadr/").content.decode()

    hide(hidden, hiding_method)

    assert "Axolotl" not in client.get("/areas/hadr/").content.decode()


def test_an_activity_without_an_area_is_in_that_of_its_initiative(get_rows, area):
    activity = ActivityPageFactory(parent=InitiativePageFactory(area=area))
    ActivityPageFactory(parent=InitiativePageFactory(area=area), area=CooperationAreaFactory())
    assert get_rows("/areas/hadr/", "activities") == [activity]


@pytest.mark.parametrize(
    "address", ["/countries/atlantis/", "/areas/atlantis/", "/meetings/series/atlantis/"]
)
def test_what_does_not_exist_is_not_found(client, portal, address):
    assert client.get(address).status_code == 404


# Over time


def years(client, address: str) -> dict[str, str]:
    """The rows of the grid of years in words."""
    grid = client.get(address).context["years"]
    return {str(row.label): row.words for row in grid.rows} if grid else {}


def test_a_country_distinguishes_leading_from_co_leading(get_rows, country):
    leads = InitiativeLeadFactory(country=country).page
    co_leads = InitiativeLeadFactory(country=country, role="co-lead").page
    assert get_rows("/countries/viet-nam/", "leads") == [leads]
    assert get_rows("/countries/viet-nam/", "co_leads") == [co_leads]


def test_a_country_takes_part_in_the_meetings_of_a_series(get_rows, country):
    series = MeetingSeriesFactory(acronym="ADMM")
    for year in (2006, 2011, 2013):
        meeting = MeetingPageFactory(series=series, start_date=PartialDate(year))
        ParticipationFactory(page=meeting, country=country)
    ParticipationFactory(page=meeting, country=CountryFactory())
    ParticipationFactory(page=MeetingPageFactory(planned=True), country=country)
    ParticipationFactory(country=country, role="observer")
    assert get_rows("/countries/viet-nam/", "takes_part") == [
        {"acronym": "ADMM", "slug": "admm", "number": 3, "first": 2006, "last": 2013}
    ]


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_country_takes_no_part_in_a_hidden_meeting(get_rows, country, hiding_method):
    meeting = ParticipationFactory(country=country).page
    hide(meeting, hiding_method)
    assert get_rows("/countries/viet-nam/", "takes_part") == []


def test_the_years_of_a_country_are_drawn(client, country):
    MeetingPageFactory(country=country, chair_country=country, start_date=PartialDate(2010, 5, 11))
    ChairTermFactory(country=country, start=PartialDate(2011), end=PartialDate(2012))
    ActivityPageFactory(hosts=[country])
    assert years(client, "/countries/viet-nam/") == {
        "In the chair": "2010",
        "Meetings hosted": "2010",
        "Groups chaired": "2011–2012",
        "Activities": "2012",
    }
    assert "Year by year" in client.get("/countries/viet-nam/").content.decode()


def test_a_term_without_an_end_lasts_until_today(client, country):
    ChairTermFactory(country=country, start=PartialDate(2025), end=None)
    ActivityPageFactory(hosts=[country])
    assert years(client, "/countries/viet-nam/")["Groups chaired"] == "2025–2026"


def test_a_country_of_which_nothing_is_known_has_no_chart(client, country):
    assert "<svg" not in client.get("/countries/viet-nam/").content.decode().partition("<main")[2]


def test_a_long_list_shows_its_first_rows_and_leads_to_the_others(client, country):
    MeetingPageFactory.create_batch(MAX_PREVIEW_ROWS + 2, country=country)
    preview = client.get("/countries/viet-nam/").context["hosted"]
    assert (len(list(preview)), preview.remaining) == (MAX_PREVIEW_ROWS, 2)
    assert (
        'href="/meetings/?country=viet-nam">See all 22' in client.get("/countries/viet-nam/").content.decode()
    )


def test_a_country_shows_the_newest_meetings_that_it_chaired_and_links_to_all(client, country):
    MeetingPageFactory.create_batch(MAX_PREVIEW_ROWS + 2, chair_country=country)
    MeetingPageFactory(country=country)
    chaired = client.get("/countries/viet-nam/").context["chaired"]
    assert (len(list(chaired)), chaired.remaining) == (MAX_PREVIEW_ROWS, 2)
    assert client.get(chaired.more_url).context["count"] == MAX_PREVIEW_ROWS + 2
    assert f'href="{chaired.more_url}">See all 22' in client.get("/countries/viet-nam/").content.decode()


def test_a_meeting_that_a_country_chaired_and_hosted_says_both(client, country):
    MeetingPageFactory(country=country, chair_country=country, city="Ha Noi")
    assert "Chaired and hosted, Ha Noi" in client.get("/countries/viet-nam/").content.decode()


def test_other_decisions_that_name_a_country_are_not_those_of_meetings_that_it_chaired(client, country):
    for year in range(2000, 2001 + MAX_PREVIEW_ROWS):  # the oldest is not shown
        meeting = MeetingPageFactory(chair_country=country, start_date=PartialDate(year))
        DecisionFactory(page=meeting, text="Viet Nam hosts a workshop.")
    other = DecisionFactory(text="Viet Nam hosts an exercise.")
    assert client.get("/countries/viet-nam/").context["naming"] == [other]


def test_an_area_shows_its_documents_and_links_to_the_progress_list(client, area):
    document = PortalDocumentFactory(title="Standard procedures")
    ConceptPaperPageFactory(area=area, document=document)
    PortalDocumentFactory(title="Of no area")
    content = client.get("/areas/hadr/").content.decode()
    assert "Standard procedures" in content
    assert "Of no area" not in content
    assert 'href="/initiatives/progress/?area=hadr"' in content


def test_the_years_of_an_area_are_drawn(client, area):
    MeetingPageFactory.create_batch(2, series=MeetingSeriesFactory(working_group=True, area=area))
    ActivityPageFactory(area=area)
    ActivityPageFactory(area=area, state="cancelled")
    assert years(client, "/areas/hadr/") == {
        "Meetings": "2011: 2",
        "Activities": "2012: 1 + 1 postponed or cancelled",
    }


def test_one_kind_of_event_needs_no_grid(client, area):
    ActivityPageFactory(area=area)
    assert years(client, "/areas/hadr/") == {}


def test_two_groups_of_an_area_each_show_their_chairs(client, area):
    for _ in range(2):
        ChairTermFactory(series=MeetingSeriesFactory(working_group=True, area=area))
    assert client.get("/areas/hadr/").content.decode().count("<caption") == 2


def test_a_long_preview_of_an_area_leads_to_its_meetings(client, area):
    group = MeetingSeriesFactory(working_group=True, area=area)
    MeetingPageFactory.create_batch(MAX_PREVIEW_ROWS + 2, series=group)
    MeetingPageFactory()
    meetings = client.get("/areas/hadr/").context["meetings"]
    assert (len(list(meetings)), meetings.remaining) == (MAX_PREVIEW_ROWS, 2)
    assert client.get(meetings.more_url).context["count"] == MAX_PREVIEW_ROWS + 2

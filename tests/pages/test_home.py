"""The home page: everything on it is computed."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.models import FeaturedPage
from initiatives.choices import Status
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CountryFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def home(client, portal):
    """Returns the context of the home page when called."""
    return lambda: client.get("/").context_data


@pytest.fixture
def admm(portal):
    return MeetingSeriesFactory(acronym="ADMM")


def test_an_empty_portal_has_a_home_page(client, portal):
    assert portal.home.introduction in client.get("/").content.decode()


def test_the_next_meeting_is_shown(home, admm):
    MeetingPageFactory(planned=True, start_date=PartialDate(2027))
    meeting = MeetingPageFactory(planned=True, start_date=PartialDate(2026, 11))
    assert home()["next_meeting"] == meeting


def test_without_a_next_meeting_the_latest_is_shown(client, home, admm):
    MeetingPageFactory(series=admm, start_date=PartialDate(2010))
    meeting = MeetingPageFactory(series=admm, start_date=PartialDate(2011))
    context = home()
    assert context["next_meeting"] is None
    assert context["latest_meetings"] == [meeting]
    assert meeting.title in client.get("/").content.decode()


def test_the_latest_decisions_come_first(home, portal):
    decisions = [
        DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(year))) for year in range(2010, 2018)
    ]
    context = home()
    assert context["latest_decisions"] + context["earlier_decisions"] == decisions[:2:-1]


def test_the_last_decisions_are_those_of_the_last_meeting(home, portal):
    DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2010)))
    last = DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2011)))
    assert home()["latest_decisions"] == [last]


def test_meetings_of_the_same_days_and_city_are_one_occasion_and_the_admm_comes_first(home, admm):
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", plus=True)
    first = MeetingPageFactory(series=admm, city="Kuala Lumpur", start_date=PartialDate(2025, 10, 31))
    second = MeetingPageFactory(series=plus, city="Kuala Lumpur", start_date=PartialDate(2025, 11, 1))
    decisions = [DecisionFactory(page=second), DecisionFactory(page=first)]
    context = home()
    assert context["latest_meetings"] == [first, second]
    assert context["latest_decisions"] == decisions[::-1]


@pytest.mark.parametrize(
    ("city", "day"), [("Vientiane", PartialDate(2025, 10, 31)), ("Kuala Lumpur", PartialDate(2025, 10, 20))]
)
def test_meetings_elsewhere_or_on_other_days_are_another_occasion(home, admm, city, day):
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", plus=True)
    MeetingPageFactory(series=admm, city=city, start_date=day)
    last = MeetingPageFactory(series=plus, city="Kuala Lumpur", start_date=PartialDate(2025, 11, 1))
    assert home()["latest_meetings"] == [last]


def test_the_statement_of_the_last_meeting_is_one_click_away(client, admm):
    document = PortalDocumentFactory(kind="joint-declaration")
    DecisionFactory(page=MeetingPageFactory(series=admm), document=document)
    button = BeautifulSoup(client.get("/").content, "html.parser").select_one(".hero .button")
    assert (button["href"], button.get_text()) == (document.url, "Read the joint declaration")


def test_a_decision_of_an_upcoming_meeting_is_not_shown(home, portal):
    DecisionFactory(page=MeetingPageFactory(planned=True))
    assert not home()["latest_decisions"]


def test_the_figures_are_counted(home, admm):
    country = CountryFactory()
    meetings = MeetingPageFactory.create_batch(2, series=admm, country=country)
    MeetingPageFactory(series=admm, country=country, planned=True)
    MeetingPageFactory(series=MeetingSeriesFactory(working_group=True), country=country)
    DecisionFactory(page=meetings[0], subject=ConceptPaperPageFactory())
    ConceptPaperPageFactory()
    StatusUpdateFactory()
    CountryFactory.create_batch(3, plus=True)
    CountryFactory(observer=True)

    figures = {"meetings": 2, "papers": 1, "under_way": 1, "quiet": 1, "members": 1, "plus": 3}
    assert home()["figures"] == figures


def test_nothing_is_counted_on_an_empty_portal(home):
    names = ("meetings", "papers", "under_way", "quiet", "members", "plus")
    assert home()["figures"] == dict.fromkeys(names, 0)


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "hiding_method", [method for method in HIDING_METHODS if method != "below a private page"]
)
def test_hidden_pages_are_not_counted(home, admm, hiding_method):
    meeting = MeetingPageFactory(series=admm)
    paper = ConceptPaperPageFactory()
    DecisionFactory(page=meeting, subject=paper)
    initiative = StatusUpdateFactory().page
    DecisionFactory(page=MeetingPageFactory(series=admm), subject=ConceptPaperPageFactory())
    for page in (meeting, paper, initiative):
        hide(page, hiding_method)

    context = home()

    assert {name: context["figures"][name] for name in ("meetings", "papers", "under_way")} == {
        "meetings": 1,
        "papers": 1,
        "under_way": 0,
    }
    assert context["statuses"] == []


def test_initiatives_are_shown_by_status(home, portal):
    StatusUpdateFactory()
    InitiativePageFactory()
    assert home()["statuses"] == [(Status.PROPOSED, 1), (Status.UNDER_WAY, 1)]


def test_the_years_run_from_the_first_meeting_to_the_last_without_a_gap(home, admm):
    first = MeetingPageFactory(series=admm, start_date=PartialDate(2006, 5, 9))
    last = MeetingPageFactory(series=admm, start_date=PartialDate(2009))
    years = home()["years"]
    assert [(year["year"], year["meetings"]) for year in years] == [
        (2006, [first]),
        (2007, []),
        (2008, []),
        (2009, [last]),
    ]


def test_a_year_names_the_first_meeting_of_each_framework_and_leads_to_the_others(client, admm):
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", framework="admm-plus")
    first, *_others = MeetingPageFactory.create_batch(3, series=admm)
    with_plus = MeetingPageFactory(series=plus)
    soup = BeautifulSoup(client.get("/").content, "html.parser").select_one(".years")
    links = {link["href"]: link.select_one(".visually-hidden").get_text() for link in soup.select("a")}
    assert links == {
        first.url: first.caption,
        with_plus.url: with_plus.caption,
        "/meetings/?year=2011&level=counted": "All 4 in 2011",
    }


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_featured_page_is_shown_while_it_is_public(home, portal, hiding_method):
    page = ContentPageFactory()
    FeaturedPage.objects.create(page=portal.home, target=page)
    assert [feature.target.pk for feature in home()["featured"]] == [page.pk]

    hide(page, hiding_method)
    assert not home()["featured"]


def test_a_featured_page_that_is_deleted_is_left_out(home, portal):
    page = ContentPageFactory()
    FeaturedPage.objects.create(page=portal.home, target=page)
    page.delete()
    assert not home()["featured"]


def test_a_demonstration_says_so_on_every_page(client, portal):
    words = "Demonstration content"
    assert words not in client.get("/about/").content.decode()

    portal.home.is_demonstration = True
    portal.home.save()
    assert words in client.get("/about/").content.decode()

"""The home page: everything on it is computed."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.models import FeaturedPage
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
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


def test_each_way_in_counts_what_it_leads_to(client, admm):
    decisions = DecisionFactory.create_batch(2, page=MeetingPageFactory(series=admm))
    DecisionFactory(page=MeetingPageFactory(series=admm, planned=True))
    StatusUpdateFactory()
    PortalDocumentFactory.create_batch(3)
    decisions[0].document = PortalDocumentFactory()
    decisions[0].save()
    ways = BeautifulSoup(client.get("/").content, "html.parser").select(".ways li")
    counts = {way.a["href"]: way.small.text for way in ways}
    assert counts == {
        "/decisions/": "2 decisions",
        "/initiatives/progress/": "Progress by area",
        "/meetings/series/": "1 body",
        "/documents/": "1 document",
    }
    for address, words in counts.items():
        if address in ("/decisions/", "/documents/"):
            assert client.get(address).context["rows"].paginator.count == int(words.split()[0])


def test_the_next_meeting_is_a_click_away_from_a_calendar(client, admm):
    meeting = MeetingPageFactory(series=admm, planned=True, start_date=PartialDate(2027, 3, 1))
    card = BeautifulSoup(client.get("/").content, "html.parser").select_one(".next")
    link = card.find("a", string="Add to calendar")
    assert link["href"] == f"{meeting.url.rstrip('/')}.ics"
    assert client.get(link["href"])["Content-Type"].startswith("text/calendar")


def test_a_meeting_without_a_date_says_so_and_offers_the_calendar_that_will_have_it(client, admm):
    MeetingPageFactory(series=admm, planned=True, start_date=PartialDate(2027))
    card = BeautifulSoup(client.get("/").content, "html.parser").select_one(".next")
    assert "Date to be announced." in card.text
    link = card.find("a", string="Subscribe to the calendar")
    assert link["href"] == "webcal://testserver/meetings/calendar.ics"


def test_the_latest_status_updates_are_shown(home, portal):
    updates = [StatusUpdateFactory(date=PartialDate(year)) for year in range(2010, 2015)]
    context = home()
    assert list(context["status_updates"]) == updates[:1:-1]


def test_what_was_published_last_is_shown(home, portal):
    meetings = MeetingPageFactory.create_batch(4, live=False)
    for meeting in meetings:
        meeting.save_revision().publish()
    assert [change.public_page.pk for change in home()["changes"]] == [m.pk for m in meetings[:0:-1]]


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "hiding_method", [method for method in HIDING_METHODS if method != "below a private page"]
)
def test_hidden_pages_are_not_counted(home, admm, hiding_method):
    meeting = MeetingPageFactory(series=admm)
    DecisionFactory(page=meeting)
    initiative = StatusUpdateFactory().page
    DecisionFactory(page=MeetingPageFactory(series=admm))
    for page in (meeting, initiative):
        hide(page, hiding_method)

    context = home()

    assert (context["counts"]["decisions"], context["counts"]["initiatives"]) == (1, 0)
    assert list(context["status_updates"]) == []


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


def test_every_initiative_has_a_lane_and_a_sentence_that_says_where_it_stands(client, portal):
    quiet = StatusUpdateFactory(date=PartialDate(2013, 5)).page
    InitiativePageFactory()
    lanes = BeautifulSoup(client.get("/").content, "html.parser").select(".lanes .lane-row:has(h3)")
    assert len(lanes) == 2
    assert lanes[0].a["href"] == quiet.url
    assert "no status update since May 2013" in lanes[0].text
    assert lanes[0].select("use[href='#lane-status-update']")


def test_the_number_of_quiet_initiatives_leads_to_them(client, portal):
    StatusUpdateFactory(date=PartialDate(2013))
    InitiativePageFactory()
    [link] = BeautifulSoup(client.get("/").content, "html.parser").select("a[href*=quiet]")
    assert link.text == "1 has had no status update for twelve months"
    assert client.get(link["href"]).context["rows"].paginator.count == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_initiative_has_no_lane(client, portal, hiding_method):
    initiative = StatusUpdateFactory().page
    assert initiative.title in client.get("/").content.decode()
    hide(initiative, hiding_method)
    assert initiative.title not in client.get("/").content.decode()

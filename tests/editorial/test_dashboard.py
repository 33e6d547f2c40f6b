from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse

from admm_site.core.choices import EventStatus
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from tests.factories.initiatives import InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import UserFactory
from tests.without_search import without_indexes

pytestmark = pytest.mark.usefixtures("portal")


def get_concerns(client) -> dict:
    """The rows under each heading of the panel."""
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    groups = page.select("#attention-section tbody")
    return {
        group.h3.get_text(): [" ".join(row.get_text(" ").split()) for row in group.select("tr")[1:]]
        for group in groups
        if group.h3
    }


def test_the_next_meetings_come_first_with_date_and_place(editor_client, today):
    later = MeetingPageFactory(planned=True, start_date=PartialDate(2027, 2), city="Manila")
    sooner = MeetingPageFactory(
        planned=True, start_date=PartialDate.from_date(today + timedelta(days=1)), live=False
    )

    heading, rows = next(iter(get_concerns(editor_client).items()))

    assert heading == "Next meetings (2)"
    assert str(sooner) in rows[0]
    assert f"{later} February 2027, Manila" in rows[1]


def test_meetings_that_were_held_without_decisions_are_named(editor_client):
    forgotten = MeetingPageFactory()
    DecisionFactory(page=MeetingPageFactory())
    MeetingPageFactory(state=EventStatus.CANCELLED)

    rows = get_concerns(editor_client)["Held, but no decision is recorded (1)"]

    assert [str(forgotten) in row for row in rows] == [True]


def test_meetings_still_planned_after_their_date_are_named(editor_client):
    overdue = MeetingPageFactory(state=EventStatus.PLANNED, start_date=PartialDate(2025))
    MeetingPageFactory(state=EventStatus.PLANNED, start_date=PartialDate(2026))

    rows = get_concerns(editor_client)["Planned, but the date has passed (1)"]

    assert [str(overdue) in row for row in rows] == [True]


def test_initiatives_of_which_nothing_was_reported_in_a_year_are_named(editor_client):
    quiet = StatusUpdateFactory(date=PartialDate(2025, 1)).page
    StatusUpdateFactory(date=PartialDate(2025, 6))
    StatusUpdateFactory(date=PartialDate(2019), status=Status.COMPLETED)
    InitiativePageFactory()

    rows = get_concerns(editor_client)["Initiatives without a status update in a year (1)"]

    assert rows == [f"{quiet} last status update January 2025"]


def test_drafts_are_named_whether_they_are_live_or_not(editor_client):
    new = ContentPageFactory(live=False)
    changed_page = ContentPageFactory()
    changed_page.title = "A better title"
    changed_page.save_revision()

    rows = get_concerns(editor_client)["Pages in draft (2)"]

    assert rows == [
        "A better title Page of text, published with a newer draft",
        f"{new} Page of text, not published",
    ]


def test_a_long_list_is_cut_and_leads_to_the_listing(editor_client):
    for _ in range(7):
        MeetingPageFactory()

    rows = get_concerns(editor_client)["Held, but no decision is recorded (7)"]
    page = BeautifulSoup(editor_client.get(reverse("wagtailadmin_home")).content, "html.parser")
    link = page.find("a", string=lambda text: text and text.strip() == "2 more")
    response = editor_client.get(link["href"])

    assert len(rows) == 6
    assert response.context["page_obj"].paginator.count == 7


def test_when_nothing_needs_attention_the_panel_says_so(editor_client):
    assert get_concerns(editor_client) == {}
    assert "Nothing needs attention" in editor_client.get(reverse("wagtailadmin_home")).text


def test_a_user_without_page_permissions_sees_no_panel(client):
    reader = UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)

    assert "What needs attention" not in client.get(reverse("wagtailadmin_home")).text


def fill():
    MeetingPageFactory(planned=True)
    MeetingPageFactory(state=EventStatus.PLANNED, start_date=PartialDate(2025))
    MeetingPageFactory()
    StatusUpdateFactory(date=PartialDate(2020))
    ContentPageFactory(live=False)


@pytest.mark.exhaustive
def test_the_panel_takes_no_more_queries_for_fifty_rows_than_for_a_few(
    editor_client, django_assert_max_num_queries
):
    for _ in range(5):
        fill()
    url = reverse("wagtailadmin_home")
    editor_client.get(url)
    with django_assert_max_num_queries(60) as for_few:
        editor_client.get(url)
        count = len(for_few)
    with without_indexes():
        for _ in range(45):
            fill()

    editor_client.get(url)
    with django_assert_max_num_queries(count):
        editor_client.get(url)

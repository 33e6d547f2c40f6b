"""The cover of a meeting: its pattern, and the text that it issued."""

import pytest
from bs4 import BeautifulSoup, Tag
from wagtail.models import Collection, CollectionViewRestriction

from admm_site.core.partial_dates import PartialDate
from meetings.covers import SIZE, cover_svg, stitches
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory


def get_page(client, meeting) -> Tag:
    return BeautifulSoup(client.get(meeting.url).content, "html.parser")


def test_a_meeting_always_has_the_same_pattern():
    assert stitches("admm-19") == stitches("admm-19")


def test_no_two_meetings_of_twenty_years_have_the_same_pattern():
    assert len({stitches(f"admm-{number}") for number in range(1, 21)}) == 20


def test_a_pattern_is_the_same_from_left_and_right_above_and_below():
    rows = stitches("admm-19")
    middle = SIZE // 2
    for distance in range(1, middle):
        assert rows[middle - distance] == rows[middle + distance]
        assert all(row[middle - distance] == row[middle + distance] for row in rows)


@pytest.mark.parametrize(
    ("state", "height"), [("held", "100%"), ("planned", "25"), ("postponed", "0"), ("cancelled", "0")]
)
def test_only_what_was_held_is_woven_to_the_end(state, height):
    assert f'height="{height}" fill="url(#cover-admm-19)"' in cover_svg("admm-19", state)


def test_a_page_shows_the_cover_to_the_eye_only(client, portal):
    meeting = MeetingPageFactory(series__acronym="ADMM", ordinal=19)
    cover = get_page(client, meeting).select_one(".cover")
    assert cover["aria-hidden"] == "true"
    assert cover.select_one(".cover__number").get_text() == "19th"


def test_a_meeting_without_a_number_has_its_title_on_the_cover(client, portal):
    meeting = MeetingPageFactory(ordinal=None, custom_title="ADMM Retreat 2012")
    assert get_page(client, meeting).select_one(".cover__name").get_text() == "ADMM Retreat 2012"


def test_the_declaration_is_one_click_away(client, portal):
    meeting = MeetingPageFactory()
    DecisionFactory(page=meeting, document=PortalDocumentFactory(kind="joint-statement"))
    declaration = PortalDocumentFactory(kind="joint-declaration")
    DecisionFactory(page=meeting, document=declaration)
    button = get_page(client, meeting).select_one("header .button")
    assert (button["href"], button.get_text()) == (declaration.url, "Read the joint declaration")


def test_a_declaration_that_is_not_public_is_not_offered(client, portal):
    meeting = MeetingPageFactory()
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = PortalDocumentFactory(kind="declaration", collection=collection)
    DecisionFactory(page=meeting, document=document)
    assert get_page(client, meeting).select_one("header .button") is None


def test_a_planned_meeting_says_nothing_of_decisions(client, portal):
    meeting = MeetingPageFactory(state="planned", start_date=PartialDate(2030))
    headings = [heading.get_text() for heading in get_page(client, meeting).select("main h2")]
    assert "Decisions" not in headings

"""Summaries: an opening that stands alone, and a text after it."""

from datetime import date

import pytest

from admm_site.core.clock import as_of
from tests.factories.initiatives import InitiativePageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory

pytestmark = pytest.mark.django_db

SUMMARY = "It links centres.\n\nIn 2023 it met in Ha Noi."


def test_the_opening_is_the_first_paragraph_and_the_text_is_the_rest():
    meeting = MeetingPageFactory.build(summary="Ministers met.\r\n \nThey signed.\nThey left.\n")
    assert meeting.opening == "Ministers met."
    assert meeting.summary_text == ["They signed.", "They left."]


def test_a_summary_of_one_paragraph_is_all_opening():
    meeting = MeetingPageFactory.build(summary="Ministers met.")
    assert (meeting.opening, meeting.summary_text) == ("Ministers met.", [])


def test_a_page_without_a_summary_has_no_heading_for_it(client):
    assert "In brief" not in client.get(MeetingPageFactory(summary="Ministers met.").url).content.decode()


@pytest.mark.parametrize("factory", [MeetingPageFactory, InitiativePageFactory, MeetingSeriesFactory])
def test_a_page_shows_opening_and_text_and_describes_itself_by_the_opening(client, factory):
    row = factory(summary=SUMMARY)
    html = client.get(row.get_absolute_url() if factory is MeetingSeriesFactory else row.url).content.decode()
    assert '<meta name="description" content="It links centres.">' in html
    assert "<p>In 2023 it met in Ha Noi.</p>" in html


@pytest.mark.parametrize("factory", [InitiativePageFactory, MeetingSeriesFactory])
def test_as_of_a_past_day_what_goes_on_has_its_opening_alone(factory):
    row = factory(summary=SUMMARY)
    with as_of(date(2014, 5, 1)):
        assert type(row).objects.get(pk=row.pk).summary == "It links centres."
    assert type(row).objects.get(pk=row.pk).summary == SUMMARY

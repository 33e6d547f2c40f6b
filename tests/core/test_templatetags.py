from django.template import Context, Template

from admm_site.core.partial_dates import PartialDate
from tests.factories.meetings import MeetingPageFactory


def render(source: str, **context) -> str:
    return Template("{% load portal %}" + source).render(Context(context))


def test_a_date_is_written_in_words_and_for_machines():
    html = render("{{ date|partial_date }}", date=PartialDate(2011, 10))
    assert html == '<time datetime="2011-10">October 2011</time>'


def test_an_unknown_date_is_left_out():
    assert render("{{ date|partial_date }}", date=None) == ""


def test_the_dates_of_a_meeting_are_written_as_a_span(db):
    meeting = MeetingPageFactory.build(
        series=None, country=None, start_date=PartialDate(2009, 2, 25), end_date=PartialDate(2009, 2, 27)
    )
    html = render("{{ meeting|event_dates }}", meeting=meeting)
    assert html == '<time datetime="2009-02-25">25–27 February 2009</time>'


def test_a_meeting_without_dates_has_none(db):
    meeting = MeetingPageFactory.build(series=None, country=None, start_date=None)
    assert render("{{ meeting|event_dates }}", meeting=meeting) == ""

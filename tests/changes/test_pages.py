"""The list of changes, the history of a page, and the change note on the page."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from admm_site.changes.models import Change
from admm_site.core.listings import PAGE_SIZE
from tests.exports.lists import rows_of_json
from tests.factories.changes import ChangeFactory, field_difference
from tests.factories.initiatives import (
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
)
from tests.factories.meetings import MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CountryFactory
from tests.responses import read

pytestmark = pytest.mark.django_db


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T03:00:00+00:00")


def html(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def meeting(portal):
    page = MeetingPageFactory(custom_title="8th ADMM", slug="8th-admm")
    decisions = [{"name": "decisions", "count": 4}]
    ChangeFactory(page=page, kind="published", at=at("2014-05-20"), differences=decisions)
    return page


def test_the_log_says_what_was_published_with_how_many_decisions(client, meeting):
    main = words(html(client, "/changes/").main)
    assert "20 May 2014" in main
    assert "8th ADMM Published with 4 decisions" in main


def test_the_log_has_the_newest_first_by_the_day_of_the_portal(client, meeting):
    ChangeFactory(page=meeting, at=datetime(2014, 5, 20, 23, tzinfo=UTC), note="Late at night.")
    days = [words(heading) for heading in html(client, "/changes/?year=2014").main.select("section > h2")]
    assert days[:2] == ["21 May 2014", "20 May 2014"]


def test_the_log_is_shown_in_pages(client, meeting):
    Change.objects.bulk_create(
        ChangeFactory.build(page=meeting, at=at("2015-01-02"), note="A note.") for _ in range(PAGE_SIZE)
    )
    first, second = (words(html(client, f"/changes/?page={number}").main) for number in (1, 2))
    assert ("Published with 4 decisions" in first, "Published with 4 decisions" in second) == (False, True)


@pytest.mark.parametrize(
    ("query", "expected_notes"),
    [
        ("kind=published", {"Published"}),
        ("major=yes", {"Major"}),
        ("correction=yes", {"Corrected"}),
        ("area=hadr", {"Of the area"}),
        ("country=viet-nam", {"Published", "Led", "Proposed"}),
        ("series=admm", {"Published"}),
        ("year=2016", {"Of 2016"}),
    ],
)
def test_the_log_can_be_filtered(client, full_portal, query, expected_notes):
    Change.objects.all().delete()
    page = ContentPageFactory()
    ChangeFactory(page=full_portal.meeting, kind="published", note="Published")
    ChangeFactory(page=page, is_major=True, note="Major")
    ChangeFactory(page=page, is_correction=True, note="Corrected")
    ChangeFactory(page=InitiativePageFactory(area=full_portal.area), note="Of the area")
    ChangeFactory(page=InitiativeLeadFactory(country=full_portal.country).page, note="Led")
    proposing = [full_portal.country, CountryFactory()]
    ChangeFactory(page=ConceptPaperPageFactory(proposed_by=proposing), note="Proposed")
    ChangeFactory(page=page, at=at("2016-01-01"), note="Of 2016")
    expected_notes = [row["note"] for row in rows_of_json(client, f"/changes.json?{query}")]
    assert sorted(expected_notes) == sorted(expected_notes)


def test_the_log_as_of_a_day_ends_with_that_day(client, meeting):
    ChangeFactory(page=meeting, at=at("2014-05-21"), note="The day after.")
    bodies = [read(client.get(f"/changes.csv?as_of={day}")).decode() for day in ("2014-05-20", "2014-05-21")]
    assert ["The day after." in body for body in bodies] == [False, True]
    assert "8th ADMM" in bodies[0]


def test_the_log_names_its_feed(client, meeting):
    feed = html(client, "/changes/?kind=published").find("link", type="application/atom+xml")
    assert feed["href"] == "/changes.atom?kind=published"
    assert "8th ADMM: Published with 4 decisions" in read(client.get(feed["href"])).decode()


def test_the_feed_marks_corrections_with_their_reason(client, meeting):
    ChangeFactory(page=meeting, note="A new day.", is_correction=True, reason="It was <b>wrong</b>.")
    feed = read(client.get("/changes.atom?correction=yes")).decode()
    assert "A new day. Correction: It was &amp;lt;b&amp;gt;wrong&amp;lt;/b&amp;gt;." in feed


def test_a_page_ends_with_when_it_was_published_and_changed_and_with_all_notes(client, meeting):
    ChangeFactory(page=meeting, at=at("2015-01-02"), note="The chair was added.", is_major=True)
    ChangeFactory(page=meeting, at=at("2016-01-02"), differences=field_difference("theme", "", "Peace"))
    part = html(client, meeting.url).select_one("#what-changed").find_parent("aside")
    text = words(part)
    assert "First published: 20 May 2014 . Last changed: 2 January 2016" in text
    assert "2 January 2015 The chair was added. Major change" in text
    assert part.find("a", href="/changes/meetings/8th-admm/")


def test_a_correction_stands_above_the_page_with_its_reason(client, meeting):
    assert not html(client, meeting.url).find(attrs={"aria-label": "Correction"})
    ChangeFactory(page=meeting, at=at("2015-01-02"), is_correction=True, reason="The day was wrong.")
    text = words(html(client, meeting.url).find(attrs={"aria-label": "Correction"}))
    assert text.startswith("Corrected on 2 January 2015 : The day was wrong.")


def test_as_of_a_day_a_page_knows_no_later_change(client, meeting):
    ChangeFactory(page=meeting, at=at("2015-01-02"), is_correction=True, reason="The day was wrong.")
    assert "The day was wrong." not in read(client.get(f"{meeting.url}?as_of=2014-12-31")).decode()


def test_a_page_that_the_log_does_not_know_says_nothing_of_changes(client, portal):
    assert not html(client, MeetingPageFactory().url).find(id="what-changed")


def test_the_history_marks_what_was_taken_out_and_put_in(client, meeting):
    long = "Ministers met and spoke at length of many things that matter to the region, and of many others: "
    ChangeFactory(page=meeting, differences=field_difference("summary", f"{long}peace.", f"{long}trust."))
    main = html(client, "/changes/meetings/8th-admm/").main
    assert (words(main.find("del")), words(main.find("ins"))) == ("(removed: peace. )", "(added: trust. )")


def test_the_history_of_a_page_is_at_no_other_address(client, meeting):
    assert client.get("/changes/meetings/9th-admm/").status_code == 404
    assert client.get("/changes/meetings/8th-admm/?as_of=2009-01-01").status_code == 200


def test_a_page_says_how_to_cite_it_with_the_day_of_its_last_change(client, meeting, today):
    ChangeFactory(page=meeting, at=at("2015-01-02"), note="The chair was added.")
    citations = words(html(client, meeting.url).find(id="what-changed").find_parent("aside").details)
    assert "8th ADMM. (2015, January 2). ADMM portal." in citations
    assert f"http://testserver/meetings/8th-admm/?as_of={today.isoformat()}" in citations
    assert "@misc{8th-admm," in citations


def test_how_to_cite_is_explained_and_linked_from_every_page(client, portal):
    assert html(client, "/").footer.find("a", href="/cite/")
    text = words(html(client, "/cite/").main)
    assert "?as_of=" in text
    assert "/d/" in text
    assert "BibTeX" in text

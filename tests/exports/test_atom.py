"""Lists as Atom feeds, parsed by a feed reader."""

from datetime import UTC, datetime

import feedparser
import pytest
from wagtail.models import Page

from admm_site.core.partial_dates import PartialDate
from meetings.models import MeetingPage
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.portal import add_many, create_full_portal
from tests.factories.reference import CountryFactory
from tests.public_urls import DATA

FEEDS = [address for address in DATA.values() if ".atom" in address]


def read_feed(client, address: str):
    response = client.get(address)
    headers = {"content-type": response["Content-Type"]}
    return feedparser.parse(response.content, response_headers=headers)


def publish(page, on: datetime) -> None:
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(last_published_at=on)


def test_every_feed_is_valid(client, db):
    create_full_portal()
    for address in FEEDS:
        feed = read_feed(client, address)
        assert not feed.bozo, (address, feed.get("bozo_exception"))
        assert feed.version == "atom10"
        assert feed.feed.title
        assert feed.feed.updated_parsed
        assert feed.entries, address
        for entry in feed.entries:
            assert entry.title
            assert entry.link.startswith("http://testserver/")
            assert entry.updated_parsed
        assert len({entry.id for entry in feed.entries}) == len(feed.entries)


def test_a_feed_without_entries_is_valid_and_stays_the_same(client, portal):
    feed = read_feed(client, "/decisions.atom")
    assert not feed.bozo
    assert feed.entries == []
    assert client.get("/decisions.atom").content == client.get("/decisions.atom").content


def test_a_feed_names_itself_and_its_page(client, portal):
    MeetingPageFactory(start_date=PartialDate(2011))
    feed = read_feed(client, "/meetings.atom?year=2011&page=2").feed
    assert {link.rel: link.href for link in feed.links} == {
        "self": "http://testserver/meetings.atom?year=2011",
        "alternate": "http://testserver/meetings/?year=2011",
    }
    assert feed.author == "ADMM portal"


def test_a_feed_holds_what_its_list_holds(client, portal):
    series = MeetingSeriesFactory(acronym="ADMM")
    meeting = MeetingPageFactory(series=series, ordinal=5)
    MeetingPageFactory()
    assert [entry.title for entry in read_feed(client, "/meetings.atom?series=admm").entries] == [
        meeting.title
    ]


def test_what_changed_last_comes_first(client, portal):
    old, new = (
        MeetingPageFactory(start_date=PartialDate(2013)),
        MeetingPageFactory(start_date=PartialDate(2009)),
    )
    publish(old, datetime(2026, 1, 5, tzinfo=UTC))
    publish(new, datetime(2026, 2, 5, 10, 30, tzinfo=UTC))
    feed = read_feed(client, "/meetings.atom")
    assert [entry.title for entry in feed.entries] == [new.title, old.title]
    assert feed.entries[0].updated == "2026-02-05T10:30:00+00:00"
    assert feed.feed.updated == "2026-02-05T10:30:00+00:00"


def test_an_entry_is_the_same_after_its_page_was_renamed_and_moved_in_time(client, portal):
    meeting = MeetingPageFactory(slug="a-meeting")
    decision = DecisionFactory(page=meeting)
    before = [read_feed(client, address).entries[0] for address in ("/meetings.atom", "/decisions.atom")]

    meeting.refresh_from_db()
    meeting.slug, meeting.custom_title = "another", "Another"
    meeting.decisions.set([decision])
    meeting.save_revision().publish()

    after = [read_feed(client, address).entries[0] for address in ("/meetings.atom", "/decisions.atom")]
    assert [entry.id for entry in before] == [entry.id for entry in after]
    assert [entry.link for entry in before] != [entry.link for entry in after]
    assert all(entry.id.startswith("tag:testserver,2026:") for entry in after)


def test_markup_in_texts_is_escaped(client, portal):
    MeetingPageFactory(custom_title="A <b>bold</b> & plain", summary="<script>alert(1)</script>")
    response = client.get("/meetings.atom")
    assert b"<script" not in response.content
    [entry] = read_feed(client, "/meetings.atom").entries
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in entry.summary
    assert entry.title == "A <b>bold</b> & plain"


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1f", "\ufffe"], ids=ascii)
def test_characters_that_no_feed_may_hold_are_left_out(client, portal, character):
    MeetingPageFactory(custom_title=f"5th{character}ADMM", summary=character)
    feed = read_feed(client, "/meetings.atom")
    assert not feed.bozo
    assert feed.entries[0].title == "5thADMM"


def test_a_long_list_has_a_short_feed(client, portal):
    add_many(MeetingPage, portal.meetings, 130, series=MeetingSeriesFactory(), state="planned")
    assert len(read_feed(client, "/meetings.atom").entries) == 100


def test_a_decision_says_what_was_decided_where(client, portal):
    meeting = MeetingPageFactory(custom_title="5th ADMM")
    DecisionFactory(
        page=meeting, verb="signed", document=PortalDocumentFactory(title="Declaration"), text="Done."
    )
    [entry] = read_feed(client, "/decisions.atom").entries
    assert entry.title == "Signed: Declaration (5th ADMM)"
    assert entry.summary == "Done. Not confirmed: date of the meeting."


def test_a_report_says_where_the_initiative_stands(client, portal):
    update = StatusUpdateFactory(date=PartialDate(2016, 1, 27), note="It went on.")
    [entry] = read_feed(client, "/status-updates.atom").entries
    assert entry.title == f"{update.page.title}: Under way (27 January 2016)"
    assert entry.link == f"http://testserver{update.address}"


def test_a_country_was_changed_when_an_editor_last_saved_it(client, portal, admin_user):
    from wagtail.log_actions import log

    country = CountryFactory()
    log_entry = log(instance=country, action="wagtail.edit", user=admin_user)
    [entry] = read_feed(client, "/countries.atom").entries
    assert entry.updated == log_entry.timestamp.isoformat()


def test_a_conditional_request_for_an_unchanged_feed_is_304(client, portal):
    meeting = MeetingPageFactory()
    etag = client.get("/meetings.atom")["ETag"]
    assert client.get("/meetings.atom", HTTP_IF_NONE_MATCH=etag).status_code == 304
    meeting.refresh_from_db()
    meeting.summary = "It decided."
    meeting.save()
    assert client.get("/meetings.atom", HTTP_IF_NONE_MATCH=etag).status_code == 200

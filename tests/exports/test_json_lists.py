"""Lists as JSON."""

import json

from admm_site.core.partial_dates import PartialDate
from admm_site.exports.lists import LIST_EXPORTS
from tests.exports.lists import rows_of_csv, rows_of_json
from tests.factories.initiatives import ActivityPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.portal import create_full_portal
from tests.public_urls import DATA
from tests.responses import read
from tests.visibility import hide


def test_json_has_a_title_and_descriptions_of_its_columns(client, portal):
    document = json.loads(read(client.get("/meetings.json")))
    assert document["list"] == "meetings"
    assert document["page"] == "http://testserver/meetings/"
    assert document["rows"] == []
    assert list(document["columns"]) == [column.name for column in LIST_EXPORTS["meetings"].columns]


def test_values_have_their_types(client, portal):
    meeting = MeetingPageFactory(ordinal=5, start_date=PartialDate(2011, 5), venue="")
    [row] = rows_of_json(client, "/meetings.json")
    assert row["ordinal"] == 5
    assert row["source_confirms"] is False
    assert row["start"] == "2011-05"
    assert row["participants"] == []
    assert row["venue"] == ""
    assert row["chair"] is None
    assert (row["id"], row["slug"]) == (str(meeting.translation_key), meeting.slug)


def test_addresses_are_whole(client, portal):
    decision = DecisionFactory()
    [row] = rows_of_json(client, "/decisions.json")
    assert row["page_url"] == f"http://testserver{decision.address}"
    assert row["meeting_page_url"] == f"http://testserver{decision.page.url}"


def test_it_names_the_page_with_the_same_filters(client, portal):
    MeetingPageFactory(start_date=PartialDate(2011))
    document = json.loads(read(client.get("/meetings.json?year=2011&page=3&state=")))
    assert document["page"] == "http://testserver/meetings/?year=2011"


def test_nothing_in_it_is_markup(client, portal):
    MeetingPageFactory(summary="</script><script>alert(1)</script> & more")
    content = read(client.get("/meetings.json")).decode()
    assert "<" not in content
    assert json.loads(content)["rows"][0]["summary"] == "</script><script>alert(1)</script> & more"


def test_csv_and_json_say_the_same(client, db):
    create_full_portal()
    for address in (address for address in DATA.values() if address.endswith(".csv")):
        csv_rows = rows_of_csv(client, address)
        json_rows = rows_of_json(client, address.replace(".csv", ".json"))
        assert [row["id"] for row in csv_rows] == [row["id"] for row in json_rows]
        assert [list(row) for row in csv_rows] == [list(row) for row in json_rows]


def test_an_activity_of_a_hidden_initiative_does_not_name_it(client, portal):
    initiative = InitiativePageFactory(title="Secret")
    ActivityPageFactory(parent=initiative)
    hide(initiative, "draft")
    [row] = rows_of_json(client, "/activities.json")
    assert (row["initiative"], row["initiative_page_url"]) == (None, None)


def test_an_update_names_the_meeting_it_was_reported_to_while_that_is_public(client, portal):
    meeting = MeetingPageFactory()
    StatusUpdateFactory(reported_to=meeting)
    [row] = rows_of_json(client, "/status-updates.json")
    assert row["reported_to_page_url"] == f"http://testserver{meeting.url}"
    hide(meeting, "draft")
    [row] = rows_of_json(client, "/status-updates.json")
    assert (row["reported_to"], row["reported_to_page_url"]) == (None, None)


def test_adoption_follows_from_the_decisions(client, portal):
    initiative = InitiativePageFactory()
    decision = DecisionFactory(subject=initiative)
    [row] = rows_of_json(client, "/initiatives.json")
    assert row["status"] == "adopted"
    assert row["adopted_on"] == "2011-05-19"
    assert row["adoption_meeting_page_url"] == f"http://testserver{decision.page.url}"

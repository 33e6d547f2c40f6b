"""Records and lists of the API."""

import re

import pytest

from admm_site.api.resources import RESOURCES
from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory


def url_with_includes(name: str) -> str:
    """The address of the list with everything that can be included."""
    includes = RESOURCES[name].serializer_class.includes
    return f"{name}/?include={','.join(includes)}" if includes else f"{name}/"


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", RESOURCES)
def test_every_record_of_a_list_is_found_at_its_own_address(full_portal, client, name):
    records = client.get(f"/api/v1/{name}/").json()["results"]
    assert records
    assert [client.get(record["url"]).json() for record in records] == records


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", RESOURCES)
def test_every_record_has_a_page_for_people(full_portal, client, name):
    pages = [record["page_url"].partition("#") for record in client.get(f"/api/v1/{name}/").json()["results"]]
    for address, _, anchor in pages:
        response = client.get(address)
        assert response.status_code == 200
        assert not anchor or f'id="{anchor}"' in response.content.decode()


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", RESOURCES)
def test_every_record_that_another_names_can_be_asked_for(full_portal, client, name):
    response = client.get(f"/api/v1/{url_with_includes(name)}").content.decode()
    addresses = set(re.findall(r'"url":"(http://testserver/api/v1/[^"]+)"', response))
    assert {client.get(address).status_code for address in addresses} <= {200}


@pytest.mark.parametrize("name", RESOURCES)
def test_no_primary_key_is_in_a_response(full_portal, client, name):
    for record in client.get(f"/api/v1/{name}/").json()["results"]:
        assert not re.fullmatch(r"\d+", record["slug"])
        assert not {"pk", "path", "translation_key", "key"} & record.keys()


def test_the_lists_are_named_at_the_root(full_portal, ask):
    root = ask("")
    assert {*RESOURCES, "description", "documentation"} == root.keys()


def test_a_meeting_has_the_values_that_are_recorded(full_portal, ask):
    meeting = ask("meetings/5th-admm/")
    assert meeting["title"] == "5th ADMM"
    assert meeting["start"] == {"value": "2011-05-19", "precision": "day"}
    assert meeting["state"] == "held"
    assert meeting["series"] == {
        "type": "series",
        "id": "admm",
        "slug": "admm",
        "name": "ADMM",
        "url": "http://testserver/api/v1/series/admm/",
    }
    assert meeting["country"]["slug"] == "viet-nam"
    assert meeting["venue"] is None
    assert "decisions" not in meeting


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (PartialDate(2010), {"value": "2010", "precision": "year"}),
        (PartialDate(2010, 2), {"value": "2010-02", "precision": "month"}),
        (PartialDate(2010, 2, 3), {"value": "2010-02-03", "precision": "day"}),
    ],
    ids=str,
)
def test_a_date_has_the_precision_that_is_known(portal, ask, date, expected):
    MeetingPageFactory(start_date=date, slug="a-meeting")
    assert ask("meetings/a-meeting/")["start"] == expected


def test_a_meeting_comes_with_what_is_included(full_portal, ask):
    meeting = ask("meetings/5th-admm/?include=decisions,documents,participants")
    assert [(decision["verb"], decision["subject"]["type"]) for decision in meeting["decisions"]] == [
        ("adopted", "paper"),
        ("noted", "initiative"),
    ]
    assert [record["document"]["name"] for record in meeting["documents"]] == ["Joint Declaration"]
    assert [(record["country"]["slug"], record["role"]) for record in meeting["participants"]] == [
        ("viet-nam", "participant"),
        ("united-states", "observer"),
    ]


def test_a_paper_says_where_it_was_adopted(full_portal, ask):
    paper = ask("papers/adic/?include=initiatives,decisions")
    assert paper["adopted_on"] == {"value": "2011-05-19", "precision": "day"}
    assert paper["adoption"]["meeting"]["slug"] == "5th-admm"
    assert paper["adoption"]["url"] == paper["decisions"][0]["url"]
    assert [record["slug"] for record in paper["initiatives"]] == ["adic"]
    assert ask("papers/older-paper/")["superseded_by"]["slug"] == "adic"


def test_an_initiative_comes_with_the_decisions_on_its_papers(full_portal, ask):
    initiative = ask("initiatives/adic/?include=decisions,status_updates,activities")
    assert [decision["subject"]["type"] for decision in initiative["decisions"]] == ["paper", "initiative"]
    assert initiative["status"] == "under-way"
    assert [record["reported_to"]["slug"] for record in initiative["status_updates"]] == ["5th-admm"]
    activity = initiative["activities"][0]
    assert activity["slug"] == "adic/workshop"
    assert activity["initiative"]["slug"] == "adic"
    assert [record["slug"] for record in activity["hosts"]] == ["united-states", "viet-nam"]


def kinds(record) -> list[str]:
    return [step["kind"] for step in record["trail"]]


def test_the_steps_of_a_trail_are_of_the_kinds_of_records(full_portal, ask):
    trail = ask("initiatives/adic/?include=trail")["trail"]
    assert all(step["kind"] == step["record"]["type"] for step in trail)
    assert "status-update" in {step["kind"] for step in trail}


def test_an_activity_comes_with_the_trail_of_its_initiative_and_no_other_activity(full_portal, ask):
    ActivityPageFactory(parent=full_portal.initiative)
    own = ask("activities/adic/workshop/?include=trail")
    of_initiative = ask("initiatives/adic/?include=trail")
    assert kinds(own).count("activity") == 1
    assert kinds(of_initiative).count("activity") == 2
    assert [step for step in own["trail"] if step["kind"] != "activity"] == [
        step for step in of_initiative["trail"] if step["kind"] != "activity"
    ]


def test_a_decision_includes_related_decisions_and_the_initiatives_that_follow(full_portal, ask):
    decision = next(
        record for record in ask("decisions/?include=trail")["results"] if record["verb"] == "adopted"
    )
    assert kinds(decision) == ["decision", "initiative"]
    assert [step["record"]["slug"] for step in decision["trail"]] == [decision["slug"], "adic"]


def test_activities_of_one_slug_are_told_apart_by_their_initiative(full_portal, ask, client):
    assert ask("activities/adic/workshop/")["title"] == "Workshop"
    assert client.get("/api/v1/activities/another-initiative/workshop/").status_code == 404


def test_a_decision_keeps_its_address_when_others_come_before_it(full_portal, ask):
    before = ask("decisions/")["results"][0]
    DecisionFactory(page=full_portal.meeting, sort_order=0, text="Another.")
    assert ask(before["url"].partition("/api/v1/")[2])["title"] == before["title"]


def test_a_decision_of_a_meeting_to_come_is_not_held(portal, ask):
    DecisionFactory(page=MeetingPageFactory(planned=True, slug="to-come"))
    assert [record["held"] for record in ask("decisions/?meeting=to-come")["results"]] == [False]


# Asking for less


def test_fields_choose_what_is_in_the_response(full_portal, ask):
    assert ask("meetings/5th-admm/?fields=title,state") == {
        "id": str(full_portal.meeting.translation_key),
        "title": "5th ADMM",
        "state": "held",
    }


def test_fields_do_not_limit_included_records(full_portal, ask):
    meeting = ask("meetings/5th-admm/?fields=title&include=decisions")
    assert meeting.keys() == {"id", "title", "decisions"}
    assert {"verb", "url", "source"} <= meeting["decisions"][0].keys()


# Filters


@pytest.mark.parametrize(
    ("address", "slugs"),
    [
        ("meetings/?series=adsom", ["9th-adsom"]),
        ("meetings/?year=2010", ["4th-admm"]),
        ("meetings/?state=planned", ["20th-admm"]),
        ("meetings/?country=united-states", []),
        ("meetings/?series=nothing-of-that-name", []),
        ("meetings/?year=1999", []),
        ("papers/?area=hadr&year=2011", ["adic"]),
        ("initiatives/?status=under-way", ["adic"]),
        ("initiatives/?country=viet-nam", ["adic"]),
        ("activities/?area=hadr", ["adic/workshop"]),
        ("activities/?area=nothing-of-that-name", []),
        ("documents/?year=2011&language=en", ["joint-declaration"]),
        ("countries/?role=plus", ["united-states"]),
        ("series/?area=hadr", ["hadr-ewg"]),
        ("areas/?kind=admm", []),
    ],
)
def test_a_list_is_filtered(full_portal, ask, address, slugs):
    assert [record["slug"] for record in ask(address)["results"]] == slugs


def test_decisions_and_updates_are_filtered_by_what_they_belong_to(full_portal, ask):
    assert {record["meeting"]["slug"] for record in ask("decisions/?meeting=5th-admm")["results"]} == {
        "5th-admm"
    }
    assert ask("decisions/?meeting=4th-admm")["results"] == []
    assert ask("status-updates/?initiative=another-initiative")["results"] == []


# Pages


def walk(client, address: str, relation: str) -> list[str]:
    """The slugs of the records from `address` on, page after page."""
    slugs = []
    while address:
        response = client.get(address).json()
        page = [record["slug"] for record in response["results"]]
        slugs = slugs + page if relation == "next" else page + slugs
        address = response[relation]
    return slugs


def test_following_the_page_links_both_ways_gives_every_record_once(full_portal, client):
    MeetingPageFactory.create_batch(5, series=full_portal.admm)
    all_at_once = walk(client, "/api/v1/meetings/", "next")
    assert walk(client, "/api/v1/meetings/?page_size=3", "next") == all_at_once
    assert len(set(all_at_once)) == len(all_at_once) == 10

    last = client.get("/api/v1/meetings/?page_size=9").json()["next"]
    assert walk(client, last.replace("page_size=9", "page_size=2"), "previous") == all_at_once


def test_following_the_page_links_misses_nothing_when_records_change(full_portal, client):
    first = client.get("/api/v1/meetings/?page_size=2").json()
    there = {record["slug"] for record in first["results"]}
    full_portal.meeting.refresh_from_db()
    full_portal.meeting.delete()  # it was on the first page
    new = MeetingPageFactory(series=full_portal.admm, slug="new", start_date=PartialDate(1990))
    remaining = walk(client, first["next"], "next")
    assert there | set(remaining) == {
        *("5th-admm", "4th-admm", "20th-admm", "9th-adsom", "inaugural-hadr-ewg"),
        new.slug,
    }
    assert not there & set(remaining)


def test_pages_are_linked_in_the_header_too(full_portal, client):
    first = client.get("/api/v1/meetings/?page_size=2&series=admm")
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = client.get(first.json()["next"])
    assert second.json()["next"] is None
    assert second["Link"] == f'<{second.json()["previous"]}>; rel="prev"'
    assert "series=admm" in second["Link"]
    assert "Link" not in client.get("/api/v1/meetings/?page_size=200")


def test_status_updates_come_newest_first(full_portal, ask):
    StatusUpdateFactory(page=full_portal.initiative, date=PartialDate(2020), note="Later.")
    updates = ask("initiatives/adic/?include=status_updates")["status_updates"]
    assert [record["date"]["value"] for record in updates] == ["2020", "2016-01-27"]


def test_a_paper_that_nobody_decided_on_has_no_adoption(portal, ask):
    ConceptPaperPageFactory(slug="alone")
    paper = ask("papers/alone/")
    assert paper["adopted_on"] is paper["adoption"] is None

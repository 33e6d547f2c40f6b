"""Lists and API use the same names for the same values."""

import pytest
from wagtail.models import Page

from admm_site.api.resources import RESOURCES
from admm_site.exports.lists import LIST_EXPORTS
from tests.exports.lists import rows_of_csv, rows_of_json
from tests.factories.initiatives import InitiativePageFactory
from tests.factories.meetings import DecisionFactory
from tests.factories.portal import create_full_portal

SAME = {
    "meetings": "meetings",
    "decisions": "decisions",
    "concept-papers": "papers",
    "initiatives": "initiatives",
    "status-updates": "status-updates",
    "activities": "activities",
    "documents": "documents",
    "countries": "countries",
    "areas": "areas",
    "series": "series",
}
ADDRESSES = {"series": "/meetings/series"}
# Columns that the API has in another shape, as docs/data.md says.
FLAT = {"participants", "observers", "leads", "co_leads", "follow_up"}


def api_rows(client, name: str) -> dict[str, dict]:
    return {record["id"]: record for record in client.get(f"/api/v1/{name}/?page_size=200").json()["results"]}


def api_value(answer: dict, column: str):
    """The value in the API for the name of a column."""
    if column in answer:
        value = answer[column]
        if isinstance(value, dict):
            return value.get("slug", value.get("value"))
        return [record["slug"] for record in value] if isinstance(value, list) else value
    owner, _, part = column.rpartition("_")
    inner = answer.get(owner)
    return inner.get(part) if isinstance(inner, dict) else None


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", SAME)
def test_a_record_has_one_identifier_and_one_that_never_changes(client, db, name):
    create_full_portal()
    rows = rows_of_json(client, f"{ADDRESSES.get(name, f'/{name}')}.json")
    answers = api_rows(client, SAME[name])
    assert rows
    for record in rows:
        answer = answers[record["id"]]
        assert (answer["slug"], answer["page_url"]) == (record["slug"], record["page_url"])


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", SAME)
def test_a_column_says_what_the_field_of_its_name_says(client, db, name):
    create_full_portal()
    fields = set(RESOURCES[SAME[name]].serializer_class().fields)
    rows = rows_of_json(client, f"{ADDRESSES.get(name, f'/{name}')}.json")
    answers, columns = api_rows(client, SAME[name]), set()
    for column in (column.name for column in LIST_EXPORTS[name].columns):
        if column in FLAT or column not in fields:
            continue
        columns.add(column)
        for record in rows:
            assert (record[column] or None) == (api_value(answers[record["id"]], column) or None), (
                column,
                record["id"],
            )
    assert {"id", "slug", "page_url", "modified"} < columns


@pytest.mark.parametrize("name", SAME)
def test_every_column_is_a_field_of_the_api_or_part_of_one(name):
    fields = set(RESOURCES[SAME[name]].serializer_class().fields)
    parts = {f"{field}_{part}" for field in fields for part in PARTS}
    columns = {column.name for column in LIST_EXPORTS[name].columns}
    unknown = {
        column
        for column in columns - fields - parts - FLAT
        if not column.startswith(("source_", "follow_up_", "adoption_"))
    }
    assert unknown == set()


PARTS = ("name", "page_url", "precision")


# What was decided on one area since a year, and what became of it


@pytest.fixture
def content(db):
    return create_full_portal()


def test_one_table_says_what_followed_the_decisions_of_an_area_since_a_year(client, content):
    rows = rows_of_csv(client, "/decisions.csv?area=hadr&year_from=2010")
    [about_paper] = [
        record for record in rows if record["subject_page_url"].endswith("/concept-papers/adic/")
    ]
    assert about_paper["follow_up"] == "adic"
    assert about_paper["follow_up_name"] == "ADIC"
    assert about_paper["follow_up_status"] == "under-way"
    assert about_paper["follow_up_reported_on"]
    assert about_paper["follow_up_source_name"] == "Joint Declaration"
    assert about_paper["follow_up_source_confirms"] in ("true", "false")
    assert rows_of_csv(client, "/decisions.csv?area=hadr&year_from=2012") == []
    assert rows_of_csv(client, "/decisions.csv?area=hadr&year_to=2010") == []


def test_the_page_and_the_api_say_the_same(client, content):
    page = client.get("/decisions/?area=hadr&year_from=2010")
    assert b"Follow-up:" in page.content
    rows = rows_of_json(client, "/decisions.json?area=hadr&year_from=2010")
    assert [row["slug"].rpartition("/")[2] for row in rows] == [record.key for record in page.context["rows"]]
    answers = client.get("/api/v1/decisions/?area=hadr&year_from=2010&include=follow_up").json()["results"]
    follow_ups = {
        record["id"]: [follow["initiative"]["slug"] for follow in record["follow_up"]] for record in answers
    }
    assert {row["id"]: row["follow_up"] for row in rows}.items() <= follow_ups.items()


def test_a_decision_without_a_subject_has_no_follow_up(client, portal):
    """Nor does an initiative without a paper follow it, though both name no page."""
    without_subject = DecisionFactory(text="Agreed.")
    DecisionFactory(page=without_subject.page, subject=InitiativePageFactory())
    follow_ups = {row["text"]: row["follow_up"] for row in rows_of_json(client, "/decisions.json")}
    assert follow_ups["Agreed."] == []


def test_a_hidden_initiative_is_no_follow_up(client, content):
    Page.objects.filter(pk=content.initiative.pk).update(live=False)
    rows = rows_of_json(client, "/decisions.json")
    assert not [record for record in rows if record["follow_up"]]
    assert content.initiative.url not in client.get("/decisions/").content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize("value", ["20", "20x0", "٢٠١٠", "-2010", "2010.5", "99999"])
def test_an_invalid_year_is_named(client, content, value):
    assert client.get(f"/decisions/?year_from={value}").status_code == 400
    assert client.get(f"/api/v1/decisions/?year_to={value}").status_code == 400

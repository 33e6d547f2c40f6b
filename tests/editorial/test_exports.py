"""Downloads of the editors' listings, and the search in them."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from admm_site.core.partial_dates import PartialDate
from admm_site.documents.choices import DocumentKind
from admm_site.documents.models import PageText
from admm_site.search.indexing import index_row
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.reference import CountryFactory
from tests.factories.users import UserFactory
from tests.without_search import without_indexes

pytestmark = pytest.mark.usefixtures("portal")

MAKES = {
    "meetings:index": MeetingPageFactory,
    "concept-papers:index": ConceptPaperPageFactory,
    "initiatives:index": InitiativePageFactory,
    "activities:index": ActivityPageFactory,
    "wagtaildocs:index": PortalDocumentFactory,
}
each_listing = pytest.mark.parametrize("name", MAKES)


@pytest.fixture(autouse=True)
def search_index():
    """Keeps the search index up to date in these tests."""


def as_csv(client, name, **query) -> list[dict]:
    response = client.get(reverse(name), query | {"export": "csv"})
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def as_xlsx(client, name, **query) -> list[dict]:
    response = client.get(reverse(name), query | {"export": "xlsx"})
    content = b"".join(response.streaming_content)
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()
    for cell in (cell for row in rows for cell in row):
        assert cell.data_type != "f"
    return [
        dict(zip((cell.value for cell in head), (cell.value for cell in row), strict=True)) for row in rows
    ]


def full_row(name):
    """A row of the listing with every value set."""
    if name == "meetings:index":
        country = CountryFactory(name="Lao PDR")
        MeetingPageFactory(ordinal=5, chair_country=country, theme="ສັນຕິພາບ", start_date=PartialDate(2011, 5))
    elif name == "concept-papers:index":
        DecisionFactory(subject=ConceptPaperPageFactory(), page__start_date=PartialDate(2011, 5, 19))
    elif name == "initiatives:index":
        StatusUpdateFactory(date=PartialDate(2016, 1))
    else:
        MAKES[name]()


@pytest.mark.sample(2)
@each_listing
def test_a_listing_is_downloaded_as_csv_and_xlsx_with_the_same_rows(editor_client, name):
    full_row(name)
    html = editor_client.get(reverse(name)).content.decode()

    in_csv, in_xlsx = as_csv(editor_client, name), as_xlsx(editor_client, name)

    assert "export=csv" in html
    assert "export=xlsx" in html
    assert len(in_csv) == 1
    assert list(in_csv[0]) == list(in_xlsx[0])
    assert in_csv[0]["Title"]
    dates = ("Updated", "Created")  # each format writes a moment in its own way
    assert {key: value for key, value in in_csv[0].items() if key not in dates} == {
        key: str(value or "") for key, value in in_xlsx[0].items() if key not in dates
    }


def test_the_rows_say_what_the_pages_say(editor_client):
    full_row("meetings:index")

    (row,) = as_csv(editor_client, "meetings:index")

    assert (row["Ordinal"], row["Start"], row["Chair"], row["Theme"]) == ("5", "2011-05", "Lao PDR", "ສັນຕິພາບ")
    assert row["State"] == "Held"
    assert "/meetings/" in row["Address"]


@each_listing
def test_no_cell_of_a_download_is_a_formula(editor_client, name):
    formula = '=HYPERLINK("https://evil.example")'
    values = {"custom_title": formula} if name == "meetings:index" else {"title": formula}
    MAKES[name](**values)

    assert as_csv(editor_client, name)[0]["Title"] == f"'{formula}"
    assert as_xlsx(editor_client, name)[0]["Title"] == formula


def test_reports_of_wagtail_write_no_formula_either(editor_client, editor):
    page = ConceptPaperPageFactory(title="=1+1")
    page.save_revision(user=editor, log_action=True).publish(user=editor)
    report = reverse("wagtailadmin_reports:aging_pages")

    content = b"".join(editor_client.get(report, {"export": "csv"}).streaming_content).decode()

    assert "'=1+1" in content
    assert ",=1+1" not in content
    assert "\n=1+1" not in content


def test_filters_search_and_order_hold_for_the_download(editor_client):
    CountryFactory()
    MeetingPageFactory(start_date=PartialDate(2015), ordinal=9)
    MeetingPageFactory(start_date=PartialDate(2015), ordinal=8, theme="Resilience")
    MeetingPageFactory(start_date=PartialDate(2016), ordinal=10, theme="Resilience")

    rows = as_csv(editor_client, "meetings:index", year="2015", q="resilience")
    rows_by_date = as_csv(editor_client, "meetings:index", ordering="end_date")

    assert [row["Ordinal"] for row in rows] == ["8"]
    assert [row["Start"] for row in rows_by_date] == ["2015", "2015", "2016"]


def test_drafts_are_downloaded_by_those_who_see_them_and_by_nobody_else(client, editor_client):
    MeetingPageFactory(live=False)
    assert [row["Publication"] for row in as_csv(editor_client, "meetings:index")] == ["draft"]

    client.force_login(UserFactory())
    for name in MAKES:
        assert client.get(reverse(name), {"export": "csv"}).status_code == 302


@pytest.mark.sample(2)
@each_listing
def test_a_download_takes_as_many_queries_for_many_rows_as_for_one(
    editor_client, name, django_assert_max_num_queries, django_assert_num_queries
):
    MAKES[name]()
    as_csv(editor_client, name)
    with django_assert_max_num_queries(60) as queries:
        as_csv(editor_client, name)
        count = len(queries)
    with without_indexes():
        for _ in range(12):
            MAKES[name]()

    as_csv(editor_client, name)
    with django_assert_num_queries(count):
        assert len(as_csv(editor_client, name)) == 13


# What is found

FOUND_BY = {
    "theme": "sustainable",
    "the beginning of a word of the theme": "sustain",
    "venue": "shangri",
    "city": "singapo",
    "chair": "ng eng",
    "country of the chair": "brunei",
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("words", FOUND_BY.values(), ids=FOUND_BY)
def test_a_meeting_is_found_by_what_it_says_of_itself(editor_client, portal, words):
    meeting = MeetingPageFactory(
        ordinal=12,
        theme="Towards Sustainable Security",
        venue="Shangri-La Hotel",
        city="Singapore",
        chair_person="Dr Ng Eng Hen",
        chair_country=CountryFactory(name="Brunei Darussalam"),
    )
    other_object = MeetingPageFactory(ordinal=1, city="Jakarta")
    listing, search = reverse("meetings:index"), reverse("wagtailadmin_pages:search")
    explorer = reverse("wagtailadmin_explore", args=[portal.home.pk])

    for url in (listing, search, explorer):
        html = editor_client.get(url, {"q": words}).content.decode()
        assert reverse("wagtailadmin_pages:edit", args=[meeting.pk]) in html, url
        assert reverse("wagtailadmin_pages:edit", args=[other_object.pk]) not in html, url


@pytest.mark.parametrize("name", ["concept-papers:index", "initiatives:index"])
def test_papers_and_initiatives_are_found_by_acronym_and_by_a_word_of_their_text(editor_client, name):
    page = MAKES[name](acronym="ADI-X", summary="A hotline between ministers.")
    other_object = MAKES[name](acronym="QZ")

    for words in ("adi-x", "hotline"):
        for listing in (name, *(["wagtailadmin_pages:search"] if words == "adi-x" else [])):
            html = editor_client.get(reverse(listing), {"q": words}).content.decode()
            assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html, (listing, words)
            assert reverse("wagtailadmin_pages:edit", args=[other_object.pk]) not in html


def test_documents_are_found_by_a_word_of_their_text_and_filtered_at_once(editor_client):
    document = PortalDocumentFactory(kind=DocumentKind.REPORT)
    PageText.objects.create(document=document, number=7, text="The Ministers discussed ກອງປະຊຸມ and piracy.")
    index_row(document)
    other_object = PortalDocumentFactory(kind=DocumentKind.REPORT)

    for words in ("piracy ministers", "ກອງປະຊຸມ"):
        html = editor_client.get(
            reverse("wagtaildocs:index"), {"q": words, "kind": "report"}
        ).content.decode()
        assert reverse("wagtaildocs:edit", args=[document.pk]) in html
        assert reverse("wagtaildocs:edit", args=[other_object.pk]) not in html

"""The editors' listings: columns, filters, search, buttons, at a constant number of queries."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from admm_site.core.choices import EventStatus
from admm_site.core.clock import override_today
from admm_site.core.partial_dates import PartialDate
from admm_site.documents.choices import DocumentKind
from admm_site.reference.choices import CountryRole
from initiatives.choices import PaperKind, Status
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.without_search import without_indexes

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture(autouse=True)
def search_index():
    """Keeps the search index up to date in these tests."""


LISTINGS = {
    "meetings:index": MeetingPageFactory,
    "concept-papers:index": ConceptPaperPageFactory,
    "initiatives:index": InitiativePageFactory,
    "activities:index": ActivityPageFactory,
    "wagtaildocs:index": PortalDocumentFactory,
    "wagtailsnippets_reference_country:list": CountryFactory,
    "wagtailsnippets_reference_cooperationarea:list": CooperationAreaFactory,
    "wagtailsnippets_meetings_meetingseries:list": MeetingSeriesFactory,
}


def rows(client, name, **query):
    """The text of each row of the listing."""
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("table.listing tbody tr")]


def pages_shown(pages, client, name, **query):
    """The pages that the listing shows, as a set."""
    listing_rows = rows(client, name, **query)
    return [page for page in pages if any(str(page) in row for row in listing_rows)]


def test_meetings_show_series_date_place_and_state_and_the_newest_comes_first(editor_client):
    series = MeetingSeriesFactory(acronym="ADMM")
    older = MeetingPageFactory(series=series, ordinal=5, start_date=PartialDate(2011, 5, 19), city="Jakarta")
    newer = MeetingPageFactory(series=series, ordinal=6, start_date=PartialDate(2012, 5))
    undated_meeting = MeetingPageFactory(series=series, ordinal=7, planned=True, start_date=None)

    first, second, third = rows(editor_client, "meetings:index")

    assert str(newer) in first
    assert str(older) in second
    assert "ADMM 19 May 2011 Jakarta" in second
    assert "Held" in second
    assert str(undated_meeting) in third


def test_papers_show_kind_area_and_the_day_of_their_adoption(editor_client):
    paper = ConceptPaperPageFactory(kind=PaperKind.PROTOCOL, acronym="ADI", area__acronym="HADR")
    DecisionFactory(subject=paper, page__start_date=PartialDate(2011, 5, 19))
    ConceptPaperPageFactory()

    first, second = rows(editor_client, "concept-papers:index")

    assert "ADI Protocol HADR 19 May 2011" in first
    assert "2011" not in second


def test_initiatives_show_their_status_and_last_report(editor_client):
    update = StatusUpdateFactory(date=PartialDate(2016, 1), status=Status.COMPLETED)

    (row,) = rows(editor_client, "initiatives:index")

    assert str(update.page) in row
    assert "Completed January 2016" in row


def test_activities_show_their_initiative(editor_client):
    activity = ActivityPageFactory()

    (row,) = rows(editor_client, "activities:index")

    assert str(activity.get_parent()) in row
    assert "Workshop September 2012 Manila" in row


def test_documents_show_kind_symbol_and_date_of_issue(editor_client):
    PortalDocumentFactory(symbol="ADMM/5/1", issued=PartialDate(2011, 5))

    (row,) = rows(editor_client, "wagtaildocs:index")

    assert "Joint declaration ADMM/5/1 May 2011" in row


def test_drafts_are_listed_beside_live_pages(editor_client):
    draft = MeetingPageFactory(live=False)

    (row,) = rows(editor_client, "meetings:index")

    assert str(draft) in row
    assert "draft" in row.lower()


def test_meetings_are_filtered_by_what_an_editor_asks_for(editor_client):
    match = MeetingPageFactory(
        start_date=PartialDate(2015), state=EventStatus.POSTPONED, live=False, country=CountryFactory()
    )
    DecisionFactory(page=match)
    other_object = MeetingPageFactory()
    queries = {
        "series": match.series_id,
        "state": "postponed",
        "year": "2015",
        "country": match.country_id,
        "decisions": "recorded",
        "publication": "draft",
    }

    for name, value in queries.items():
        assert pages_shown([match, other_object], editor_client, "meetings:index", **{name: value}) == [
            match
        ], name


def test_papers_are_filtered_by_kind_area_and_adoption(editor_client):
    match = ConceptPaperPageFactory(kind=PaperKind.STRATEGY, title="Wanted")
    DecisionFactory(subject=match)
    other_object = ConceptPaperPageFactory()

    for name, value in {"kind": "strategy", "area": match.area_id, "adoption": "yes"}.items():
        assert pages_shown([match, other_object], editor_client, "concept-papers:index", **{name: value}) == [
            match
        ], name
    assert pages_shown([match, other_object], editor_client, "concept-papers:index", adoption="no") == [
        other_object
    ]


def test_initiatives_are_filtered_by_status_and_by_how_long_nothing_was_reported(editor_client):
    quiet = StatusUpdateFactory(date=PartialDate(2020)).page
    busy = StatusUpdateFactory(date=PartialDate(2026, 1)).page
    over = StatusUpdateFactory(date=PartialDate(2019), status=Status.COMPLETED).page
    every = [quiet, busy, over]

    assert pages_shown(every, editor_client, "initiatives:index", status_updates="old") == [quiet]
    assert pages_shown(every, editor_client, "initiatives:index", status_updates="recent") == [busy]
    assert pages_shown(every, editor_client, "initiatives:index", status="completed") == [over]


def test_the_year_of_quiet_is_counted_from_the_day_of_the_portal(editor_client):
    initiative = StatusUpdateFactory(date=PartialDate(2026, 1)).page

    with override_today(date(2028, 1, 1)):
        assert pages_shown([initiative], editor_client, "initiatives:index", status_updates="old") == [
            initiative
        ]


def test_activities_documents_and_snippets_are_filtered_too(editor_client):
    activity, other_object = ActivityPageFactory(kind="course"), ActivityPageFactory()
    document = PortalDocumentFactory(kind=DocumentKind.REPORT, title="Wanted report")
    other_document = PortalDocumentFactory()
    plus = CountryFactory(plus=True)
    member = CountryFactory()

    assert pages_shown([activity, other_object], editor_client, "activities:index", kind="course") == [
        activity
    ]
    assert pages_shown([document, other_document], editor_client, "wagtaildocs:index", kind="report") == [
        document
    ]
    countries = "wagtailsnippets_reference_country:list"
    assert pages_shown([plus, member], editor_client, countries, role=CountryRole.PLUS) == [plus]


def test_search_finds_the_beginning_of_an_acronym_and_combines_with_a_filter(editor_client):
    adopted_paper = ConceptPaperPageFactory(title="Direct communications", acronym="ADIC")
    DecisionFactory(subject=adopted_paper)
    open_paper = ConceptPaperPageFactory(title="Direct links", acronym="ADIL")
    other_object = ConceptPaperPageFactory()
    every = [adopted_paper, open_paper, other_object]

    assert pages_shown(every, editor_client, "concept-papers:index", q="adi") == [adopted_paper, open_paper]
    assert pages_shown(every, editor_client, "concept-papers:index", q="adi", adoption="yes") == [
        adopted_paper
    ]
    assert pages_shown(every, editor_client, "concept-papers:index", q="adi", ordering="area__acronym")


def test_documents_are_found_by_symbol_and_filtered_at_once(editor_client):
    match = PortalDocumentFactory(symbol="ADMM/5", kind=DocumentKind.REPORT)
    other_object = PortalDocumentFactory(symbol="ADMM/6")

    query = {"q": "ADMM", "kind": "report", "language": "en", "ordering": "-issued"}

    assert pages_shown([match, other_object], editor_client, "wagtaildocs:index", **query) == [match]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        (
            "wagtailsnippets_reference_country:list",
            {"q": "viet", "role": "member", "ordering": "-_updated_at"},
        ),
        ("wagtailsnippets_reference_country:list", {"q": "VN"}),
    ],
)
def test_countries_are_found_by_name_and_code(editor_client, name, query):
    CountryFactory(name="Viet Nam", code="VN")
    CountryFactory(plus=True)

    (row,) = rows(editor_client, name, **query)

    assert "Viet Nam" in row


@pytest.mark.parametrize("direction", ["", "-"], ids=["upwards", "downwards"])
def test_a_listing_is_ordered_by_each_of_its_columns(editor_client, direction):
    MeetingPageFactory()
    MeetingPageFactory(planned=True, start_date=None, city="")

    for column in ("title", "series__acronym", "end_date", "city", "state", "live"):
        assert len(rows(editor_client, "meetings:index", ordering=f"{direction}{column}")) == 2


def test_what_has_no_date_stays_at_the_end_in_both_directions(editor_client):
    MeetingPageFactory()
    undated_meeting = MeetingPageFactory(planned=True, start_date=None)

    for ordering in ("end_date", "-end_date"):
        assert str(undated_meeting) in rows(editor_client, "meetings:index", ordering=ordering)[-1]


@pytest.mark.parametrize("name", LISTINGS)
def test_a_value_that_does_not_exist_is_no_error(editor_client, name):
    query = {
        "state": "nonsense",
        "kind": "x",
        "series": "999",
        "area": "x",
        "year": "MMXI",
        "p": "x",
        "ordering": "x",
    }

    assert editor_client.get(reverse(name), query).status_code == 200


@pytest.mark.parametrize(
    ("name", "section"),
    [("meetings", "meetings"), ("concept-papers", "papers"), ("initiatives", "initiatives")],
)
def test_add_goes_straight_to_the_form_under_the_right_section(editor_client, portal, name, section):
    response = editor_client.get(reverse(f"{name}:choose_parent"))

    assert response.status_code == 302
    assert response.url.endswith(f"/{getattr(portal, section).pk}/")


def test_an_activity_is_added_under_an_initiative_to_choose(editor_client):
    InitiativePageFactory()
    other_object = InitiativePageFactory()

    chooser = editor_client.get(reverse("activities:choose_parent"))
    response = editor_client.post(reverse("activities:choose_parent"), {"parent_page": other_object.pk})

    assert chooser.status_code == 200
    assert response.url == reverse(
        "wagtailadmin_pages:add", args=["initiatives", "activitypage", other_object.pk]
    )


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_takes_as_many_queries_for_fifty_rows_as_for_one(
    editor_client, name, django_assert_max_num_queries, django_assert_num_queries
):
    make, url = LISTINGS[name], reverse(name)
    make()
    editor_client.get(url)
    with django_assert_max_num_queries(60) as queries:
        editor_client.get(url)
        count = len(queries)
    with without_indexes():
        for _ in range(49):
            make()

    editor_client.get(url)
    with django_assert_num_queries(count):
        editor_client.get(url)

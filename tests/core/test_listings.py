"""Lists: filters, chips, pagination."""

from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory

from admm_site.core.content_version import one_version
from admm_site.core.listings import listing_context
from meetings.filters import MeetingFilter
from meetings.models import MeetingPage
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory


@pytest.fixture
def series(portal):
    """Five meetings of the ADMM, and one of another series."""
    admm = MeetingSeriesFactory(acronym="ADMM")
    MeetingPageFactory.create_batch(5, series=admm)
    MeetingPageFactory()
    return admm


def context(query: str, rows_a_page: int = 2) -> dict:
    request = RequestFactory().get(f"/meetings/?{query}")
    return listing_context(request, MeetingFilter, MeetingPage.objects.public(), rows_a_page)


def test_a_list_without_filters_holds_everything(series):
    assert context("")["count"] == 6


def test_a_filter_takes_a_slug(series):
    assert context("series=admm")["count"] == 5


def test_empty_filters_are_ignored(series):
    assert context("series=&state=&year=")["count"] == 6


def test_a_parameter_that_counts_visitors_is_ignored(series):
    assert context("utm_source=somewhere")["count"] == 6


@pytest.mark.parametrize("query", ["yaer=2011", "year=2011&yaer=2011", "series=admm&series=admm"])
def test_an_unknown_or_repeated_parameter_gives_an_empty_list(series, query):
    listing = context(query)
    assert (listing["valid"], listing["count"]) == (False, 0)


def test_a_value_that_does_not_exist_gives_an_empty_list_and_says_on_which_field(series):
    listing = context("series=nonsense&state=held")
    assert listing["valid"] is False
    assert listing["count"] == 0
    assert set(listing["filterset"].form.errors) == {"series"}


def test_each_active_filter_is_a_chip_with_its_own_removal(series):
    chips = context("series=admm&state=held&year=2011&page=2")["filterset"].chips
    assert [(str(chip.label), chip.value) for chip in chips] == [
        ("Series", "ADMM"),
        ("Year", "2011"),
        ("State", "Held"),
    ]
    assert parse_qs(chips[0].query_without) == {"state": ["held"], "year": ["2011"]}


def test_a_filter_offers_what_occurs_in_the_whole_list_each_once(series):
    field = context("series=admm")["filterset"].form.fields["series"]
    other_series = MeetingPage.objects.exclude(series=series).get().series
    options = [("admm", "ADMM"), (other_series.slug, other_series.acronym)]
    assert list(field.choices)[1:] == sorted(options, key=lambda option: option[1])


def test_years_are_offered_the_newest_first(series):
    MeetingPageFactory(start_date="2019-11", end_date="2019-11")
    years = [year for year, _label in context("")["filterset"].form.fields["year"].choices if year]
    assert years == ["2019", "2011"]


def test_the_options_of_the_filters_and_the_count_are_one_query(series, django_assert_num_queries):
    # With the version of the content, the next expiry, and all countries, any of which may take part.
    with django_assert_num_queries(5), one_version():
        listing = context("")
        assert listing["count"] == 6
        assert len(listing["filterset"].form.fields["year"].choices) == 2
        assert len(list(listing["rows"])) == 2


def test_the_filters_that_matter_are_shown_and_the_others_folded(series):
    filterset = context("")["filterset"]
    assert [field.name for field in filterset.main_fields] == ["level", "area", "participant", "year"]
    assert [field.name for field in filterset.more_fields] == [
        "series",
        "framework",
        "country",
        "chair",
        "format",
        "state",
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", []), ("year=2011", []), ("state=", []), ("state=held", ["state"]), ("series=nonsense", ["series"])],
)
def test_a_filter_in_use_is_shown_after_those_that_matter(series, query, shown):
    filterset = context(query)["filterset"]
    assert [field.name for field in filterset.main_fields][4:] == shown
    assert not set(shown) & {field.name for field in filterset.more_fields}


def test_a_list_without_filters_has_no_chips(series):
    assert context("page=2")["filterset"].chips == []


def test_the_next_page_keeps_the_filters(series):
    assert parse_qs(context("series=admm&page=2&utm_source=1")["query"]) == {"series": ["admm"]}


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("page_number", "expected"),
    [
        ("", 1),
        ("2", 2),
        ("3", 3),
        ("abc", 1),
        ("0", 3),
        ("-1", 3),
        ("99", 3),
        ("9" * 40, 3),
        ("1e3", 1),
        ("%00", 1),
    ],
)
def test_any_page_number_gives_a_page_that_exists(series, page_number, expected):
    assert context(f"page={page_number}")["rows"].number == expected


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Meetings · ADMM portal"),
        ("series=admm&state=held", "Meetings: ADMM, Held · ADMM portal"),
        ("series=admm&page=2", "Meetings: ADMM, page 2 · ADMM portal"),
    ],
)
def test_the_title_of_the_window_says_which_part_of_a_list_it_shows(client, series, query, title):
    MeetingPageFactory.create_batch(46, series=series)
    page = BeautifulSoup(client.get(f"/meetings/?{query}").content, "html.parser")
    assert " ".join(page.title.string.split()) == title

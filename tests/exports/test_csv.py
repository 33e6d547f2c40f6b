"""Lists as CSV."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admm_site.core.partial_dates import PartialDate
from admm_site.exports.formats.csv import cell
from admm_site.exports.lists import LIST_EXPORTS
from meetings.models import MeetingPage
from tests.exports.lists import rows_of_csv
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import (
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.factories.portal import add_many, create_full_portal
from tests.factories.reference import CountryFactory
from tests.public_urls import DATA
from tests.responses import read


def test_csv_begins_with_a_byte_order_mark(client, portal):
    MeetingPageFactory(city="Đà Nẵng")
    content = read(client.get("/meetings.csv"))
    assert content.startswith(b"\xef\xbb\xbfid,slug,title,page_url,first_published,modified,")
    assert "Đà Nẵng" in content.decode()


def test_csv_is_downloaded_under_the_name_of_the_list(client, portal):
    response = client.get("/meetings.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="meetings.csv"'


def test_lines_end_as_the_standard_says(client, portal):
    MeetingPageFactory(summary="One line.\nAnother.")
    content = read(client.get("/meetings.csv")).decode()
    assert content.count("\r\n") == 2
    assert rows_of_csv(client, "/meetings.csv")[0]["summary"] == "One line.\nAnother."


def test_the_same_rows_as_on_the_page_in_the_same_order(client, portal):
    for year in (2009, 2013, 2011):
        MeetingPageFactory(start_date=PartialDate(year))
    MeetingPageFactory(start_date=None, state="planned")
    page_titles = [page.title for page in client.get("/meetings/").context["rows"]]
    assert [row["title"] for row in rows_of_csv(client, "/meetings.csv")] == page_titles


def test_the_rows_are_filtered_as_the_page_is(client, portal):
    series = MeetingSeriesFactory(acronym="ADMM")
    meeting = MeetingPageFactory(series=series, start_date=PartialDate(2011))
    MeetingPageFactory(series=series, start_date=PartialDate(2012))
    MeetingPageFactory(start_date=PartialDate(2011))
    rows = rows_of_csv(client, "/meetings.csv?series=admm&year=2011&utm_source=x&page=7")
    assert [row["title"] for row in rows] == [meeting.title]


def test_all_rows_come_at_once(client, portal):
    series = MeetingSeriesFactory()
    add_many(MeetingPage, portal.meetings, 230, series=series, state="planned")
    rows = rows_of_csv(client, "/meetings.csv")
    assert len(rows) == 230
    assert len({row["id"] for row in rows}) == 230


@pytest.mark.parametrize(
    ("date", "expected", "precision"),
    [
        (PartialDate(2011), "2011", "year"),
        (PartialDate(2011, 5), "2011-05", "month"),
        (PartialDate(2011, 5, 9), "2011-05-09", "day"),
        (None, "", ""),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(client, portal, date, expected, precision):
    MeetingPageFactory(start_date=date, state="planned")
    [row] = rows_of_csv(client, "/meetings.csv")
    assert (row["start"], row["start_precision"]) == (expected, precision)


def test_unknown_values_are_empty_and_several_values_share_a_cell(client, portal):
    meeting = MeetingPageFactory(ordinal=None, country=CountryFactory(name="Viet Nam"))
    for name in ("Malaysia", "Brunei Darussalam"):
        ParticipationFactory(page=meeting, country=CountryFactory(name=name))
    [row] = rows_of_csv(client, "/meetings.csv")
    assert row["ordinal"] == ""
    assert row["participants"] == "brunei-darussalam; malaysia"
    assert (row["country"], row["country_name"]) == ("viet-nam", "Viet Nam")
    assert row["source_confirms"] == "false"


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", DANGEROUS, ids=ascii)
def test_no_text_is_run_as_a_formula(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["A = B", "2011-05", "1st", "'=1", "", "“=”"])
def test_text_that_is_no_formula_is_left_as_it_is(text):
    assert cell(text) == text


def test_no_cell_of_a_list_is_a_formula(client, portal):
    meeting = MeetingPageFactory(
        custom_title="=1+1", theme="+1", summary="-1", city="@SUM(A1)", source_name="=HYPERLINK(1)"
    )
    DecisionFactory(page=meeting, text="=2+5")
    ConceptPaperPageFactory(title="=3", acronym="-X", summary="\t=1")
    for name in ("meetings", "decisions", "concept-papers"):
        [row] = rows_of_csv(client, f"/{name}.csv")
        assert not [value for value in row.values() if value.startswith(tuple("=+-@\t\r"))]
        assert row["title"].startswith("'=")


def test_every_list_has_its_columns_and_every_row_has_them_all(client, db):
    create_full_portal()
    for address in (address for address in DATA.values() if address.endswith(".csv")):
        content = read(client.get(address)).decode("utf-8-sig")
        name = address[1:-4].rpartition("/")[2]
        name = {"structure": "series"}.get(name, name)
        assert content.splitlines()[0].split(",") == [column.name for column in LIST_EXPORTS[name].columns]
        rows = rows_of_csv(client, address)
        assert rows
        assert not [row for row in rows if None in row or None in row.values()]


def test_the_rows_of_a_long_list_are_read_a_few_at_a_time(client, portal, monkeypatch):
    """A long response is streamed: it starts before all rows are read, and they are read in batches."""
    monkeypatch.setattr("admm_site.middleware.MAX_JOINED_BYTES", 1000)
    series = MeetingSeriesFactory()
    add_many(MeetingPage, portal.meetings, 450, series=series, state="planned")
    with CaptureQueriesContext(connection) as queries:
        chunks = list(client.get("/meetings.csv").streaming_content)
    assert len(chunks) == 5
    assert len(queries) <= 12


def test_head_says_how_long_the_list_is(client, portal):
    MeetingPageFactory()
    response = client.head("/meetings.csv")
    assert read(response) == b""
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert int(response["Content-Length"]) == len(read(client.get("/meetings.csv")))

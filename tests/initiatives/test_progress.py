"""The list of progress: adopted papers and initiatives, and their numbers by year."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from admm_site.core.clock import override_today
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from initiatives.models import InitiativePage
from initiatives.progress import attach_progress, progress, status_by_year
from tests.exports.lists import rows_of_csv
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.reference import CooperationAreaFactory
from tests.visibility import HIDING_METHODS, hide

ADDRESS = "/initiatives/progress/"


def adopt(subject, year: int = 2011):
    meeting = MeetingPageFactory(start_date=PartialDate(year, 5, 19))
    DecisionFactory(subject=subject, page=meeting)
    return subject


def words(client, address: str = ADDRESS) -> str:
    main = BeautifulSoup(client.get(address).content, "html.parser").main
    return " ".join(main.get_text(" ").split())


def titles(client, query: str = "") -> list[str]:
    return [row.title for row in client.get(f"{ADDRESS}{query}").context["rows_of_page"]]


# The list


def test_the_list_has_initiatives_and_adopted_papers_by_area(client, portal):
    maritime = CooperationAreaFactory(name="Maritime security")
    cyber = CooperationAreaFactory(name="Cyber security")
    InitiativePageFactory(title="Interaction", area=maritime)
    adopt(ConceptPaperPageFactory(title="Guidelines", area=maritime))
    ConceptPaperPageFactory(title="Not adopted", area=maritime)
    InitiativePageFactory(title="Network", area=cyber)
    assert titles(client) == ["Network", "Guidelines", "Interaction"]


def test_a_row_says_where_and_when_it_was_adopted(client, portal):
    paper = adopt(ConceptPaperPageFactory())
    initiative = InitiativePageFactory(implements=[paper])
    rows = {row.pk: row for row in attach_progress(progress())}
    assert rows[paper.pk].adopted_on == rows[initiative.pk].adopted_on == PartialDate(2011, 5, 19)
    assert rows[paper.pk].adoption == rows[initiative.pk].adoption


def test_a_paper_names_the_initiatives_that_carry_it_out(client, portal):
    paper = adopt(ConceptPaperPageFactory())
    InitiativePageFactory(title="Network of centres", implements=[paper])
    assert "Followed up by Network of centres" in words(client)


def test_a_paper_that_nothing_carries_out_says_so(client, portal):
    adopt(ConceptPaperPageFactory())
    assert "No follow-up recorded yet." in words(client)


def test_a_paper_that_another_replaced_is_superseded(client, portal):
    older = adopt(ConceptPaperPageFactory(title="Older"))
    older.superseded_by = ConceptPaperPageFactory()
    older.save()
    assert titles(client, "?status=superseded") == ["Older"]


def test_a_paper_that_a_hidden_one_replaces_is_not_superseded(client, portal):
    newer = ConceptPaperPageFactory()
    older = adopt(ConceptPaperPageFactory())
    older.superseded_by = newer
    older.save()
    hide(newer, "draft")
    assert attach_progress(progress())[0].status == Status.ADOPTED


@pytest.mark.parametrize(
    ("months_ago", "text"),
    [
        (PartialDate(2026, 2, 20), "Last status update less than a month ago"),
        (PartialDate(2025, 10, 2), "Last status update 5 months ago"),
        (PartialDate(2025, 10, 3), "Last status update 4 months ago"),
        (PartialDate(2023), "No status update since 2023"),
    ],
    ids=["days", "months", "not yet months", "years"],
)
def test_a_row_says_how_long_ago_its_last_status_update_is(client, portal, months_ago, text):
    StatusUpdateFactory(date=months_ago)
    assert text in words(client)
    assert ("No status update since" in words(client)) == ("No status update since" in text)


def test_an_adopted_initiative_of_which_nothing_was_reported_has_gone_quiet(client, portal):
    adopt(InitiativePageFactory())
    assert "No status update recorded" in words(client)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.DORMANT, Status.SUPERSEDED])
def test_a_completed_initiative_has_not_gone_quiet(client, portal, status):
    StatusUpdateFactory(date=PartialDate(2015), status=status)
    assert "No status update since" not in words(client)


def test_editors_and_visitors_see_the_same_initiatives_gone_quiet(client, portal):
    StatusUpdateFactory(date=PartialDate(2025, 3, 2))
    quiet = StatusUpdateFactory(date=PartialDate(2025, 3, 1)).page
    assert titles(client, "?status_updates=quiet") == [quiet.title]
    assert list(InitiativePage.objects.gone_quiet()) == [quiet]


def test_a_row_names_the_nearest_activity_still_to_come(client, portal):
    initiative = InitiativePageFactory()
    ActivityPageFactory(parent=initiative, title="Past")
    for title, month in (("Later", 9), ("Sooner", 5)):
        ActivityPageFactory(
            parent=initiative, title=title, state="planned", start_date=PartialDate(2026, month)
        )
    assert "Next: Sooner , May 2026" in words(client)


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_nothing_hidden_is_named_in_the_row_of_another(client, portal, hiding_method):
    paper, initiative = adopt(ConceptPaperPageFactory()), InitiativePageFactory()
    carrying = InitiativePageFactory(title="Secret initiative", implements=[paper])
    to_come = ActivityPageFactory(
        parent=initiative, title="Secret activity", state="planned", start_date=PartialDate(2026, 9)
    )
    hide(carrying, hiding_method)
    hide(to_come, hiding_method)
    assert "Secret" not in words(client)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=paper", ["Paper"]),
        ("?kind=initiative", ["Initiative"]),
        ("?status=under-way", ["Initiative"]),
        ("?year=2011", ["Paper"]),
        ("?status_updates=recent", ["Initiative"]),
        ("?area=hadr", ["Paper"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_list_is_filtered(client, portal, query, expected):
    adopt(ConceptPaperPageFactory(title="Paper", area=CooperationAreaFactory(acronym="HADR")))
    StatusUpdateFactory(page=InitiativePageFactory(title="Initiative"), date=PartialDate(2026, 1))
    assert titles(client, query) == expected


@pytest.mark.parametrize(
    ("former", "current"),
    [
        ("reports=quiet", "status_updates=quiet"),
        ("reports=lately", "status_updates=recent"),
        ("reports=&kind=paper", "kind=paper"),
    ],
)
def test_former_addresses_of_the_filter_stay_valid(client, portal, former, current):
    StatusUpdateFactory(date=PartialDate(2026, 1))
    StatusUpdateFactory(date=PartialDate(2024, 1))
    response = client.get(f"/initiatives/progress/?{former}")
    assert response.context["query"] == current
    assert [page.title for page in response.context["rows"]] == titles(client, f"?{current}&utm_source=x")
    slugs = [row["slug"] for row in rows_of_csv(client, f"/initiatives/progress.csv?{former}")]
    assert slugs == [row["slug"] for row in rows_of_csv(client, f"/initiatives/progress.csv?{current}")]


def test_the_list_can_be_exported(client, portal):
    paper = adopt(ConceptPaperPageFactory())
    initiative = InitiativePageFactory(implements=[paper], area=paper.area, title="A network")
    StatusUpdateFactory(page=initiative, date=PartialDate(2024, 5))
    ActivityPageFactory(parent=initiative, title="Workshop", state="planned", start_date=PartialDate(2026, 9))
    row, of_paper = rows_of_csv(client, "/initiatives/progress.csv")
    values = {name: row[name] for name in ("kind", "status", "months_since_update", "gone_quiet")}
    assert values == {
        "kind": "initiative",
        "status": "under-way",
        "months_since_update": "21",
        "gone_quiet": "true",
    }
    assert (row["next_activity_name"], row["next_activity_start"]) == ("Workshop", "2026-09")
    assert of_paper["initiatives_page_url"] == f"http://testserver{initiative.url}"


# Year by year


def count_by_year() -> dict[int, dict[str, int]]:
    years = status_by_year(InitiativePage.objects.public())
    return {
        row.year: {kind.name: n.total for kind, n in zip(years.series, row.counts, strict=True) if n}
        for row in years.rows
    }


def test_an_initiative_has_in_each_year_its_status_at_the_end_of_that(portal):
    with override_today(date(2015, 6, 1)):
        initiative = adopt(InitiativePageFactory())
        statuses = {
            "2012-01": "dormant",
            "2012-06": "under-way",
            "2014": "dormant",
            "2015-02": "under-way",
        }
        for when, status in statuses.items():
            StatusUpdateFactory(page=initiative, date=PartialDate.parse(when), status=status)
        assert count_by_year() == {
            2011: {"adopted": 1},
            2012: {"under-way": 1},
            2013: {"under-way": 1},
            2014: {"dormant": 1},
            2015: {"under-way": 1},
        }


def test_a_proposed_initiative_becomes_adopted_with_its_adoption(portal):
    with override_today(date(2012, 6, 1)):
        initiative = adopt(InitiativePageFactory())
        StatusUpdateFactory(page=initiative, date=PartialDate(2010), status="proposed")
        assert count_by_year() == {2010: {"proposed": 1}, 2011: {"adopted": 1}, 2012: {"adopted": 1}}


def test_a_later_status_update_is_not_known_yet(portal):
    with override_today(date(2012, 6, 1)):
        StatusUpdateFactory(date=PartialDate(2012))
        assert count_by_year() == {2012: {"proposed": 1}}


@pytest.mark.parametrize("day", [date(2011, 5, 18), date(2011, 5, 19), date(2016, 2, 1), date(2026, 3, 2)])
def test_the_last_year_is_what_the_home_page_counts(portal, day):
    adopt(InitiativePageFactory())
    StatusUpdateFactory()
    StatusUpdateFactory(page=adopt(InitiativePageFactory(), 2012), date=PartialDate(2026), status="completed")
    with override_today(day):
        counts = dict(InitiativePage.objects.public().count_by_status())
        assert count_by_year()[day.year] == {status.value: number for status, number in counts.items()}


def test_the_chart_and_its_table_say_the_same(client, portal):
    StatusUpdateFactory.create_batch(3)
    page = BeautifulSoup(client.get(ADDRESS).content, "html.parser")
    chart = page.find("svg", class_="chart--statuses")
    assert chart.title.get_text() == "This chart shows how many initiatives had each status, year by year."
    assert chart["aria-labelledby"].split() == [chart.title["id"], chart.find("desc")["id"]]
    last = page.find("table", string=None).find_all("tr")[-1]
    assert [cell.get_text(strip=True) for cell in last.find_all(["th", "td"])] == ["2026", "3"]
    assert chart.find_all("text")[-1].get_text() == "3"


def test_a_filter_narrows_the_chart_too(client, portal):
    StatusUpdateFactory.create_batch(2)
    StatusUpdateFactory(status="completed")
    years = client.get(f"{ADDRESS}?status=completed").context["years"]
    assert years.rows[-1].total == 1


def test_no_initiative_may_take_the_address_of_the_list(portal):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="The portal uses this address itself"):
        InitiativePageFactory(slug="progress")


def test_the_list_begins_with_the_numbers_by_status_each_leading_to_its_rows(client, portal):
    StatusUpdateFactory(date=PartialDate(2023))
    StatusUpdateFactory(date=PartialDate(2026, 1))
    main = BeautifulSoup(client.get(ADDRESS).content, "html.parser").main
    links = {link.get_text(): link["href"] for link in main.select(".tally a")}
    assert links["Under way: 2"] == "?kind=initiative&status=under-way"
    assert len(titles(client, links["Under way: 2"])) == 2
    assert len(titles(client, links["1 without a status update for twelve months"])) == 1


def test_a_filtered_list_has_no_summary(client, portal):
    StatusUpdateFactory(date=PartialDate(2023))
    main = BeautifulSoup(client.get(f"{ADDRESS}?status=under-way").content, "html.parser").main
    assert not main.select(".tally")

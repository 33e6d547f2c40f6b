"""Seven things that people come for, each at most two clicks from the home page."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def home(open_page) -> Page:
    page = open_page()
    page.goto("/")
    return page


def follow(page: Page, *names: str):
    for name in names:
        link = page.get_by_role("link", name=name, exact=True).first
        with page.expect_navigation():
            link.click()


def test_the_declaration_of_the_last_meeting(home):
    button = home.get_by_role("link", name="Read the joint declaration")
    file = home.request.get(button.get_attribute("href"))
    assert (file.status, file.headers["content-type"]) == (200, "application/pdf")


def test_the_next_meeting_in_a_calendar(home):
    link = home.get_by_role("link", name="Subscribe to the calendar")
    assert re.match(r"webcal://[^/]+/meetings/calendar\.ics$", link.get_attribute("href"))
    assert "BEGIN:VCALENDAR" in home.request.get("/meetings/calendar.ics").text()


def test_the_chair_of_the_maritime_group(home):
    follow(home, "Who chairs what")
    entry = home.get_by_role("listitem").filter(has=home.get_by_role("link", name="EWG on MS", exact=True))
    expect(entry.last).to_contain_text("2024–2027: Japan, Philippines")


def test_all_decisions_on_disaster_relief_since_2010_as_a_spreadsheet(home):
    home.get_by_role("banner").locator("[name=q]").fill("HADR decisions since 2010")
    with home.expect_navigation():
        home.keyboard.press("Enter")
    with home.expect_download() as download:
        home.get_by_role("link", name="spreadsheet (CSV)").click()
    rows = download.value.path().read_text().splitlines()
    assert len(rows) == 5
    assert all("2009" not in row for row in rows)


def test_how_defence_industry_collaboration_evolved(home):
    follow(home, "ASEAN Defence Industry Collaboration")
    expect(home.get_by_role("img", name="This drawing shows the steps of")).to_be_visible()


def test_papers_without_follow_up(home):
    follow(home, "What became of it")
    link = home.get_by_role("link", name=re.compile(r"^\d+ concept papers? without follow-up$"))
    number = int(link.inner_text().split()[0])
    with home.expect_navigation():
        link.click()
    expect(home.locator("main .rows > li.row")).to_have_count(number)


def test_what_timor_leste_takes_part_in_next(home):
    follow(home, "Countries and areas", "Timor-Leste")
    expect(home.get_by_role("main")).to_contain_text("20th ADMM")

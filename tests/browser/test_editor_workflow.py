"""A day of an editor's work, after which the server's log has no error."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.documents.files import pdf
from tests.module_fixtures import TODAY

from .serving import Demonstration, served
from .test_editing import add_decision, choose_from_menu, publish, sign_in, start_a_retreat

pytestmark = pytest.mark.browser

LAO_TITLE = "ແຜນວຽກຮ່ວມມືດ້ານປ້ອງກັນປະເທດ"
TITLES = [f"Statement {number} on maritime security" for number in ("one", "two", "three")]
WRONG_DAY = "The page gave the wrong day."
ERROR = re.compile(r"^.*\b(?:ERROR|CRITICAL)\b.*$|^Traceback.*$", re.MULTILINE)


def upload_three_pdfs(page: Page, folder: Path):
    files = [folder / f"{title}.pdf" for title in TITLES]
    for file, title in zip(files, TITLES, strict=True):
        file.write_bytes(pdf(title))
    choose_from_menu(page, "Documents")
    page.get_by_role("link", name="Add a document").first.click()
    page.locator("input[type=file]").first.set_input_files(files)
    expect(page.locator("#upload-list > li.upload-success")).to_have_count(len(files))
    choose_from_menu(page, "Documents")
    for title in TITLES:
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()


def publish_a_paper_with_a_lao_title(page: Page):
    choose_from_menu(page, "Concept papers")
    page.get_by_role("link", name="Add concept paper").first.click()
    page.get_by_role("textbox", name="Title").first.fill(LAO_TITLE)
    page.get_by_role("combobox", name="Area").select_option(index=1)
    page.get_by_role("textbox", name="Summary").fill("A paper whose title is in Lao.")
    publish(page)


def copy_the_last_meeting(page: Page):
    choose_from_menu(page, "Meetings")
    page.locator("table.listing tbody .title-wrapper a").first.click()
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Copy").first.click()
    page.get_by_role("button", name="Copy this page").click()
    expect(page.get_by_text("copied")).to_be_visible()


def schedule_a_meeting_with_two_decisions(page: Page):
    page.goto("/admin/")
    start_a_retreat(page)
    add_decision(page, 1, "Endorsed", about="ASEAN Our Eyes")
    add_decision(page, 2, "Noted", text="The ministers noted the report of the senior officials.")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    expect(page.get_by_role("heading", name="Set publishing schedule")).to_be_visible()
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.get_by_label("Go live date/time").fill(f"{tomorrow:%Y-%m-%d %H:%M}")
    page.get_by_role("button", name="Save schedule").press("Enter")  # the calendar may lie over it
    expect(page.get_by_text("created")).to_be_visible()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Schedule to publish").click()
    expect(page.get_by_text("has been scheduled for publishing")).to_be_visible()


def correct_a_page_although_the_session_ends(page: Page, password: str):
    page.goto("/admin/pages/search/?q=background")
    page.get_by_role("link", name="Background of the ADMM", exact=True).first.click()
    expect(page.get_by_role("tab").first).to_be_visible()
    is_correction = page.get_by_label("This corrects an error")
    for tab in page.get_by_role("tab").all():
        if not is_correction.is_visible():
            tab.click()
    is_correction.check()
    page.get_by_label("What was wrong, and why").fill(WRONG_DAY)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again to save")
    page.get_by_role("textbox", name="Username").fill("editor")
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Save it now").click()
    expect(page.get_by_text("has been published")).to_be_visible()


def test_an_editor_s_day_leaves_no_error_in_the_log(open_page, demonstration, tmp_path):
    portal: Demonstration = demonstration.copy(tmp_path / "portal")
    log = tmp_path / "server.log"
    with served(portal, TODAY, log) as address:
        editor, visitor = open_page(address=address), open_page(address=address)
        sign_in(editor, "editor", portal.passwords["editor"])

        upload_three_pdfs(editor, tmp_path)
        publish_a_paper_with_a_lao_title(editor)
        schedule_a_meeting_with_two_decisions(editor)
        copy_the_last_meeting(editor)
        correct_a_page_although_the_session_ends(editor, portal.passwords["editor"])
        assert visitor.goto("/meetings/admm-retreat-2026/").status == 404
        visitor.goto("/about/background/")
        expect(visitor.get_by_text(WRONG_DAY).first).to_be_visible()

    assert ERROR.findall(log.read_text()) == []

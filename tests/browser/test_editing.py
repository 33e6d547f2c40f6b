"""An editor records a meeting in the admin, and a visitor reads it."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.documents import files
from tests.module_fixtures import TODAY

from .serving import Demonstration, served
from .visitors import Visitor

pytestmark = pytest.mark.browser

SOME_PDF = {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": files.pdf("A statement")}
STATEMENT = "Joint Statement of the ADMM Retreat 2026"
REPORT = "The ministers noted the report of the senior officials."


@pytest.fixture
def own_copy(demonstration, tmp_path) -> Demonstration:
    return demonstration.copy(tmp_path / "portal")


@pytest.fixture
def address(own_copy) -> str:
    """The address of a portal that the test may change."""
    with served(own_copy, TODAY) as address:
        yield address


def sign_in(page: Page, username: str, password: str):
    page.goto("/admin/")
    page.get_by_role("textbox", name="Username").fill(username)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def choose_from_menu(page: Page, name: str):
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name=name, exact=True).click()


def start_a_retreat(page: Page):
    choose_from_menu(page, "Meetings")
    page.get_by_role("link", name="Add meeting").first.click()
    page.get_by_role("combobox", name="Series").select_option("ADMM Retreat")
    page.get_by_label("Ordinal").fill("")
    page.get_by_role("combobox", name="State").select_option("Held")
    page.get_by_role("textbox", name="From").fill("2026-02-26")
    page.get_by_role("textbox", name="City").fill("Manila")
    page.get_by_role("combobox", name="Country").select_option("Philippines")
    page.get_by_role("textbox", name="Summary").fill("The ministers met for an exchange of views.")


def add_decision(page: Page, number: int, verb: str, about: str = "", text: str = ""):
    page.get_by_role("tab", name="Decisions").click()
    page.get_by_role("button", name="Add decision").click()
    decision = page.get_by_role("region", name=f"Decision {number}")
    decision.get_by_role("combobox", name="Verb").select_option(verb)
    decision.get_by_role("textbox", name="Text").fill(text)
    if about:
        decision.get_by_role("button", name="Choose a page").click()
        chooser = page.get_by_role("dialog")
        chooser.get_by_role("textbox", name="Search term").fill(about)
        chooser.get_by_role("link", name=about, exact=True).click()
        expect(decision).to_contain_text(about)


def upload_document(page: Page, title: str):
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Add document").click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_role("tab", name="Upload").click()
    chooser.get_by_role("textbox", name="Title").fill(title)
    chooser.get_by_label("File").set_input_files(SOME_PDF)
    chooser.get_by_role("combobox", name="Kind").select_option("Joint statement")
    chooser.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("region", name="Document 1")).to_contain_text(title)


def preview(page: Page) -> FrameLocator:
    page.get_by_role("button", name="Toggle preview").click()
    return page.frame_locator("#w-preview-iframe")


def publish(page: Page):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("created and published")).to_be_visible()


def expect_the_retreat(view: Page | FrameLocator):
    expect(view.get_by_role("heading", level=1)).to_have_text("ADMM Retreat 2026")
    expect(view.get_by_role("main")).to_contain_text("Manila, Philippines, 26 February 2026")
    expect(view.get_by_role("article")).to_contain_text(["ASEAN Our Eyes", REPORT])
    expect(view.get_by_role("link", name=f"{STATEMENT} (PDF)", exact=True)).to_be_visible()


def test_an_editor_records_a_meeting_with_decisions_and_a_document_and_a_visitor_reads_it(
    open_page, own_copy, address
):
    editor = open_page(address=address)
    visitor = Visitor(open_page(address=address))
    sign_in(editor, "editor", own_copy.passwords["editor"])

    start_a_retreat(editor)
    add_decision(editor, 1, "Endorsed", about="ASEAN Our Eyes")
    add_decision(editor, 2, "Noted", text=REPORT)
    upload_document(editor, STATEMENT)
    expect_the_retreat(preview(editor))
    assert visitor.page.goto("/meetings/admm-retreat-2026/").status == 404
    publish(editor)

    visitor.arrive().go("Meetings", "ADMM Retreat 2026")
    expect_the_retreat(visitor.page)
    statement = visitor.page.get_by_role("link", name=f"{STATEMENT} (PDF)", exact=True).get_attribute("href")
    assert visitor.page.request.get(statement).body() == SOME_PDF["buffer"]

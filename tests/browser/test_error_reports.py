"""A visitor reports an error by keyboard, without scripts, on a phone; an editor reads it."""

import pytest
from playwright.sync_api import expect

from tests.module_fixtures import TODAY

from .serving import served
from .test_editing import sign_in
from .visitors import KeyboardVisitor

pytestmark = pytest.mark.browser

SAID = "It was held a day earlier."
SECONDS_TO_WRITE = 3.5


@pytest.fixture
def own_copy(demonstration, tmp_path):
    return demonstration.copy(tmp_path / "portal")


@pytest.fixture
def address(own_copy) -> str:
    """The address of a portal that the test may change."""
    with served(own_copy, TODAY) as address:
        yield address


def test_an_error_is_reported_by_keyboard_without_scripts_and_an_editor_reads_it(
    open_page, own_copy, address
):
    visitor = KeyboardVisitor(open_page(address=address, width=320, java_script_enabled=False))
    page = visitor.page
    page.goto("/meetings/5th-admm/")

    visitor.follow(page.get_by_role("link", name="Report an error on this page"))
    expect(page.get_by_role("main").get_by_role("link", name="5th ADMM")).to_be_visible()
    visitor.press("Send the report")
    assert page.url.startswith(f"{address}/report/?page=")  # the browser itself asks for what is missing

    visitor.tab_to(page.get_by_label("What’s wrong?"))
    page.keyboard.type(SAID)
    page.wait_for_timeout(SECONDS_TO_WRITE * 1000)
    visitor.press("Send the report")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your report")
    assert page.context.cookies() == []
    visitor.follow(page.get_by_role("link", name="Back to 5th ADMM"))
    expect(page.get_by_role("heading", level=1)).to_have_text("5th ADMM")

    editor = open_page(address=address)
    sign_in(editor, "editor", own_copy.passwords["editor"])
    expect(editor.get_by_role("heading", name="New error reports (1)")).to_be_visible()
    editor.get_by_role("link", name="/meetings/5th-admm/").click()
    expect(editor.get_by_role("main")).to_contain_text(SAID)


def test_a_missing_value_is_named_above_the_form_and_describes_its_field(open_page, site):
    page = open_page()
    page.goto("/report/?page=/nothing/")
    page.locator("form.writing").evaluate("form => { form.noValidate = true }")

    page.get_by_role("button", name="Send the report").click()

    locator = page.get_by_role("alert")
    expect(locator).to_contain_text("The report was not sent")
    locator.get_by_role("link", name="What’s wrong?").click()
    expect(page.get_by_label("What’s wrong?")).to_be_focused()
    expect(page.get_by_label("What’s wrong?")).to_have_accessible_description(
        "Up to 2,000 characters. What’s wrong?: This field is required."
    )

"""The static copy of the portal, opened from its folder without a server."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.static_site import broken_links

from .serving import manage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(demonstration, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy") / "portal"
    manage(demonstration.folder, "export_site", str(folder), "--verbosity=0")
    return folder


@pytest.fixture
def page(browser, folder):
    """The home page of the copy, without a network."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    context.close()


def test_no_link_of_the_demonstration_is_broken(folder):
    assert broken_links(folder) == []


def test_a_reader_goes_from_the_home_page_to_the_text_of_a_declaration(page, folder):
    page.get_by_role("link", name="Meetings", exact=True).first.click()
    page.get_by_role("link", name="19th ADMM", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("19th ADMM")
    assert page.url.endswith("/meetings/19th-admm/index.html")
    declaration = page.get_by_role("main").locator("a[href$='.pdf']").first.get_attribute("href")
    assert (folder / "meetings/19th-admm" / unquote(declaration)).resolve().read_bytes().startswith(b"%PDF")


def test_pages_have_their_styles_and_no_errors(page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.reload()
    font_family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "portal" in font_family.lower()
    assert complaints == []


def test_search_finds_pages_without_a_server(page):
    page.get_by_role("banner").locator("[name=q]").fill("disaster relief")
    page.get_by_role("banner").locator("[name=q]").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Pages:")
    page.locator("[data-results] a").first.click()
    expect(page.get_by_role("main")).to_contain_text("isaster")


def test_search_says_when_no_page_has_the_words(page, folder):
    page.goto((folder / "search/index.html").as_uri() + "?q=zyxwv")
    expect(page.get_by_role("status")).to_have_text("No page of this copy contains all these words.")

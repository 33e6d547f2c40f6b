"""The content security policy of the admin stops nothing that the admin does."""

import pytest
from playwright.sync_api import expect

from tests.module_fixtures import TODAY

from .serving import Demonstration, served
from .test_editing import preview, sign_in

pytestmark = pytest.mark.browser

PAGES = [
    "/admin/",
    "/admin/pages/",
    "/admin/documents/",
    "/admin/documents/multiple/add/",
    "/admin/images/",
    "/admin/images/multiple/add/",
    "/admin/snippets/meetings/meetingseries/",
    "/admin/reports/site-history/",
    "/admin/account/",
]


@pytest.fixture
def own_copy(demonstration, tmp_path) -> Demonstration:
    return demonstration.copy(tmp_path / "portal")


def test_the_policy_refuses_nothing_that_editors_see(open_page, own_copy):
    with served(own_copy, TODAY) as address:
        page, refused = open_page(address=address), []
        page.on(
            "console",
            lambda message: refused.append(message.text) if "Content Security" in message.text else None,
        )
        sign_in(page, "editor", own_copy.passwords["editor"])
        for path in PAGES:
            assert page.goto(path, wait_until="networkidle").status == 200, path
        page.goto("/meetings/5th-admm/")
        page.locator("a[href^='/admin/pages/']").first.click()
        expect(preview(page).get_by_role("heading", level=1)).to_be_visible()

    assert refused == []

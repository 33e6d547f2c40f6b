"""axe-core finds nothing on any page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .page_types import each_page_type
from .serving import ROOT

pytestmark = pytest.mark.browser


def findings(page) -> list[str]:
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@each_page_type
def test_axe_finds_nothing(open_page, page_type, scheme):
    page = open_page(color_scheme=scheme)
    page.goto(page_type.address)
    at_a_desk = findings(page)
    page.set_viewport_size({"width": 320, "height": 640})

    assert (at_a_desk, findings(page)) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_shown_when_something_breaks(open_page, scheme):
    page = open_page(color_scheme=scheme)
    page.route("/", lambda route: route.fulfill(path=ROOT / "templates/500.html", status=500))
    page.goto("/")

    assert findings(page) == []

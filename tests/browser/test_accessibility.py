"""axe-core finds no violation on any page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .page_types import each_page_type
from .serving import ROOT

pytestmark = pytest.mark.browser


# All rules in light, at both sizes; of a dark scheme, which changes nothing but colours, their contrast.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"]} | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
AT_A_DESK, ON_A_PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


def findings(page) -> list[str]:
    page.evaluate(Axe().axe_script)  # half a megabyte, once for all four
    return [
        f"{rule['id']}, {scheme}, {size['width']} pixels: {node['target']} {node['failureSummary']}"
        for size in (AT_A_DESK, ON_A_PHONE)
        for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS))
        for rule in run_axe(page, size, scheme, rules)
        for node in rule["nodes"]
    ]


def run_axe(page, size: dict, scheme: str, rules: dict) -> list[dict]:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    return page.evaluate("rules => axe.run(rules).then(results => results.violations)", rules)


@each_page_type
def test_axe_finds_nothing(open_page, page_type):
    page = open_page()
    page.goto(page_type.address)

    assert findings(page) == []


def test_axe_finds_nothing_on_the_page_shown_when_something_breaks(open_page):
    page = open_page()
    page.route("/", lambda route: route.fulfill(path=ROOT / "templates/500.html", status=500))
    page.goto("/")

    assert findings(page) == []

"""What is true of each page type is true at each address of the sitemap.

`make test-browser` visits a part of the addresses, `make test-sitemap` all.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from .test_accessibility import AT_A_DESK, EVERYTHING, ON_A_PHONE, run_axe
from .test_horizontal_overflow import WIDER_THAN_THE_WINDOW
from .test_html import check, read

PARTS = 16
SCRIPT = "/static/js/search."  # only suggests what to search for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sample(1),
    pytest.mark.parametrize("part", range(PARTS), ids="part {}".format),
]


@pytest.fixture
def addresses(site, part) -> list[str]:
    sitemap = read(f"{site}/sitemap.xml").decode()
    return [re.sub(r"https?://[^/]+", "", url) for url in re.findall("<loc>(.+?)</loc>", sitemap)][
        part::PARTS
    ]


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(open_page, addresses):
    page = open_page()
    findings = {}
    for address in addresses:
        page.goto(address)
        findings[address] = list(findings_on(page))
    assert {address: lines for address, lines in findings.items() if lines} == {}


def findings_on(page):
    page.evaluate(Axe().axe_script)
    for size in (AT_A_DESK, ON_A_PHONE):
        for rule in run_axe(page, size, "light", EVERYTHING):
            yield from (f"{rule['id']}, {size['width']} pixels: {node['target']}" for node in rule["nodes"])
    if (pixels := page.evaluate(WIDER_THAN_THE_WINDOW)) > 0:
        yield f"{pixels} pixels wider than a phone"


def test_pages_are_valid_html_and_need_no_script(site, addresses, tmp_path):
    scripts = {}
    for number, address in enumerate(addresses):
        content = read(site + address)
        (tmp_path / f"{number}.html").write_bytes(content)
        scripts[address] = [
            script
            for script in BeautifulSoup(content, "html.parser").find_all("script")
            if script.get("type") != "application/ld+json" and not script.get("src", "").startswith(SCRIPT)
        ]
    messages = check(sorted(tmp_path.iterdir()))
    errors = {addresses[int(name.partition(".")[0])]: lines for name, lines in messages.items() if lines}
    assert errors == {}
    assert {address: tags for address, tags in scripts.items() if tags} == {}

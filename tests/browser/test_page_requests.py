"""The requests of a visit, what it stores in the browser, and that nothing moves while a page loads."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request

from .page_types import each_page_type

pytestmark = pytest.mark.browser

MOST_REQUESTS, MOST_BYTES = 6, 60 * 1024
# Usually none; on a busy machine a page may be drawn before all of it has arrived. Up to 0.1 is called good.
MOST_LAYOUT_SHIFT = 0.05
COUNT_LAYOUT_SHIFT = """
    window.layoutShift = 0;
    const count = entry => { window.layoutShift += entry.value; };
    new PerformanceObserver(list => list.getEntries().forEach(count))
        .observe({ type: "layout-shift", buffered: true });
"""


def bytes_received(request: Request) -> int:
    """The size of headers and body as transferred."""
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


@each_page_type
def test_a_page_loads_from_the_portal_alone_without_errors_cookies_or_layout_shift(
    open_page, site, page_type
):
    page = open_page()
    page.add_init_script(COUNT_LAYOUT_SHIFT)
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    response = page.goto(page_type.address)

    assert response.status == page_type.status
    assert {urlsplit(request.url).netloc for request in requests} == {urlsplit(site).netloc}
    assert {request.url for request in requests if request.response().status != 200} <= {page.url}
    assert [text for text in complaints if f"status of {page_type.status}" not in text] == []
    assert page.context.cookies() == []
    assert page.evaluate("window.layoutShift") <= MOST_LAYOUT_SHIFT


def test_a_first_visit_to_the_home_page_is_small(open_page):
    page = open_page()
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))

    page.goto("/", wait_until="networkidle")

    assert len(requests) <= MOST_REQUESTS
    assert sum(map(bytes_received, requests)) <= MOST_BYTES


def test_static_files_are_for_the_pages_of_the_portal(open_page):
    page = open_page()
    responses = []
    page.on("response", lambda response: responses.append(response))

    page.goto("/", wait_until="networkidle")

    static = [response for response in responses if "/static/" in response.url]
    assert static
    assert {response.headers.get("access-control-allow-origin") for response in static} == {None}
    assert {response.headers["cross-origin-resource-policy"] for response in static} == {"same-origin"}

"""Fixtures of the browser tests: a portal with the demonstration content, Chromium, an empty page."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.module_fixtures import TODAY

from .serving import Demonstration, served

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_ANSWER = 10
POLICY = "Content Security Policy"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Demonstration:
    """The demonstration content in a folder, created once; tests that change it use a copy."""
    return Demonstration.prepare(tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="session")
def site(demonstration) -> str:
    """The address of a portal that tests only read."""
    with served(demonstration, TODAY) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Browser:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.exit("Chromium is missing, which the browser tests need: `make system` installs it.", 1)
    with sync_playwright() as playwright:
        expect.set_options(timeout=SECONDS_TO_ANSWER * 1000)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site, request) -> Iterator[Callable[..., Page]]:
    """Opens an empty page in a new context; takes the arguments of Playwright's `new_context`.

    The test fails if a page breaks the policy that the portal sends with it.
    """

    def open_page(*, address: str = site, width: int = 1280, **options) -> Page:
        context = browser.new_context(base_url=address, viewport={"width": width, "height": 800}, **options)
        request.addfinalizer(context.close)
        context.set_default_timeout(SECONDS_TO_ANSWER * 1000)
        context.on("console", lambda message: POLICY in message.text and violations.append(message.text))
        return context.new_page()

    violations: list[str] = []
    yield open_page
    assert not violations, "\n".join(violations)

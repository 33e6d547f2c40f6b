"""The page about the API: its examples work."""

import contextlib
import io
import shlex
import urllib.request
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from admm_site.api.resources import RESOURCES


@pytest.fixture
def page(client, full_portal) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse("api_page")).content, "html.parser")


@pytest.fixture
def examples(page) -> list[str]:
    """The code examples of the page."""
    return [block.get_text() for block in page.select("pre code")]


class ToThePortal(urllib.request.HTTPHandler):
    """Hands requests of `urllib` to the test client."""

    def __init__(self, client):
        super().__init__()
        self.client = client

    def http_open(self, request):
        response = self.client.get(request.selector)
        response = urllib.request.addinfourl(
            io.BytesIO(response.content), response.headers, request.full_url, response.status_code
        )
        response.msg = ""
        return response


@pytest.fixture
def network(client):
    """Routes all HTTP requests of `urllib` to the portal during a test."""
    urllib.request.install_opener(urllib.request.build_opener(ToThePortal(client)))
    yield
    urllib.request.install_opener(None)


def test_every_example_of_the_page_finds_something(client, examples):
    commands = [shlex.split(example) for example in examples if example.startswith("curl")]
    assert len(commands) >= 6
    empty = []
    for command, address in commands:
        assert command == "curl"
        split = urlsplit(address)
        assert f"{split.scheme}://{split.netloc}" == "http://testserver"
        response = client.get(f"{split.path}?{split.query}")
        assert response.status_code == 200, address
        if not response.json().get("results", [response.json()]):
            empty.append(address)
    assert empty == []


def test_the_program_of_the_page_takes_the_whole_list(examples, network):
    (program,) = [example for example in examples if not example.startswith("curl")]
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(program, "the page of the API", "exec"), {})  # noqa: S102
    lines = output.getvalue().splitlines()
    assert len(lines) == 5
    assert "2011-05-19, 5th ADMM, Jakarta" in lines


def test_every_list_is_on_the_page(page):
    assert {heading["id"] for heading in page.select("h3[id]")} == set(RESOURCES)


def test_every_filter_field_and_include_is_on_the_page(page):
    terms = {code.get_text() for code in page.select("dd code")}
    for resource in RESOURCES.values():
        response = resource.serializer_class
        assert {*resource.filters.base_filters, *response.includes, *response.field_names()} <= terms


def test_a_problem_leads_to_its_explanation_on_the_page(client, page):
    problem_type = client.get("/api/v1/meetings/?nothing=1").json()["type"]
    assert page.find(id=urlsplit(problem_type).fragment)


def test_the_page_states_the_request_limit(client, portal, settings):
    settings.API_RATE = "123/hour"
    assert "123 requests per hour" in client.get("/api/").content.decode()
    settings.API_RATE = ""
    assert client.get("/api/").status_code == 200


def test_the_page_needs_nothing_of_a_third_party(page):
    sources = [element["src"] for element in page.find_all(src=True)]
    assert [source for source in sources if not source.startswith("/")] == []

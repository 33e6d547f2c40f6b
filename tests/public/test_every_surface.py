"""Rules for every public address."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from tests.public_urls import AS_OF, FILES, NOT_FOUND, NOT_YET_KNOWN, PAGES, SURFACES, WITHDRAWN
from tests.responses import read


@pytest.fixture(scope="module")
def responses(get_responses) -> dict:
    """The response of every address of a portal with one of everything, requested once for the module."""
    responses = get_responses(SURFACES.values())
    return {name: responses[address] for name, address in SURFACES.items()}


@pytest.fixture(scope="module")
def documents(responses) -> dict[str, BeautifulSoup]:
    """The parsed pages."""
    return {
        name: BeautifulSoup(response.content, "html.parser")
        for name, response in responses.items()
        if name not in FILES and response["Content-Type"].startswith("text/html")
    }


def test_every_address_answers(responses):
    assert {name: response.status_code for name, response in responses.items()} == (
        dict.fromkeys(PAGES | FILES | AS_OF | NOT_YET_KNOWN, 200)
        | dict.fromkeys(NOT_FOUND, 404)
        | dict.fromkeys(WITHDRAWN, 410)
    )


def test_head_answers_as_get_without_a_body(client, full_portal, responses, surfaces):
    different = {}
    for name, address in surfaces.items():
        get, head = responses[name], client.head(address)
        if (head.status_code, read(head)) != (get.status_code, b"") or head["Content-Type"] != get[
            "Content-Type"
        ]:
            different[name] = head.status_code
    assert different == {}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_changed_by_the_public(client, full_portal, method):
    statuses = {name: getattr(client, method)(address).status_code for name, address in PAGES.items()}
    refusals = (400, 403, 404, 405)  # 400: a form for an error that says nothing of it
    assert {name: status for name, status in statuses.items() if status not in refusals} == {}


def test_no_address_sets_a_cookie(responses):
    assert {name: response.cookies for name, response in responses.items() if response.cookies} == {}


def test_every_address_is_sent_with_its_protections(responses):
    expected = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
    missing = {
        (name, header)
        for name, response in responses.items()
        for header, value in expected.items()
        if response.headers.get(header) != value
    }
    assert missing == set()


# What people read


def test_every_page_has_one_heading_at_the_top(documents):
    headings = {
        name: [h1.get_text(strip=True) for h1 in page.find_all("h1")] for name, page in documents.items()
    }
    assert {name: texts for name, texts in headings.items() if len(texts) != 1 or not texts[0]} == {}


def test_no_page_skips_a_level_of_headings(documents):
    skipping = {}
    for name, page in documents.items():
        levels = [int(heading.name[1]) for heading in page.find("main").find_all(re.compile("^h[1-6]$"))]
        if any(after - before > 1 for before, after in pairwise(levels)):
            skipping[name] = levels
    assert skipping == {}


def test_every_page_has_a_title_of_its_own(documents):
    titles = {name: " ".join(page.title.get_text().split()) for name, page in documents.items()}
    assert {
        name: title for name, title in titles.items() if not re.fullmatch(r"\S.* · ADMM portal", title)
    } == {}

    own = Counter(title for name, title in titles.items() if name in PAGES and "filtered" not in name)
    assert {title for title, number in own.items() if number > 1} == set()


def test_what_is_heard_of_a_chart_or_table_is_sentences(documents):
    heard = {
        (name, text.get_text(strip=True))
        for name, page in documents.items()
        for text in page.select("svg[role=img] > title, svg[role=img] > desc, caption")
    }
    assert len(heard) > 30
    written_by_editors = "Meetings"  # the caption of a table in a text
    assert {
        (name, text)
        for name, text in heard
        if not re.fullmatch(r"[A-Z].* .*\.", text) and text != written_by_editors
    } == set()


def test_every_page_says_its_language(documents):
    assert {
        name: page.html.get("lang") for name, page in documents.items() if page.html.get("lang") != "en"
    } == {}


def test_every_page_names_its_address_without_its_filters(documents):
    canonical = {
        name: [link["href"] for link in page.find_all("link", rel="canonical")]
        for name, page in documents.items()
    }
    assert canonical == {
        name: [f"http://testserver{address.partition('?')[0]}"]
        for name, address in SURFACES.items()
        if name in documents
    }


def test_every_page_can_be_previewed_as_a_link(documents):
    expected = {"og:title", "og:description", "og:url", "og:image", "og:type"}
    missing = {
        name: expected
        - {meta["property"] for meta in page.find_all("meta", property=True) if meta.get("content")}
        for name, page in documents.items()
        if name in PAGES
    }
    assert {name for name, properties in missing.items() if properties - {"og:description"}} == set()


def test_every_page_has_landmarks_and_a_skip_link(documents):
    lacking = {
        name
        for name, page in documents.items()
        if not (
            len(page.find_all("main")) == 1
            and page.find(id=page.find("a", class_="skip")["href"].removeprefix("#"))
            and page.find("header")
            and page.find("footer")
            and page.find("nav")
        )
    }
    assert lacking == set()


def test_no_page_has_two_elements_of_one_id(documents):
    twice = {}
    for name, page in documents.items():
        ids = Counter(element["id"] for element in page.find_all(id=True))
        if again := [element_id for element_id, number in ids.items() if number > 1 or not element_id]:
            twice[name] = again
    assert twice == {}


def test_every_picture_has_an_alternative_text_and_every_field_a_label(documents):
    lacking = {}
    for name, page in documents.items():
        labels = {label.get("for") for label in page.find_all("label")}
        inputs = page.find_all(lambda tag: tag.name in ("input", "select") and tag.get("type") != "hidden")
        fields = [field for field in inputs if field.get("id") not in labels]
        pictures = [picture for picture in page.find_all("img") if not picture.get("alt")]
        if fields or pictures:
            lacking[name] = fields + pictures
    assert lacking == {}


def test_every_link_has_words_and_leads_somewhere(documents):
    bare = {}
    for name, page in documents.items():
        links = [
            str(link)
            for link in page.find_all("a")
            if not link.get("href") or not (link.get_text(strip=True) or link.find("img", alt=True))
        ]
        if links:
            bare[name] = links
    assert bare == {}


def test_every_link_inside_the_portal_works(client, full_portal, responses, documents):
    addresses = {
        (link["href"].partition("#")[0], name)
        for name in (PAGES | NOT_FOUND | WITHDRAWN)
        for link in documents[name].find_all("a", href=re.compile("^/"))
    }
    known_responses = {SURFACES[name]: response for name, response in responses.items()}
    broken = {}
    for address in {address for address, _ in addresses if address}:
        response = known_responses.get(address) or client.get(address)
        read(response)
        if response.status_code != 200:
            broken[address] = (
                response.status_code,
                sorted(name for linked_address, name in addresses if linked_address == address),
            )
    assert broken == {}


def test_every_link_within_a_page_has_its_place(documents):
    broken = {}
    for name, page in documents.items():
        places = {element["id"] for element in page.find_all(id=True)}
        if missing := [
            a["href"] for a in page.find_all("a", href=re.compile("^#.")) if a["href"][1:] not in places
        ]:
            broken[name] = missing
    assert broken == {}


def test_no_page_has_third_party_requests(documents):
    foreign_addresses = {}
    for name, page in documents.items():
        sources = [
            element.get("src") or element.get("href") or element.get("srcset")
            for element in page.find_all(["script", "img", "source", "iframe", "link"])
            if element.get("rel") != ["canonical"]
        ]
        if foreign := [source for source in sources if source and re.match(r"(https?:)?//", source)]:
            foreign_addresses[name] = foreign
    assert foreign_addresses == {}


def test_no_page_has_traces_of_template_errors(documents):
    template_remains = re.compile(
        r"\{\{|\{%|(?<!If-)None\b|&lt;time|<Page|object at 0x|DeferredAttribute|functools"
    )
    leftovers = {name: template_remains.findall(page.get_text()) for name, page in documents.items()}
    assert {name: words for name, words in leftovers.items() if words} == {}


def test_every_date_is_written_for_machines(documents):
    wrong = {}
    for name, page in documents.items():
        dates = [time.get("datetime") for time in page.find_all("time")]
        if bad := [date for date in dates if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date or "")]:
            wrong[name] = bad
    assert wrong == {}


def test_every_page_can_be_reached_from_the_home_page(client, documents):
    """Every page is linked from another one."""
    linked_addresses = {
        link["href"].partition("#")[0]
        for page in documents.values()
        for link in page.find_all("a", href=re.compile("^/"))
    }
    alone = {
        name
        for name, address in PAGES.items()
        if "?" not in address and not name.startswith("month") and address not in linked_addresses
    }
    assert alone == set()


def test_every_chart_has_a_name_a_description_and_its_data_in_words(documents):
    """A table or a list; an `svg` inside an `svg` is part of it; what is hidden only for the eye."""
    is_labelled = {}
    for name in PAGES:
        page = documents[name]
        charts = page.select("main svg:not(svg svg, [aria-hidden=true], [aria-hidden=true] svg)")
        for chart in charts:
            labels = [page.find(id=part).get_text(strip=True) for part in chart["aria-labelledby"].split()]
            in_words = page.select("main table") or page.select("main .timeline") or page.select("main .tree")
            is_labelled[name] = chart["role"] == "img" and len(labels) == 2 and all(labels) and bool(in_words)

    assert {name for name, has_label in is_labelled.items() if not has_label} == set()
    assert {"timeline", "progress", "map", "structure", "initiative"} <= is_labelled.keys()

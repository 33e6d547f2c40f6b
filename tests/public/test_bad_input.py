"""Invalid parameters: the response says what was understood, never with a status of 500."""

import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from tests.public_urls import API, DATA, FILES, LISTS, PAGES
from tests.responses import read

VALUES = {
    "nothing": "",
    "a word": "nonsense",
    "a large year": "99999",
    "forty digits": "9" * 40,
    "a negative number": "-1",
    "a fraction": "1.5",
    "an exponent": "1e9",
    "NUL": "\x00",
    "NUL in a word": "ad\x00mm",
    "a blank": " ",
    "a long word": "a" * 5000,
    "other digits": "٢٠١١",
    "SQL": "' OR 1=1 --",
    "markup": "<script>alert(1)</script>",
    "a lookup": "series__slug",
    "a path": "../../etc/passwd",
    "half a surrogate pair": "\udcff",
}

FILTERS = {
    "/meetings/": ("series", "framework", "area", "year", "country", "participant", "format", "state"),
    "/concept-papers/": ("area", "kind", "country", "year"),
    "/initiatives/": ("area", "status", "country", "year"),
    "/initiatives/progress/": ("area", "kind", "status", "year", "status_updates"),
    "/documents/": ("kind", "series", "area", "country", "year", "language", "sort"),
    "/activities/": ("kind", "area", "series", "country", "host", "year", "state"),
    "/decisions/": ("verb", "area", "series", "country", "participant", "year", "year_from", "year_to"),
    "/status-updates/": ("status", "area", "year"),
    "/trail/": ("area", "series", "year", "status", "by"),
    "/changes/": ("kind", "major", "correction", "area", "series", "year"),
}


def quote_value(value: str) -> str:
    return quote(value.encode("utf-8", "surrogateescape"))


def test_every_list_is_tested_with_bad_input():
    assert set(FILTERS) == set(LISTS)


@pytest.mark.sample(1)
@pytest.mark.parametrize("address", FILTERS)
def test_a_filter_answers_any_value(client, full_portal, address):
    names, wrong = FILTERS[address], {}
    for kind, value in VALUES.items():
        response = client.get(f"{address}?{'&'.join(f'{name}={quote_value(value)}' for name in names)}")
        html = response.content.decode()
        invalid_fields = response.context["filterset"].form.errors.keys()
        if response.status_code != (400 if value else 200) or "<script>alert" in html:
            wrong[kind] = response.status_code
        elif value and "We couldn’t apply that filter" not in html:
            wrong[kind] = "without a word"
        elif invalid_fields != (set(names) if value else set()):
            wrong[kind] = invalid_fields
    assert wrong == {}


@pytest.mark.sample(4)
@pytest.mark.parametrize("address", FILTERS)
def test_a_filter_given_twice_is_named_on_its_page_and_in_each_format(client, full_portal, address):
    name = FILTERS[address][0]
    values = [
        value for value, _ in client.get(address).context["filterset"].form.fields[name].choices if value
    ]
    query = f"?{name}={values[0]}&{name}={values[0]}"
    responses = [client.get(address + query), client.get(f"{address.rstrip('/')}.csv{query}")]
    assert {response.status_code for response in responses} == {400}
    assert all("Give this parameter only once." in read(response).decode() for response in responses)


@pytest.mark.parametrize("address", [*FILTERS, "/meetings/calendar/"])
def test_a_wrong_filter_is_named_once_and_its_field_refers_to_that(client, full_portal, address):
    name = FILTERS.get(address, ["series"])[0]
    page = BeautifulSoup(client.get(f"{address}?{name}=nonsense").content, "html.parser").main
    (error,) = page.select(f"#id_{name}_error")
    assert page.get_text().count(error.get_text()) == 1
    assert len(page.select("[role=alert]")) == 1
    assert not re.search("Nothing was found|Nothing is announced|0 found", page.get_text())
    assert page.select_one(f"[name={name}]")["aria-describedby"].split().count(error["id"]) == 1


UNKNOWN = {
    **{name: address for name, address in PAGES.items() if address in (*LISTS, "/meetings/calendar/")},
    **{name: FILES[name] for name in DATA},
    **{name: PAGES[name] for name in ("series", "structure", "countries", "areas", "history of a meeting")},
    **{
        name: PAGES[name]
        for name in ("search", "search for a word", "meetings compared", "meetings to compare")
    },
    **{name: API[name] for name in ("API", "API, meetings", "API, countries")},
}


@pytest.mark.sample(20)
@pytest.mark.parametrize("address", UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_parameter_is_named_and_not_ignored(client, full_portal, address):
    response = client.get(f"{address}{'&' if '?' in address else '?'}yaer=2011")
    assert response.status_code == 400
    assert "yaer" in read(response).decode()


@pytest.mark.sample(6)
@pytest.mark.parametrize(
    "query", ["utm_source=letter&utm_medium=mail", "fbclid=x", "gclid=x", "mc_cid=1&mc_eid=2"]
)
@pytest.mark.parametrize(
    "address", [*LISTS, "/meetings/calendar/", "/search/", "/countries/", "/meetings.csv"]
)
def test_tracking_parameters_are_ignored(client, full_portal, address, query):
    assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("name", ["home", "meeting", "concept paper", "country", "timeline", "document"])
def test_a_page_without_parameters_does_not_look_at_them(client, full_portal, name):
    assert client.get(f"{PAGES[name]}?year=2011&year=2012&nonsense=1").status_code == 200


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["a word", "forty digits", "NUL", "half a surrogate pair"])
def test_any_parameter_may_have_any_value(client, full_portal, kind):
    """An invalid page number gives the nearest page; parameters that count visitors are ignored."""
    wrong = {}
    for name, address in PAGES.items():
        query = f"utm_source={quote_value(VALUES[kind])}"
        if address.partition("?")[0] in (*LISTS, "/search/"):
            query += f"&page={quote_value(VALUES[kind])}"
        status = client.get(f"{address}{'&' if '?' in address else '?'}{query}").status_code
        if status != 200:
            wrong[name] = status
    assert wrong == {}


@pytest.mark.sample(1)
@pytest.mark.parametrize("query", ["&&&", "=", "=a", "&page=", "page=abc"])
def test_a_malformed_query_string_is_ignored(client, portal, query):
    assert {address: client.get(f"{address}?{query}").status_code for address in LISTS} == dict.fromkeys(
        LISTS, 200
    )


FOLDERS = [
    "/meetings/",
    "/meetings/series/",
    "/concept-papers/",
    "/initiatives/adic/",
    "/countries/",
    "/areas/",
    "/documents/",
    "/documents/1/",
    "/documents/joint-declaration/versions/",
    "/images/1/",
    "/d/",
    "/",
]


@pytest.mark.sample(3)
@pytest.mark.parametrize("folder", FOLDERS)
def test_an_address_that_does_not_exist_is_not_found(client, portal, folder):
    wrong = {}
    for kind, value in VALUES.items():
        if value.strip():
            response = client.get(f"{folder}{quote_value(value)}/")
            if response.status_code != 404 or "<script>alert" in response.content.decode():
                wrong[kind] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize(
    "address",
    [
        "/documents/{}/document.pdf",
        "/documents/joint-declaration/versions/{}/",
        "/images/{}/picture.png",
        "/meetings/calendar/{}/1/",
        "/meetings/calendar/2011/{}/",
    ],
)
@pytest.mark.parametrize("number", ["0", "9" * 10, "9" * 19, "9" * 40, "00000000000001234567890"], ids=str)
def test_a_number_of_any_length_is_not_found(client, portal, address, number):
    assert client.get(address.format(number)).status_code == 404

"""Whatever an address is given, it answers with what it understood: never with 500."""

from urllib.parse import quote

import pytest

from tests.surfaces import LISTS, PAGES

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
    "/meetings/": ("series", "framework", "area", "year", "country", "format", "state"),
    "/concept-papers/": ("area", "kind", "country", "year"),
    "/initiatives/": ("area", "status", "country", "year"),
    "/initiatives/progress/": ("area", "kind", "status", "year", "reports"),
    "/documents/": ("kind", "series", "area", "country", "year", "language", "sort"),
    "/activities/": ("kind", "area", "series", "country", "year", "state"),
    "/decisions/": ("verb", "series", "country", "year"),
    "/updates/": ("status", "area", "year"),
    "/trail/": ("area", "series", "year", "status", "by"),
    "/changes/": ("kind", "major", "correction", "area", "series", "year"),
}


def quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogateescape"))


def test_every_list_is_asked():
    assert set(FILTERS) == set(LISTS)


@pytest.mark.parametrize("address", FILTERS)
def test_a_filter_answers_any_value(client, filled, address):
    names, wrong = FILTERS[address], {}
    for kind, value in VALUES.items():
        response = client.get(f"{address}?{'&'.join(f'{name}={quoted(value)}' for name in names)}")
        said = response.content.decode()
        refused = response.context["filterset"].form.errors.keys()
        if response.status_code != (400 if value else 200) or "<script>alert" in said:
            wrong[kind] = response.status_code
        elif value and "The list can’t be filtered like this" not in said:
            wrong[kind] = "without a word"
        elif refused != (set(names) if value else set()):
            wrong[kind] = refused
    assert wrong == {}


@pytest.mark.parametrize("address", FILTERS)
def test_the_last_value_of_a_filter_given_twice_counts(client, filled, address):
    name = FILTERS[address][0]
    values = [
        value for value, _ in client.get(address).context["filterset"].form.fields[name].choices if value
    ]
    response = client.get(f"{address}?{name}=nonsense&{name}={values[0]}")
    assert response.status_code == 200


@pytest.mark.parametrize("kind", ["a word", "forty digits", "NUL", "half a surrogate pair"])
def test_any_parameter_may_have_any_value(client, filled, kind):
    """Parameters that an address does not know are ignored; a page that is none is the nearest that is."""
    wrong = {}
    for name, address in PAGES.items():
        asked = f"page={quoted(VALUES[kind])}&utm_source={quoted(VALUES[kind])}"
        status = client.get(f"{address}{'&' if '?' in address else '?'}{asked}").status_code
        if status != 200:
            wrong[name] = status
    assert wrong == {}


@pytest.mark.parametrize(
    "query", ["&&&", "=", "?", "%", "%zz", "a", "=a", "&page=", "page=1&page=abc", "a=" * 50]
)
def test_a_query_that_is_none_is_ignored(client, portal, query):
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


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_address_that_does_not_exist_is_not_found(client, portal, folder):
    wrong = {}
    for kind, value in VALUES.items():
        if value.strip():
            response = client.get(f"{folder}{quoted(value)}/")
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

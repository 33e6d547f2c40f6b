"""Every address works on an empty portal."""

from tests.factories.pages import create_portal
from tests.public_urls import (
    API,
    API_RECORDS,
    AS_OF,
    DOCUMENT_FILES,
    FILES,
    NOT_FOUND,
    PAGES,
    SURFACES,
    WITHDRAWN,
)


def test_every_address_answers_on_an_empty_portal(client, portal, surfaces):
    there = {name: client.get(address).status_code for name, address in surfaces.items()}
    assert set(there.values()) <= {200, 400, 404}
    of_content = [
        *(
            "meeting",
            "preview of a meeting",
            "series",
            "working group",
            "concept paper",
            "superseded paper",
            "initiative",
            "activity",
        ),
        *("page of text", "withdrawn page that stays readable", "country", "area", "initiative on two days"),
        *("statement of a decision", "statement of a report", "history of a meeting"),
        *("document", "earlier version of a document", *DOCUMENT_FILES, "meeting as a ZIP"),
        *API_RECORDS,
    ]
    of_content = [name for name in SURFACES if name.partition(", as of ")[0] in of_content]
    filtered_lists = [name for name in SURFACES if "filtered" in name and name not in API]
    filtered_lists += [name for name in SURFACES if name.partition(", as of ")[0] == "meetings compared"]
    expected = (
        dict.fromkeys(PAGES | FILES | AS_OF, 200)
        | dict.fromkeys([*NOT_FOUND, *WITHDRAWN, *of_content], 404)
        | dict.fromkeys(filtered_lists, 400)
    )
    assert there == {name: expected[name] for name in surfaces}


def test_every_list_says_so_when_it_is_empty(client, portal):
    lists = ("/meetings/", "/concept-papers/", "/initiatives/", "/documents/")
    silent = [
        address for address in lists if "Nothing is recorded yet." not in client.get(address).content.decode()
    ]
    assert silent == []


def test_sections_can_be_empty_of_pages(client, db):
    """A portal with the home page alone works too."""
    create_portal().about.delete()
    assert client.get("/").status_code == 200
    assert client.get("/meetings/series/").status_code == 200

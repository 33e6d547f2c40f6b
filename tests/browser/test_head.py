"""HEAD has the headers of GET, on the server that the portal runs on."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

ADDRESSES = {
    "page": "/meetings/",
    "search": "/search/?q=cooperation",
    "list as CSV": "/meetings.csv",
    "list as Atom": "/meetings.atom",
    "list as a calendar": "/meetings/calendar.ics",
    "API": "/api/v1/meetings/",
    "statement": "/d/ektdap97/",
    "statement as data": "/d/ektdap97.json",
    "archive": "/meetings/19th-admm.zip",
    "static file": "/robots.txt",
    "address without its slash": "/meetings?year=2011",
    "sign-in": "/admin/",
    "page not found": "/nothing/",
    "version not found": "/documents/nothing/versions/9/",
    "withdrawn page": "/about/taken-away/",
}
OF_THE_SERVER = {"date", "connection", "transfer-encoding"}
OF_THE_CACHE = {"server-timing"}


def ask(site: str, method: str, address: str, encoding: str) -> tuple[int, dict, bytes]:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    connection.request(method, address, headers={"Accept-Encoding": encoding})
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    comparable = (
        response.status,
        {name: headers[name] for name in headers.keys() - OF_THE_SERVER - OF_THE_CACHE},
        response.read(),
    )
    connection.close()
    return comparable


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_head_says_what_get_says(site, address, encoding):
    of_get, of_head = (ask(site, method, address, encoding) for method in ("GET", "HEAD"))

    assert of_head == (of_get[0], of_get[1], b"")
    if "content-length" in of_get[1]:
        assert int(of_get[1]["content-length"]) == len(of_get[2])

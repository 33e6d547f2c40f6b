"""How many requests to the API a client may make."""

import pytest
from django.core.cache import cache


@pytest.fixture
def behind_proxies(settings):
    def set_up(number: int):
        settings.API_RATE = "3/min"
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": number}

    return set_up


def statuses(client, times: int, **headers) -> list[int]:
    return [client.get("/api/v1/", **headers).status_code for _ in range(times)]


def through_proxy(client, address: str, claimed_address: str = "") -> int:
    """The status for a client at `address` behind a proxy; its own header claims `claimed_address`."""
    header = f"{claimed_address}, {address}" if claimed_address else address
    return client.get("/api/v1/", headers={"x-forwarded-for": header}, REMOTE_ADDR="10.0.0.1").status_code


def test_too_many_requests_are_429_with_retry_after(client, db, behind_proxies):
    behind_proxies(0)
    assert statuses(client, 3) == [200, 200, 200]
    response = client.get("/api/v1/")
    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(response["Retry-After"]) <= 60
    assert response.json()["type"] == "http://testserver/api/#rate"


@pytest.mark.parametrize("address", ["nothing/", "meetings/?year=x", "openapi.json"])
def test_every_request_counts_towards_the_limit(client, db, behind_proxies, address):
    behind_proxies(0)
    for _ in range(3):
        client.get(f"/api/v1/{address}")
    assert client.get("/api/v1/").status_code == 429


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("", 1),
        ("page_size=50", 1),
        ("page_size=51", 2),
        ("page_size=200&include=decisions,documents", 12),
        ("include=decisions", 2),
        ("page_size=nothing&include=", 1),
    ],
)
def test_a_request_counts_by_what_it_asks_for(client, db, behind_proxies, settings, query, cost):
    behind_proxies(0)
    settings.API_RATE = "20/min"
    client.get(f"/api/v1/meetings/?{query}")
    assert statuses(client, 21 - cost) == [200] * (20 - cost) + [429]


def test_a_cached_response_counts_once(client, portal, behind_proxies, settings):
    behind_proxies(0)
    settings.API_RATE = "20/min"
    for _ in range(9):
        client.get("/api/v1/meetings/?page_size=200&include=decisions,documents")
    assert statuses(client, 1) == [429]
    assert client.get("/api/v1/meetings/?page_size=200&include=decisions,documents").status_code == 429


def test_pages_for_people_are_not_limited(client, portal, behind_proxies):
    behind_proxies(0)
    assert [client.get("/api/").status_code for _ in range(5)] == [200] * 5


def test_without_a_proxy_nobody_evades_the_limit_by_a_header(client, db, behind_proxies):
    behind_proxies(0)
    statuses_received = [
        client.get("/api/v1/", headers={"x-forwarded-for": f"192.0.2.{number}"}).status_code
        for number in range(5)
    ]
    assert statuses_received == [200, 200, 200, 429, 429]


def test_behind_a_proxy_nobody_evades_the_limit_by_a_header(client, db, behind_proxies):
    behind_proxies(1)
    statuses_received = [
        through_proxy(client, "198.51.100.7", claimed_address=f"192.0.2.{number}") for number in range(5)
    ]
    assert statuses_received == [200, 200, 200, 429, 429]


def test_behind_a_proxy_one_client_does_not_lock_out_the_others(client, db, behind_proxies):
    behind_proxies(1)
    for _ in range(5):
        through_proxy(client, "198.51.100.7")
    assert through_proxy(client, "198.51.100.8") == 200


def test_nobody_locks_out_another_by_claiming_their_address(client, db, behind_proxies):
    behind_proxies(1)
    for _ in range(5):
        through_proxy(client, "198.51.100.7", claimed_address="198.51.100.8")
    assert through_proxy(client, "198.51.100.8") == 200


def test_the_addresses_of_one_connection_count_as_one(client, db, behind_proxies):
    behind_proxies(1)
    statuses_received = [through_proxy(client, f"2001:db8:0:1::{number}") for number in range(1, 6)]
    assert statuses_received == [200, 200, 200, 429, 429]
    assert through_proxy(client, "2001:db8:0:2::1") == 200


@pytest.mark.parametrize("address", ["unknown", "", "fe80::1%eth0", "::ffff:192.0.2.1", "a" * 500, "x y\tz"])
def test_an_invalid_client_address_is_counted_too(client, db, behind_proxies, address):
    behind_proxies(1)
    assert [through_proxy(client, address) for _ in range(4)] == [200, 200, 200, 429]


def test_no_client_address_is_stored_in_the_cache(client, db, behind_proxies):
    behind_proxies(1)
    through_proxy(client, "198.51.100.7")
    assert not [key for key in cache._cache if "198.51" in key]


def test_the_limit_can_be_switched_off(client, db, behind_proxies, settings):
    behind_proxies(0)
    settings.API_RATE = ""
    assert statuses(client, 10) == [200] * 10

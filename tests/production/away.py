"""What visitors get while the database, a server or the whole portal is away."""

import time
from signal import SIGKILL

from .client import Client
from .installation import SERVERS, Installation, end, wait_until
from .requests import PAGE, SECURITY_HEADERS, cache_status, expect, expect_once

STALE_SECONDS = 10
UNTIL_STALE = 2.1  # SHARED_CACHE_SECONDS=1, and nginx counts whole seconds


def shorter_bound(installation: Installation, client: Client) -> None:
    """The time that nginx may show a page while the portal is away is a setting"""
    installation.change_setting("SHARED_CACHE_STALE_SECONDS", str(STALE_SECONDS))
    for server in SERVERS:
        installation.restart_server(server)
    wait_until(lambda: client.ask("/readyz").status == 200, 30, "the portal")


def killed_server(installation: Installation, client: Client) -> str:
    """One application server is killed: the other answers every request"""
    process = installation.server_process(1)
    statuses = []
    for count in range(100):
        if count == 20:
            end(process, SIGKILL)
        statuses.append(client.ask(PAGE, Cookie="sessionid=none").status)
    expect(set(statuses) == {200}, statuses)
    installation.restart_server(1)
    return f"{len(statuses)} requests"


def database_away(installation: Installation, client: Client) -> str:
    """The database is away: nginx shows the last good page, or says so; then all is well"""
    expect(client.ask(PAGE).status == 200)
    time.sleep(UNTIL_STALE)
    installation.stop_postgresql()
    try:
        cached = client.ask(PAGE)
        expect(cached.status == 200 and b"5th" in cached.body, cached)
        expect(cache_status(installation, cached) == "STALE", cache_status(installation, cached))
        not_cached = client.ask("/meetings/?year=2012")
        expect((not_cached.status, not_cached.headers["Retry-After"]) == (503, "30"), not_cached)
        program = client.ask("/api/v1/meetings/?year=2012")
        expect(
            (program.status, program.headers["Content-Type"]) == (503, "application/problem+json"), program
        )
    finally:
        installation.start_postgresql()
    start = time.monotonic()
    wait_until(lambda: client.ask("/meetings/?year=2013").status == 200, 30, "the portal")
    return f"well after {time.monotonic() - start:.1f} s"


def portal_away(installation: Installation, client: Client) -> str:
    """The portal is away: the last good page, styles and a static page, none past the setting"""
    expect(client.ask(PAGE).status == 200)
    fetched = time.monotonic()
    for server in SERVERS:
        end(installation.server_process(server))
    time.sleep(UNTIL_STALE)
    cached = client.ask(PAGE)
    expect(cached.status == 200 and b"5th" in cached.body, cached)
    expect(client.ask(PAGE, "HEAD").status == 200)
    expect(client.ask("/static/css/portal.css").status == 200)
    not_cached = client.ask("/initiatives/?as_of=2015-01-01")
    expect(not_cached.status == 502 and b"not available right now" in not_cached.body, not_cached)
    expect(not_cached.headers["Retry-After"] == "30", not_cached)
    expect_once(SECURITY_HEADERS, not_cached, "/initiatives/")
    expect(client.ask(PAGE, Cookie="sessionid=none").status == 502)
    latest = fetched + STALE_SECONDS + 3
    wait_until(lambda: client.ask(PAGE).status == 502, latest - time.monotonic(), "the page to go")
    shown = time.monotonic() - fetched
    expect(shown > 4, shown)
    for server in SERVERS:
        installation.restart_server(server)
    wait_until(lambda: client.ask(PAGE).status == 200, 30, "the portal")
    return f"shown for {shown:.0f} s"


STEPS = (shorter_bound, killed_server, database_away, portal_away)

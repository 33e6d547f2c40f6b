"""Measures each kind of page beside a constant view with the same bytes behind the same middleware.

Each is measured as a cached response, as 304, and without the response cache, with and without gzip:
as requests per second of processor time, so that what else runs on the machine hardly counts.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from tests.operations.faults import RedisServer

from .server import ROOT, Server, database_on, environment, fetch, prepare, served

PAGES = {
    "home": "/",
    "meetings": "/meetings/",
    "search": "/search/?q=cooperation",
    "meeting": "/meetings/5th-admm/",
    "papers": "/concept-papers/",
    "initiatives": "/initiatives/",
    "initiative": "/initiatives/adic/",
    "background": "/about/background/",
    "country": "/countries/indonesia/",
    "documents": "/documents/",
    "progress": "/initiatives/progress/",
    "trail": "/trail/",
    "timeline": "/meetings/timeline/",
    "map": "/meetings/map/",
}
CONNECTIONS, WARM = 8, 4
ENCODINGS = ("identity", "gzip")


def measure_pages(folder: Path, seconds: int, runs: int, postgres: str) -> None:
    """Print a table of pages for each database and cache, and what a first visit loads."""
    if not shutil.which("wrk"):
        raise SystemExit("The benchmark needs wrk: `make system` installs it.")
    (folder / "pages").mkdir()
    with database_on(postgres)(folder) as postgres_url, redis(folder) as redis_url:
        sites = {
            "SQLite": environment(folder),
            "PostgreSQL": environment(folder, postgres_url),
            "SQLite and Redis": environment(folder) | {"CACHE_URL": redis_url},
        }
        for name, env in sites.items():
            if "CACHE_URL" not in env:
                prepare(env)
            print(f"\n{name}")
            measure_site(folder / "pages", env, seconds, runs)


def measure_site(folder: Path, env: dict[str, str], seconds: int, runs: int) -> None:
    queries = count_queries(env)
    with served(env) as cached, served(env | {"RESPONSE_CACHE": "false"}) as uncached:
        kinds = ("constant/CPU s", "% cached", "% 304", "% uncached")
        print(" " * 14 + "queries  bytes", *(f"{kind:>18}" for kind in kinds), sep="")
        print(" " * 27, "    plain     gzip" * len(kinds), sep="")
        for name, address in PAGES.items():
            content = fetch(cached.base + address)
            (folder / name).write_bytes(content)
            measurements = {
                encoding: [measure_page(cached, uncached, name, encoding, seconds) for _ in range(runs)]
                for encoding in ENCODINGS
            }
            cells = columns(measurements)
            print(f"{name:<14}{queries[name]:>7}{len(content):>7}", *cells, sep="", flush=True)
        requests, size = cold_visit(cached.base)
        print(f"First visit to the home page: {requests} requests, {size / 1024:.1f} KB")
        cached.print_memory()


def measure_page(
    cached: Server, uncached: Server, name: str, encoding: str, seconds: int
) -> dict[str, float]:
    """Return the rate of the constant view, and that of each kind of response as a share of it."""
    address = PAGES[name]
    constant = rate(cached, f"/constant/{name}", seconds, encoding)
    return {
        "constant": constant,
        "cached": rate(cached, address, seconds, encoding) / constant,
        "304": rate(cached, address, seconds, encoding, conditional=True) / constant,
        "uncached": rate(uncached, address, seconds, encoding) / constant,
    }


def columns(measurements: dict[str, list[dict[str, float]]]) -> Iterator[str]:
    """Return the cells of a row: the median of the runs, and half of the range of the shares."""
    for kind in ("constant", "cached", "304", "uncached"):
        for runs in measurements.values():
            values = [run[kind] for run in runs]
            middle, spread = median(values), (max(values) - min(values)) / 2
            if kind == "constant":
                yield f"{middle:>9.0f}"
            else:
                digits = 1 if kind == "uncached" else 0
                yield f"{100 * middle:.{digits}f}±{100 * spread:.{digits}f}".rjust(9)


def rate(server: Server, address: str, seconds: int, encoding: str, conditional: bool = False) -> float:
    """Return the requests per second of the server's processor time, when each worker has answered before."""
    url, headers = server.base + address, {"Accept-Encoding": encoding}
    for _ in range(WARM):
        with urlopen(Request(url, headers=headers), timeout=60) as response:
            etag = response.headers["ETag"]
    if conditional:
        headers["If-None-Match"] = etag
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    command += [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    before = server.processor_seconds_when_idle()
    output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"{url} answered with errors:\n{output}")
    # When the time is over, each connection has a request that the server still answers.
    requests = int(re.search(r"(\d+) requests in", output)[1]) + CONNECTIONS
    return requests / (server.processor_seconds_when_idle() - before)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run a Redis server for the duration of the block."""
    server = RedisServer(folder)
    server.start()
    try:
        yield f"redis://127.0.0.1:{server.port}/0"
    finally:
        server.stop()


def count_queries(env: dict[str, str]) -> dict[str, int]:
    """Return the number of queries of each page that isn't cached, with the settings of a server."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.bench.queries", *PAGES.values()],
        cwd=ROOT,
        env=env | {"RESPONSE_CACHE": "false"},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(zip(PAGES, map(int, result.stdout.split()), strict=True))


class LinkedFiles(HTMLParser):
    """The files that a browser loads with a page: style sheets, icons, scripts, images."""

    def __init__(self):
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "link" and attributes.get("rel") in ("stylesheet", "preload"):
            self.addresses.append(attributes["href"])
        if tag in ("script", "img") and attributes.get("src"):
            self.addresses.append(attributes["src"])


def cold_visit(base: str) -> tuple[int, int]:
    """Requests and bytes of a first visit to the home page, with what its style sheets load, and one icon."""
    page = fetch(base + "/", "gzip")
    parser = LinkedFiles()
    parser.feed(fetch(base + "/").decode())
    addresses = set(parser.addresses)
    for sheet in [address for address in parser.addresses if address.endswith(".css")]:
        folder = sheet.rpartition("/")[0]
        for name in re.findall(r'url\("?(?!data:)([^)"]+)"?\)', fetch(base + sheet).decode()):
            addresses.add(os.path.normpath(f"{folder}/{name}"))
    addresses.add(re.search(r'href="([^"]+favicon[^"]*\.svg)"', fetch(base + "/").decode())[1])
    return 1 + len(addresses), len(page) + sum(len(fetch(base + address, "gzip")) for address in addresses)

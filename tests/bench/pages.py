"""Measures each kind of page beside a constant view with the same bytes behind the same middleware.

Each is measured as a cached response, as 304, and without the response cache, with and without gzip.
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
from urllib.request import Request, urlopen

from tests.operations.faults import RedisServer

from .server import ROOT, database_on, environment, fetch, prepare, served

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


def measure_pages(folder: Path, seconds: int, postgres: str) -> None:
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
            measure_site(folder / "pages", env, seconds)


def measure_site(folder: Path, env: dict[str, str], seconds: int) -> None:
    queries = count_queries(env)
    with served(env) as cached, served(env | {"RESPONSE_CACHE": "false"}) as uncached:
        print("              queries  bytes  constant req/s      cached        304    uncached")
        print("                             plain      gzip  plain  gzip  plain gzip  plain  gzip")
        for name, address in PAGES.items():
            (folder / name).write_bytes(fetch(cached.base + address))
            rates = [
                {
                    "constant": rate(f"{cached.base}/constant/{name}", seconds, encoding),
                    "cached": rate(cached.base + address, seconds, encoding),
                    "304": rate(cached.base + address, seconds, encoding, conditional=True),
                    "uncached": rate(uncached.base + address, seconds, encoding),
                }
                for encoding in ("identity", "gzip")
            ]
            size = len((folder / name).read_bytes())
            print(
                f"{name:<14}{queries[name]:>7}{size:>7}" + "".join(f"{r['constant']:>10.0f}" for r in rates),
                end="",
            )
            for kind in ("cached", "304", "uncached"):
                print(
                    "".join(f"{r[kind] / r['constant']:>7.{0 if kind != 'uncached' else 1}%}" for r in rates),
                    end="",
                )
            print(flush=True)
        requests, size = cold_visit(cached.base)
        print(f"First visit to the home page: {requests} requests, {size / 1024:.1f} KB")
        cached.print_memory()


def rate(url: str, seconds: int, encoding: str, conditional: bool = False) -> float:
    """Return the requests per second that wrk counts, when each worker has answered before."""
    headers = {"Accept-Encoding": encoding}
    for _ in range(WARM):
        with urlopen(Request(url, headers=headers), timeout=60) as response:
            etag = response.headers["ETag"]
    if conditional:
        headers["If-None-Match"] = etag
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    command += [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"{url} answered with errors:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])


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

"""Measures each kind of page, and a constant view with the same bytes behind the same middleware."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from .server import ROOT, environment, fetch, manage, served

PAGES = {
    "home": "/",
    "meetings": "/meetings/",
    "meeting": "/meetings/5th-admm/",
    "papers": "/concept-papers/",
    "initiatives": "/initiatives/",
    "initiative": "/initiatives/adic/",
    "background": "/about/background/",
    "country": "/countries/indonesia/",
    "documents": "/documents/",
    "progress": "/initiatives/progress/",
    "timeline": "/about/timeline/",
    "map": "/about/map/",
}
CONNECTIONS = 8
LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
IN_MS = {"us": 0.001, "ms": 1, "s": 1000}


@dataclass(frozen=True)
class Load:
    """The results of wrk: requests per second, and the 50th and 99th percentile in milliseconds."""

    rate: float
    p50: float
    p99: float


def measure_pages(folder: Path, seconds: int) -> None:
    """Prints the table of pages, and what a first visit loads."""
    if not shutil.which("wrk"):
        raise SystemExit("The benchmark needs wrk: `make system` installs it.")
    env = environment(folder)
    for command in (["migrate"], ["load_demo"], ["collectstatic", "--noinput"]):
        manage(env, *command)
    (folder / "pages").mkdir()
    queries = count_queries(env)
    with served(env) as server:
        print("page         queries    bytes    req/s  constant   ratio   p50 ms   p99 ms")
        for name, address in PAGES.items():
            body = fetch(server.base + address)
            (folder / "pages" / name).write_bytes(body)
            load(server.base + address, 1)
            page = load(server.base + address, seconds)
            constant = load(f"{server.base}/constant/{name}", seconds)
            print(
                f"{name:<12}{queries[name]:>8}{len(body):>9}{page.rate:>9.1f}{constant.rate:>10.1f}"
                f"{page.rate / constant.rate:>8.1%}{page.p50:>9.1f}{page.p99:>9.1f}"
            )
        requests, size = cold_visit(server.base)
        print(f"First visit to the home page: {requests} requests, {size / 1024:.1f} KB")
        print("Workers: " + ", ".join(f"{megabytes:.0f} MB" for megabytes in server.memory()))


def load(url: str, seconds: int) -> Load:
    command = [
        "wrk",
        "--threads",
        "1",
        "--connections",
        str(CONNECTIONS),
        "--duration",
        f"{seconds}s",
        "--latency",
        url,
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"{url} answered with errors:\n{output}")
    latency = {part: float(number) * IN_MS[unit] for part, number, unit in LATENCY.findall(output)}
    return Load(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), latency["50"], latency["99"])


def count_queries(env: dict[str, str]) -> dict[str, int]:
    """The number of queries of each page with warm caches; in a process with the settings of a server."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.bench.queries", *PAGES.values()],
        cwd=ROOT,
        env=env,
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
        for name in re.findall(r'url\("?([^)"]+)"?\)', fetch(base + sheet).decode()):
            addresses.add(os.path.normpath(f"{folder}/{name}"))
    addresses.add(re.search(r'href="([^"]+favicon[^"]*\.svg)"', fetch(base + "/").decode())[1])
    return 1 + len(addresses), len(page) + sum(len(fetch(base + address, "gzip")) for address in addresses)

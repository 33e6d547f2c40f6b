"""Measures addresses with the demonstration and with a hundred times more content, on both databases."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles

import psycopg

from .server import database_on, environment, fetch, prepare, served

TIMES, WARM, CHANGES = 40, 3, 5
# SQLite writes nothing where nothing becomes another.
CHANGE = "UPDATE wagtailcore_site SET site_name = CASE site_name WHEN '' THEN 'The portal' ELSE '' END"
SEARCHES = {
    "common word": "q=cooperation",
    "rare word": "q=Prabang",
    "phrase": "q=%22disaster+relief%22",
    "document text": "q=demonstration+declaration&kind=document",
    "with facets chosen": "q=cooperation&year=2011",
    "spelling": "q=Vientianne",
}
ADDRESSES = {f"search: {name}": f"/search/?{query}" for name, query in SEARCHES.items()} | {
    "home": "/",
    "meetings": "/meetings/",
    "meetings, filtered": "/meetings/?series=admm&year=2011",
    "meetings, page 20": "/meetings/?page=20",
    "meeting": "/meetings/5th-admm/",
    "papers": "/concept-papers/",
    "initiatives": "/initiatives/",
    "initiative": "/initiatives/adic/",
    "country": "/countries/indonesia/",
    "area": "/areas/hadr/",
    "documents": "/documents/",
    "API: meetings": "/api/v1/meetings/",
    "API: documents": "/api/v1/documents/",
    "feed of meetings": "/meetings.atom",
    "feed of documents": "/documents.atom",
    "progress": "/initiatives/progress/",
    "trail": "/trail/",
    "trail of an area": "/trail/?area=hadr",
    "timeline": "/meetings/timeline/",
    "map": "/meetings/map/",
    "series": "/meetings/series/admm/",
    "change log": "/changes/",
    "change log, page 20": "/changes/?page=20",
    "feed of changes": "/changes.atom",
    "home, as of 2014": "/?as_of=2014-05-01",
    "meetings, as of 2014": "/meetings/?as_of=2014-05-01",
    "meeting, as of 2014": "/meetings/5th-admm/?as_of=2014-05-01",
    "initiatives, as of 2014": "/initiatives/?as_of=2014-05-01",
    "documents, as of 2014": "/documents/?as_of=2014-05-01",
    "progress, as of 2014": "/initiatives/progress/?as_of=2014-05-01",
    "trail, as of 2014": "/trail/?as_of=2014-05-01",
}


def measure_sizes(folder: Path, meetings: int, documents: int, initiatives: int, postgres: str) -> None:
    """Prints p95 of every address for each database and size, and time and memory of the CSV of documents."""
    make_large = f"from tests.bench.scale import make; make({meetings}, {documents}, {initiatives})"
    contents = {"demo": ["load_demo"], "large": ["shell", "-c", make_large]}
    times: dict[str, dict[str, tuple[float, float]]] = {}
    for database, make_url in {"SQLite": sqlite, "PostgreSQL": database_on(postgres)}.items():
        for size, command in contents.items():
            place = folder / f"{database}-{size}"
            place.mkdir()
            with make_url(place) as url:
                times[f"{database} {size}"] = measure(environment(place, url), command, f"{database}, {size}")
    show(times)


def measure(env: dict[str, str], command: list[str], label: str) -> dict[str, tuple[float, float]]:
    """The results of `times_of` for a portal that is created for it."""
    start = time.monotonic()
    prepare(env, *command)
    write(env["DATABASE_URL"], "ANALYZE")  # as a server does within minutes
    print(f"{label}: made in {time.monotonic() - start:.0f} s", flush=True)
    return times_of(env, label)


def times_of(env: dict[str, str], label: str) -> dict[str, tuple[float, float]]:
    """p95 of each address in milliseconds, sequentially; and the median right after a change."""

    def change():
        write(env["DATABASE_URL"], CHANGE)

    with served(env | {"RESPONSE_CACHE": "false"}, workers=1) as server:
        urls = {name: server.base + address for name, address in ADDRESSES.items()}
        times = {name: (p95(url), after_changes(url, change)) for name, url in urls.items()}
        before, start = server.memory("VmHWM")[0], time.monotonic()
        rows = fetch(f"{server.base}/documents.csv").count(b"\n") - 1
        seconds, more = time.monotonic() - start, server.memory("VmHWM")[0] - before
        print(f"{label}: CSV of {rows} documents in {seconds:.1f} s, {more:.0f} MB more memory", flush=True)
        print(", ".join(f"{name} {usual:.0f} ms" for name, (usual, _after) in times.items()), flush=True)
    return times


def p95(url: str) -> float:
    for _ in range(WARM):
        fetch(url)
    return quantiles([milliseconds(url) for _ in range(TIMES)], n=20)[-1]


def after_changes(url: str, change: Callable) -> float:
    """The median response time of the first request after a write."""
    times = []
    for _ in range(CHANGES):
        change()
        times.append(milliseconds(url))
    return median(times)


def milliseconds(url: str) -> float:
    start = time.perf_counter()
    fetch(url)
    return (time.perf_counter() - start) * 1000


def write(database: str, statement: str) -> None:
    """Writes a row through another connection."""
    path = database.removeprefix("sqlite:///")
    driver_connection = (
        psycopg.connect(database, autocommit=True) if path == database else sqlite3.connect(path)
    )
    with closing(driver_connection) as connection, connection:
        connection.execute(statement)


def show(times: dict[str, dict[str, tuple[float, float]]]) -> None:
    print("p95 in ms, right after a change".ljust(32) + "".join(f"{name:>18}" for name in times))
    for name in ADDRESSES:
        cells = (f"{item[name][0]:.1f}, {item[name][1]:.1f}" for item in times.values())
        print(name.ljust(32) + "".join(f"{cell:>18}" for cell in cells))


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder}/db.sqlite3"

"""Measures the portal's pages beside a constant view that returns the same bytes, in one run.

    make bench                    (needs wrk, see `make system`)
    .venv/bin/python -m tests.bench --seconds 10

Nothing is asserted: timings depend on the machine, the ratio hardly does. Everything it starts, it ends.
"""

import argparse
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
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
}
WORKERS, CONNECTIONS = 2, 8
LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
IN_MS = {"us": 0.001, "ms": 1, "s": 1000}


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, half and 99 of 100 answers within so many milliseconds."""

    rate: float
    p50: float
    p99: float


def environment(folder: Path) -> dict[str, str]:
    """A server's settings on a database and folders of its own, without TLS."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DEBUG": "false",
        "TLS": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/db.sqlite3"),
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "BENCH_PAGES": str(folder / "pages"),
        "LOG_LEVEL": "WARNING",
    }


def manage(env: dict[str, str], *arguments: str):
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_server(env: dict[str, str], port: int) -> subprocess.Popen:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--no-control-socket",
        "--log-level",
        "warning",
        "--workers",
        str(WORKERS),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    server = subprocess.Popen([*command, "admm_site.wsgi"], cwd=ROOT, env=env)
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    server.terminate()
    raise SystemExit("The server did not start.")


def fetch(url: str, encoding: str = "identity") -> bytes:
    with urlopen(Request(url, headers={"Accept-Encoding": encoding}), timeout=20) as response:
        return response.read()


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


def worker_memory(server: subprocess.Popen) -> list[float]:
    """Resident memory of each worker in MB."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    status = (Path(f"/proc/{pid}/status").read_text() for pid in children)
    return [int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) / 1024 for text in status]


def count_queries(env: dict[str, str]) -> dict[str, int]:
    """Queries of each page, caches warm; in a process of its own, as the settings are a server's."""
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
    """What a browser fetches for a page without being asked: style sheets, icons, scripts, pictures."""

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
    """Requests and bytes of a first visit to the home page: with what its style sheets load, and one icon."""
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


def measure(env: dict[str, str], folder: Path, seconds: int):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    queries = count_queries(env)
    server = start_server(env, port)
    try:
        (folder / "pages").mkdir()
        print("page         queries    bytes    req/s  constant   ratio   p50 ms   p99 ms")
        for name, address in PAGES.items():
            body = fetch(base + address)
            (folder / "pages" / name).write_bytes(body)
            load(base + address, 1)
            page, constant = load(base + address, seconds), load(f"{base}/constant/{name}", seconds)
            print(
                f"{name:<12}{queries[name]:>8}{len(body):>9}{page.rate:>9.1f}{constant.rate:>10.1f}"
                f"{page.rate / constant.rate:>8.1%}{page.p50:>9.1f}{page.p99:>9.1f}"
            )
        requests, size = cold_visit(base)
        print(f"First visit to the home page: {requests} requests, {size / 1024:.1f} KB")
        print("Workers: " + ", ".join(f"{megabytes:.0f} MB" for megabytes in worker_memory(server)))
    finally:
        server.terminate()
        server.wait(20)


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=5, help="length of each measurement (5)")
    seconds = parser.parse_args().seconds
    if not shutil.which("wrk"):
        raise SystemExit("The benchmark needs wrk: `make system` installs it.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        manage(env, "migrate")
        manage(env, "load_demo")
        manage(env, "collectstatic", "--noinput")
        measure(env, folder, seconds)


if __name__ == "__main__":
    main()

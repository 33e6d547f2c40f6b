"""Ask for every public address as an anonymous visitor and keep the responses in a folder."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from .links import CSS_URL, file_name, is_exportable, links_of_page, local_target

MAX_REDIRECTS = 5


class ExportError(Exception):
    """The static site can't be made; the message says why."""


@dataclass
class Crawl:
    """The responses to all addresses that pages lead to, as files in `folder`."""

    folder: Path
    report: Callable[[str], None]
    files: dict[str, str] = field(default_factory=dict)  # name by address
    pages: dict[str, str] = field(default_factory=dict)  # address by the file of a page
    redirects: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Follow the links from the home page, the search page and the sitemap until none is new."""
        client = Client(headers={"host": urlsplit(settings.PORTAL_URL).netloc})
        queue = deque(["/", reverse("search"), *self._sitemap(client)])
        addresses = set(queue)
        while queue:
            address = queue.popleft()
            for link in self._ask(client, address):
                target = local_target(address, link)
                if target and target.address not in addresses and is_exportable(target.address):
                    addresses.add(target.address)
                    queue.append(target.address)
            self.report(f"{len(self.files)} files, {len(queue)} addresses to ask for")

    def file_of(self, address: str) -> str | None:
        """Return the name of the file with what the address leads to, if it has one."""
        for _ in range(MAX_REDIRECTS):
            if address not in self.redirects:
                break
            address = self.redirects[address]
        return self.files.get(address)

    def _sitemap(self, client: Client) -> list[str]:
        response = self._get(client, reverse("sitemap"))
        locations = BeautifulSoup(response.content, "xml").find_all("loc")
        targets = (local_target("/", location.text) for location in locations)
        return [target.address for target in targets if target and is_exportable(target.address)]

    def _ask(self, client: Client, address: str) -> list[str]:
        """Store the response of an address; return its links."""
        response = self._get(client, address)
        if response.status_code in (301, 302, 307, 308):
            return self._redirect(address, response["Location"])
        if response.status_code in (403, 404, 410):
            return []  # what became private meanwhile, or a link of an editor to nothing
        if response.status_code != 200:
            raise ExportError(f"{address} answers {response.status_code}.")
        return self._store(address, response)

    def _redirect(self, address: str, location: str) -> list[str]:
        if target := local_target(address, location):
            self.redirects[address] = target.address
        return [location]

    def _store(self, address: str, response) -> list[str]:
        content_type = response["Content-Type"].partition(";")[0]
        is_page = content_type == "text/html"
        try:
            name = file_name(address, is_page)
        except ValueError:
            return []
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(response)
        self.files[address] = name
        if is_page:
            self.pages[name] = address
            return list(links_of_page(BeautifulSoup(path.read_bytes(), "html.parser")))
        return CSS_URL.findall(path.read_text()) if content_type == "text/css" else []

    @staticmethod
    def _get(client: Client, address: str):
        return client.get(address, secure=settings.PORTAL_URL.startswith("https:"))

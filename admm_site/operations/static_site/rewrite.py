"""Turn a page as the server sends it into one that works from a folder."""

import json
import re
import unicodedata
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.conf import settings
from django.template.loader import render_to_string

from .crawl import Crawl
from .links import link_attributes, local_target, relative_link, split_srcset

SEARCH_FILE, INDEX_FILE, SCRIPT_FILE = "search/index.html", "search/index.js", "search/search.js"
BLANKS = re.compile(r"\s+")


class Rewriter:
    """Makes links lead to files, and what has no file to the portal on the web."""

    def __init__(self, crawl: Crawl, updated):
        self.crawl, self.updated = crawl, updated
        self.documents: list[list[str]] = []

    def rewrite(self, name: str, content: bytes) -> bytes:
        """Return the page for the file `name`, and add its text to the index of search."""
        page = BeautifulSoup(content, "html.parser")
        if name == SEARCH_FILE:
            self._replace_search(page)
        else:
            self._index(name, page)
        for preload in page.find_all("link", rel="preload"):
            preload.decompose()  # of no use without a server, and refused by browsers
        self._rewrite_links(name, page)
        self._rewrite_forms(name, page)
        self._add_banner(name, page)
        if name == SEARCH_FILE:
            self._add_search_scripts(page)
        return str(page).encode()

    def index(self) -> bytes:
        """Return the script that holds file, title and text of each page."""
        rows = json.dumps(sorted(self.documents), ensure_ascii=False, separators=(",", ":"))
        return f"const PAGES = {rows};\n".encode()

    def _index(self, name: str, page: BeautifulSoup) -> None:
        main = page.find("main")
        if main and page.title:
            title = _one_line(page.title.get_text().rpartition(" · ")[0])
            self.documents.append([name, title, _one_line(main.get_text(" "))])

    def _new_link(self, name: str, link: str) -> str:
        base = self.crawl.pages[name]
        target = local_target(base, link)
        if target is None:
            return link
        file = self.crawl.file_of(target.address)
        if file is None:
            return urljoin(settings.PORTAL_URL + base, link)
        return relative_link(name, file, target.fragment)

    def _rewrite_links(self, name: str, page: BeautifulSoup) -> None:
        for element, attribute in link_attributes(page):
            element[attribute] = self._new_link(name, str(element[attribute]))
        for element in page.find_all(srcset=True):
            candidates = split_srcset(str(element["srcset"]))
            element["srcset"] = ", ".join(
                f"{self._new_link(name, address)} {descriptor}".strip() for address, descriptor in candidates
            )

    def _rewrite_forms(self, name: str, page: BeautifulSoup) -> None:
        for form in page.find_all("form"):
            action = urljoin(settings.PORTAL_URL + self.crawl.pages[name], str(form.get("action") or ""))
            if form.get("role") == "search":
                action = relative_link(name, SEARCH_FILE)
                del form["data-suggestions"]  # a server makes them
            form["action"] = action

    def _add_banner(self, name: str, page: BeautifulSoup) -> None:
        address = settings.PORTAL_URL + self.crawl.pages[name]
        banner = render_to_string(
            "operations/static_site_banner.html", {"address": address, "updated": self.updated}
        )
        page.main.insert_before(BeautifulSoup(banner, "html.parser"))

    @staticmethod
    def _replace_search(page: BeautifulSoup) -> None:
        search = render_to_string("operations/static_site_search.html")
        page.main.clear()
        page.main.append(BeautifulSoup(search, "html.parser"))

    @staticmethod
    def _add_search_scripts(page: BeautifulSoup) -> None:
        for file in (INDEX_FILE, SCRIPT_FILE):
            page.head.append(page.new_tag("script", src=relative_link(SEARCH_FILE, file), defer=""))


def _one_line(text: str) -> str:
    return unicodedata.normalize("NFC", BLANKS.sub(" ", text).strip())

"""The pages at the addresses of the sitemap, and what must be true of all of them together."""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client

# Two records that have one name: their rows and steps say what each is.
PAPER_AND_INITIATIVE = frozenset({"adic", "guidelines for air military encounters"})


def sitemap_addresses(client: Client) -> list[str]:
    """Every address of the sitemap, without the host."""
    sitemap = client.get("/sitemap.xml").content.decode()
    return [urlsplit(address).path for address in re.findall("<loc>(.+?)</loc>", sitemap)]


def prefixes(addresses: Iterable[str]) -> set[str]:
    """Every address that is left when the last parts of one are cut off."""
    parts = [address.strip("/").split("/") for address in addresses]
    return {f"/{'/'.join(part[:length])}/" for part in parts for length in range(1, len(part))}


def get_pages(client: Client, addresses: Iterable[str]) -> dict[str, BeautifulSoup]:
    """The parsed page of each address."""
    return {
        address: BeautifulSoup(client.get(address).content, "html.parser") for address in sorted(addresses)
    }


def words(element) -> str:
    return " ".join(element.get_text().split())


def source_share(page: BeautifulSoup) -> float:
    """The share of the words of a page that name sources: their numbers, and the list at the end."""
    main = page.find(id="main")
    sources = main.select(".references, .source, .notes")
    return sum(map(count_words, sources)) / count_words(main)


def count_words(element) -> int:
    """The number of words and numbers, folded ones included."""
    return len(re.findall(r"\S*\w\S*", element.get_text(" ")))


def shared_titles(pages: dict[str, BeautifulSoup]) -> dict[str, list[str]]:
    """The addresses of each title that more than one page has."""
    by_title = defaultdict(list)
    for address, page in pages.items():
        by_title[words(page.title)].append(address)
    return {title: addresses for title, addresses in by_title.items() if len(addresses) > 1}


def ambiguous_links(pages: dict[str, BeautifulSoup]) -> dict[str, dict[str, set[str]]]:
    """The words, by page, of links that lead to more than one page.

    Links to a section of their own page are left out: the contents of a page repeat its headings, some of
    which are words of the menu.
    """
    ambiguous = {}
    for address, page in pages.items():
        targets = defaultdict(set)
        for link in page.find_all("a", href=True):
            if not link["href"].startswith("#"):
                text = (link.get("aria-label") or words(link)).lower()
                targets[text].add(urldefrag(urljoin(address, link["href"])).url)
        if several := {
            text: pages_of_text
            for text, pages_of_text in targets.items()
            if text and text not in PAPER_AND_INITIATIVE and len(pages_of_text) > 1
        }:
            ambiguous[address] = several
    return ambiguous

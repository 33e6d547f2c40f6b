"""Autocomplete: titles of public content that begin with what a visitor types, and what they open."""

from urllib.parse import urlencode

from django.urls import reverse

from admm_site.core.searchable import SearchKind

from .analysis import surface_forms
from .compile import uses_database_index
from .execute import find_by_prefix
from .facets import FacetLabels
from .models import Passage
from .queries import MAX_TERMS, clean_query_text
from .results import passage_url

MIN_PREFIX_LENGTH = 2  # one letter begins half of the index
MAX_SUGGESTIONS = 8


def suggest(text: str) -> list[dict[str, str]]:
    """Return title, kind and URL of what has all words typed in its title, the last one as a prefix.

    Where several records of a kind have one title, the URL is that of a search for it.
    """
    words = surface_forms(clean_query_text(text))[:MAX_TERMS]
    if words and len(words[-1]) < MIN_PREFIX_LENGTH:
        words.pop()
    if not words or not uses_database_index():
        return []
    rows = find_by_prefix(words)
    rows.sort(key=lambda row: (-row["weight"], len(row["name"]), row["name"], row["pk"]))
    keys_by_title: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        keys_by_title.setdefault((row["name"], row["kind"]), []).append(row["pk"])
    return _with_urls(list(keys_by_title.items())[:MAX_SUGGESTIONS])


def _with_urls(keys_by_title: list[tuple[tuple[str, str], list[int]]]) -> list[dict[str, str]]:
    passages = Passage.objects.select_related("page", "document").defer("text", "analyzed_text")
    by_key = passages.in_bulk([keys[0] for _title, keys in keys_by_title])
    labels = FacetLabels()
    return [
        {
            "title": title,
            "kind": str(SearchKind(kind).label),
            "url": passage_url(by_key[keys[0]], labels) if len(keys) == 1 else _search_url(title),
        }
        for (title, kind), keys in keys_by_title
    ]


def _search_url(title: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': title})}"

"""Autocomplete: titles of public content that begin with what a visitor types."""

from admm_site.core.searchable import SearchKind

from .analysis import surface_forms
from .compile import uses_database_index
from .execute import find_by_prefix
from .queries import MAX_TERMS, clean_query_text

MIN_PREFIX_LENGTH = 2  # one letter begins half of the index
MAX_SUGGESTIONS = 8


def suggest(text: str) -> list[dict[str, str]]:
    """Return title and kind of what has all words typed in its title, the last one as a prefix."""
    words = surface_forms(clean_query_text(text))[:MAX_TERMS]
    if words and len(words[-1]) < MIN_PREFIX_LENGTH:
        words.pop()
    if not words or not uses_database_index():
        return []
    rows = find_by_prefix(words)
    rows.sort(key=lambda row: (-row["weight"], len(row["name"]), row["name"], row["pk"]))
    kinds: dict[str, str] = {}
    for row in rows:
        kinds.setdefault(row["name"], row["kind"])
    return [
        {"title": title, "kind": str(SearchKind(kind).label)}
        for title, kind in list(kinds.items())[:MAX_SUGGESTIONS]
    ]

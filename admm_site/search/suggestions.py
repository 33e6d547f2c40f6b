"""What a visitor may be about to type: titles of what is public."""

from django.db.models import QuerySet
from django.db.models.functions import Length

from .analysis import surface_forms
from .choices import Kind
from .compile import compile_prefix_query, uses_database_index
from .execute import query_public_passages
from .queries import MAX_TERMS, clean_query_text

MIN_PREFIX_LENGTH = 2
MAX_SUGGESTIONS = 8
HEADS = f"SELECT * FROM hits ORDER BY weight DESC, length, name, pk LIMIT {2 * MAX_SUGGESTIONS}"  # noqa: S608


def suggest(text: str) -> list[dict[str, str]]:
    """Title and kind of the things whose titles hold all words typed, of the last one the beginning."""
    typed = surface_forms(clean_query_text(text))[:MAX_TERMS]
    if typed and len(typed[-1]) < MIN_PREFIX_LENGTH:  # half the index begins with a letter
        typed.pop()
    if not typed or not uses_database_index():
        return []
    found = query_public_passages(*compile_prefix_query(typed), HEADS, _heads)
    by_name = {passage["name"]: passage["kind"] for passage in reversed(found)}
    titles = list(dict.fromkeys(passage["name"] for passage in found))[:MAX_SUGGESTIONS]
    return [{"title": title, "kind": str(Kind(by_name[title]).label)} for title in titles]


def _heads(passages: QuerySet) -> QuerySet:
    described = passages.order_by().annotate(length=Length("name"))
    return described.values("name", "kind", "weight", "length", "pk")

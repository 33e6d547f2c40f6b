"""What a visitor may be about to type: titles of what is public."""

from django.db.models import QuerySet
from django.db.models.functions import Length

from .choices import Kind
from .lookup import public_among
from .matching import in_database, starting_with
from .queries import MOST_TERMS, cleaned
from .words import spelled

FEWEST_LETTERS = 2
MOST_SUGGESTIONS = 8
HEADS = f"SELECT * FROM hits ORDER BY weight DESC, length, name, pk LIMIT {2 * MOST_SUGGESTIONS}"  # noqa: S608


def suggest(text: str) -> list[dict[str, str]]:
    """Title and kind of the things whose titles hold all words typed, of the last one the beginning."""
    typed = spelled(cleaned(text))[:MOST_TERMS]
    if typed and len(typed[-1]) < FEWEST_LETTERS:  # half the index begins with a letter
        typed.pop()
    if not typed or not in_database():
        return []
    found = public_among(*starting_with(typed), HEADS, _heads)
    by_name = {passage["name"]: passage["kind"] for passage in reversed(found)}
    titles = list(dict.fromkeys(passage["name"] for passage in found))[:MOST_SUGGESTIONS]
    return [{"title": title, "kind": str(Kind(by_name[title]).label)} for title in titles]


def _heads(passages: QuerySet) -> QuerySet:
    described = passages.order_by().annotate(length=Length("name"))
    return described.values("name", "kind", "weight", "length", "pk")

"""What a visitor may be about to type: titles of what is public."""

from django.db.models import QuerySet
from django.db.models.functions import Length

from .choices import Kind
from .matching import in_database, starting_with
from .models import Passage
from .queries import MOST_TERMS, cleaned
from .words import spelled

FEWEST_LETTERS = 2
MOST_SUGGESTIONS = 8


def suggest(text: str) -> list[dict[str, str]]:
    """Title and kind of the things whose titles hold all words typed, of the last one the beginning."""
    typed = spelled(cleaned(text))[:MOST_TERMS]
    if typed and len(typed[-1]) < FEWEST_LETTERS:  # half the index begins with a letter
        typed.pop()
    if not typed or not in_database():
        return []
    first, second = (_rows(part, typed) for part in Passage.objects.public_parts())
    found = first.union(second).order_by("-weight", "length", "name")[: 2 * MOST_SUGGESTIONS]
    by_name = {passage["name"]: passage["kind"] for passage in reversed(found)}
    titles = list(dict.fromkeys(passage["name"] for passage in found))[:MOST_SUGGESTIONS]
    return [{"title": title, "kind": str(Kind(by_name[title]).label)} for title in titles]


def _rows(part: QuerySet, typed: list[str]) -> QuerySet:
    heads = part.filter(starting_with(typed), is_head=True).order_by()
    return heads.annotate(length=Length("name")).values("name", "kind", "weight", "length")

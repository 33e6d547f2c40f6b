"""A query put to the index that Wagtail's search backend keeps.

Both databases get the same words and the same logic. Wagtail's own `search()` is not called on them: on
SQLite it looks every hit up once more for its rank, on PostgreSQL it excludes no phrases, and on neither does
it stop. Stems are nothing but ASCII letters and digits, so that no word can be taken for an operator.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry
from wagtail.search.query import And, MatchAll, Not, Or, PlainText

from .models import OUTSIDE, Passage
from .queries import Query, Sequence, Term
from .words import entry, together

# Passages looked at; what stands in more is cut off there. So many besides that are of no document, or have
# the words in their title: they come first in a list.
MOST_HITS, MOST_OUTSIDE, MOST_TITLES = 2_000, 1_000, 500
TITLED = 1
MOST_FROM_ELSEWHERE = 1_000

ENTRIES = IndexEntry._meta.db_table
# CROSS JOIN: SQLite would rather ask the index about each entry, one by one.
SQLITE = (
    f"SELECT CAST(entry.object_id AS INTEGER) AS id FROM {ENTRIES}_fts found"  # noqa: S608
    f" CROSS JOIN {ENTRIES} entry ON entry.id = found.rowid"
    f" WHERE {ENTRIES}_fts MATCH %s AND entry.content_type_id = %s LIMIT {{most}}"
)
# What is excluded may stand anywhere in the text, though the title has what is wanted.
POSTGRESQL = (
    f"SELECT CAST(entry.object_id AS bigint) AS id FROM {ENTRIES} entry"  # noqa: S608
    f" WHERE entry.{{column}} @@ to_tsquery('simple', %s){{without}} AND entry.content_type_id = %s"
    " LIMIT {most}"
)
WITHOUT = " AND entry.body @@ to_tsquery('simple', %s)"
ALL = """
SELECT id, MAX(mark) AS mark FROM (
    SELECT id, 0 AS mark FROM ({texts}) texts
    UNION ALL SELECT id, 0 AS mark FROM ({outside}) outside
    UNION ALL SELECT id, 1 AS mark FROM ({titles}) titles
) found GROUP BY id
"""
LISTED = f"SELECT id, 0 AS mark FROM {Passage._meta.db_table} WHERE id IN ({{keys}})"  # noqa: S608


def matched(query: Query, facts: Iterable[str] = ()) -> tuple[str, list]:
    """SQL and its parameters: `id` of each passage that holds what is wanted and nothing that is not, and all
    `facts` (see `words.entry`); and a `mark`, which is `TITLED` where the title alone holds it.
    """
    query = _with_facts(query, facts)
    if not in_database():
        found = get_search_backend().search(to_wagtail(query), Passage.objects.all())
        keys = [str(passage.pk) for passage in found[:MOST_FROM_ELSEWHERE]]
        return LISTED.format(keys=", ".join(keys) or "NULL"), []
    sql = ALL.format(
        texts=_select("body", MOST_HITS),
        outside=_select("body", MOST_OUTSIDE),
        titles=_select("title", MOST_TITLES, bool(query.unwanted)),
    )
    outside = _with_facts(query, [entry(OUTSIDE)])
    return sql, _params(_asked("body", query), _asked("body", outside), _asked("title", query))


def _with_facts(query: Query, facts: Iterable[str]) -> Query:
    return replace(query, required=(*query.required, *(Term((((fact,),),)) for fact in facts)))


def starting_with(spellings: list[str]) -> tuple[str, list]:
    """As `matched`: passages with these words in the title of their thing, of the last one the beginning."""
    if connection.vendor == "postgresql":
        asked = " & ".join([*map(_quoted, spellings[:-1]), f"{_quoted(spellings[-1])}:*"])
    else:
        terms = " AND ".join([*map(_double_quoted, spellings[:-1]), f"{_double_quoted(spellings[-1])} *"])
        asked = f"{{autocomplete}} : ({terms})"
    return f"SELECT id, 0 AS mark FROM ({_select('autocomplete', MOST_TITLES)}) found", _params([asked])  # noqa: S608


def in_database() -> bool:
    """Whether the index is in the portal's own database; errors of another's are caught by Wagtail."""
    return not get_search_backend().catch_indexing_errors


def _select(column: str, most: int, is_without: bool = False) -> str:
    if connection.vendor != "postgresql":
        return SQLITE.format(most=most)
    return POSTGRESQL.format(column=column, most=most, without=WITHOUT if is_without else "")


def _asked(column: str, query: Query) -> list[str]:
    """The query as the parameters that `_select` takes for the column."""
    if connection.vendor != "postgresql":
        without = f" NOT ({{body}} : ({_any_unwanted(query)}))" if query.unwanted else ""
        return [f"({{{column}}} : ({to_fts5(query)})){without}"]
    if column == "title" and query.unwanted:
        return [to_tsquery(replace(query, unwanted=())), to_tsquery(query)]
    return [to_tsquery(query)]


def _params(*asked: list[str]) -> list:
    content_type = ContentType.objects.get_for_model(Passage).pk
    return [param for some in asked for param in (*some, content_type)]


# The query in the language of each


def to_tsquery(query: Query) -> str:
    unwanted = "".join(f" & !{_either(term, _quoted, ' & ', ' | ')}" for term in query.unwanted)
    return _enough(query, _quoted, " & ", " | ") + unwanted


def to_fts5(query: Query) -> str:
    """What is wanted; what is not is another column's matter (`_asked`)."""
    return _enough(query, _double_quoted, " AND ", " OR ")


def _any_unwanted(query: Query) -> str:
    return " OR ".join(_either(term, _double_quoted, " AND ", " OR ") for term in query.unwanted)


def _enough(query: Query, quoted: Callable[[str], str], conjunction: str, disjunction: str) -> str:
    """As many of the words as are wanted, in each combination, and all that is required."""
    terms, required = (
        [_either(term, quoted, conjunction, disjunction) for term in some]
        for some in (query.wanted, query.required)
    )
    ways = [conjunction.join(some) for some in combinations(terms, query.least or len(terms))]
    wanted = ways[0] if len(ways) == 1 else f"({disjunction.join(f'({way})' for way in ways)})"
    return conjunction.join([wanted, *required])


def _either(term: Term, quoted: Callable[[str], str], conjunction: str, disjunction: str) -> str:
    ways = [
        conjunction.join(quoted(one) for sequence in way for one in _entries(sequence)) for way in term.ways
    ]
    return f"({disjunction.join(f'({way})' for way in ways)})"


def _entries(sequence: Sequence) -> list[str]:
    """What the index has of words side by side: each pair of neighbours as one word."""
    return together(sequence) or list(sequence)


def _quoted(stem: str) -> str:
    return f"'{stem}'"


def _double_quoted(stem: str) -> str:
    return f'"{stem}"'


def to_wagtail(query: Query):
    """The query as Wagtail's own, for backends outside of the database."""

    def any_way(term):
        return Or([And([PlainText(" ".join(_entries(one))) for one in way]) for way in term.ways])

    unwanted = [Not(any_way(term)) for term in query.unwanted]
    wanted = [any_way(term) for term in query.wanted]
    enough = Or([And(list(some)) for some in combinations(wanted, query.least or len(wanted))])
    required = [any_way(term) for term in query.required]
    return And([enough, *required, *unwanted]) if query else Not(MatchAll())

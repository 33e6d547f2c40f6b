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

from .analysis import bigrams, facet_token
from .models import NOT_IN_DOCUMENT, Passage
from .queries import Query, Sequence, Term

# Passages looked at; what stands in more is cut off there. So many besides that are of no document, or have
# the words in their title: they come first in a list.
MAX_HITS, MAX_PAGE_HITS, MAX_TITLE_HITS = 2_000, 1_000, 500
TITLE_MARK = 1
MAX_EXTERNAL_HITS = 1_000

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


def compile_query(query: Query, facts: Iterable[str] = ()) -> tuple[str, list]:
    """SQL and its parameters: `id` of each passage that holds what is wanted and nothing that is not, and all
    `facts` (see `words.entry`); and a `mark`, which is `TITLED` where the title alone holds it.
    """
    query = _with_facts(query, facts)
    if not uses_database_index():
        found = get_search_backend().search(to_wagtail(query), Passage.objects.all())
        keys = [str(passage.pk) for passage in found[:MAX_EXTERNAL_HITS]]
        return LISTED.format(keys=", ".join(keys) or "NULL"), []
    sql = ALL.format(
        texts=_select("body", MAX_HITS),
        outside=_select("body", MAX_PAGE_HITS),
        titles=_select("title", MAX_TITLE_HITS, bool(query.excluded_terms)),
    )
    outside = _with_facts(query, [facet_token(NOT_IN_DOCUMENT)])
    return sql, _params(_asked("body", query), _asked("body", outside), _asked("title", query))


def _with_facts(query: Query, facts: Iterable[str]) -> Query:
    return replace(query, required_terms=(*query.required_terms, *(Term((((fact,),),)) for fact in facts)))


def compile_prefix_query(spellings: list[str]) -> tuple[str, list]:
    """As `matched`: passages with these words in the title of their thing, of the last one the beginning."""
    if connection.vendor == "postgresql":
        asked = " & ".join([*map(_quoted, spellings[:-1]), f"{_quoted(spellings[-1])}:*"])
    else:
        terms = " AND ".join([*map(_double_quoted, spellings[:-1]), f"{_double_quoted(spellings[-1])} *"])
        asked = f"{{autocomplete}} : ({terms})"
    return f"SELECT id, 0 AS mark FROM ({_select('autocomplete', MAX_TITLE_HITS)}) found", _params([asked])  # noqa: S608


def uses_database_index() -> bool:
    """Whether the index is in the portal's own database; errors of another's are caught by Wagtail."""
    return not get_search_backend().catch_indexing_errors


def _select(column: str, most: int, is_without: bool = False) -> str:
    if connection.vendor != "postgresql":
        return SQLITE.format(most=most)
    return POSTGRESQL.format(column=column, most=most, without=WITHOUT if is_without else "")


def _asked(column: str, query: Query) -> list[str]:
    """The query as the parameters that `_select` takes for the column."""
    if connection.vendor != "postgresql":
        without = f" NOT ({{body}} : ({_any_unwanted(query)}))" if query.excluded_terms else ""
        return [f"({{{column}}} : ({to_fts5(query)})){without}"]
    if column == "title" and query.excluded_terms:
        return [to_tsquery(replace(query, excluded_terms=())), to_tsquery(query)]
    return [to_tsquery(query)]


def _params(*asked: list[str]) -> list:
    content_type = ContentType.objects.get_for_model(Passage).pk
    return [param for some in asked for param in (*some, content_type)]


# The query in the language of each


def to_tsquery(query: Query) -> str:
    excluded_terms = "".join(f" & !{_either(term, _quoted, ' & ', ' | ')}" for term in query.excluded_terms)
    return _enough(query, _quoted, " & ", " | ") + excluded_terms


def to_fts5(query: Query) -> str:
    """What is wanted; what is not is another column's matter (`_asked`)."""
    return _enough(query, _double_quoted, " AND ", " OR ")


def _any_unwanted(query: Query) -> str:
    return " OR ".join(_either(term, _double_quoted, " AND ", " OR ") for term in query.excluded_terms)


def _enough(query: Query, quoted: Callable[[str], str], conjunction: str, disjunction: str) -> str:
    """As many of the words as are wanted, in each combination, and all that is required."""
    terms, required_terms = (
        [_either(term, quoted, conjunction, disjunction) for term in some]
        for some in (query.terms, query.required_terms)
    )
    alternatives = [conjunction.join(some) for some in combinations(terms, query.minimum_match or len(terms))]
    enough = (
        alternatives[0]
        if len(alternatives) == 1
        else f"({disjunction.join(f'({alternative})' for alternative in alternatives)})"
    )
    return conjunction.join([enough, *required_terms])


def _either(term: Term, quoted: Callable[[str], str], conjunction: str, disjunction: str) -> str:
    alternatives = [
        conjunction.join(quoted(one) for sequence in alternative for one in _entries(sequence))
        for alternative in term.alternatives
    ]
    return f"({disjunction.join(f'({alternative})' for alternative in alternatives)})"


def _entries(sequence: Sequence) -> list[str]:
    """What the index has of words side by side: each pair of neighbours as one word."""
    return bigrams(sequence) or list(sequence)


def _quoted(stem: str) -> str:
    return f"'{stem}'"


def _double_quoted(stem: str) -> str:
    return f'"{stem}"'


def to_wagtail(query: Query):
    """The query as Wagtail's own, for backends outside of the database."""

    def any_way(term):
        return Or(
            [
                And([PlainText(" ".join(_entries(one))) for one in alternative])
                for alternative in term.alternatives
            ]
        )

    excluded_terms = [Not(any_way(term)) for term in query.excluded_terms]
    terms = [any_way(term) for term in query.terms]
    enough = Or([And(list(some)) for some in combinations(terms, query.minimum_match or len(terms))])
    required_terms = [any_way(term) for term in query.required_terms]
    return And([enough, *required_terms, *excluded_terms]) if query else Not(MatchAll())

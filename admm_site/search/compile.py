"""Compile a query for the full-text index that Wagtail's search backend keeps in the database.

Wagtail's own `search()` is not used: on SQLite it looks up each hit again for its rank, on PostgreSQL it
excludes no phrases, and it has no limit. Stems hold only ASCII letters and digits, so that none can be taken
for an operator.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import F, Lookup, QuerySet
from wagtail.search import models as index
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, MatchAll, Not, Or, PlainText

from .analysis import bigrams
from .models import Passage
from .queries import Query, Sequence, Term


class FTS5Match(Lookup):
    """SQLite's full-text search, `table MATCH query`; Django 6.1 would compare a function with true."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        query, params = self.process_rhs(compiler, connection)
        return f"{index.SQLiteFTSIndexEntry._meta.db_table} MATCH {query}", params


def uses_database_index() -> bool:
    """Return whether the index is in the portal's database, and not in another search engine."""
    return not get_search_backend().catch_indexing_errors


def matching_entries(column: str, query: Query) -> QuerySet:
    """Return `object_id` of the passages with a match in a column of the index, excluded terms left out."""
    if connection.vendor == "postgresql":
        conditions = {column: to_tsquery(replace(query, excluded_terms=()) if column == "title" else query)}
        if column == "title" and query.excluded_terms:
            conditions["body"] = to_tsquery(query)  # an excluded term may be in the text
        return _postgresql_entries(**conditions)
    excluded = f" NOT ({{body}} : ({_any_excluded(query)}))" if query.excluded_terms else ""
    return _sqlite_entries(f"({{{column}}} : ({to_fts5(query)})){excluded}")


def entries_by_prefix(words: list[str]) -> QuerySet:
    """Return `object_id` of the passages with all words in their title, the last one as a prefix."""
    *words, prefix = words
    if connection.vendor == "postgresql":
        return _postgresql_entries(autocomplete=" & ".join([*map(_quoted, words), f"{_quoted(prefix)}:*"]))
    terms = " AND ".join([*map(_double_quoted, words), f"{_double_quoted(prefix)} *"])
    return _sqlite_entries(f"{{autocomplete}} : ({terms})")


def _postgresql_entries(**conditions: str) -> QuerySet:
    queries = {
        column: SearchQuery(tsquery, config="simple", search_type="raw")
        for column, tsquery in conditions.items()
    }
    content_type = ContentType.objects.get_for_model(Passage)
    entries = index.IndexEntry.objects.filter(content_type=content_type, **queries)
    # Ordered, as a limited scan of a large table may start anywhere and would return other rows each time.
    return entries.order_by("pk").values_list("object_id", flat=True)


def _sqlite_entries(fts5_query: str) -> QuerySet:
    # "+ 0" keeps SQLite from going through all entries of the content type and matching each of them.
    matching = index.SQLiteFTSIndexEntry.objects.alias(content_type=F("index_entry__content_type") + 0)
    content_type = ContentType.objects.get_for_model(Passage)
    return matching.filter(FTS5Match(F("pk"), fts5_query), content_type=content_type.pk).values_list(
        "index_entry__object_id", flat=True
    )


def to_tsquery(query: Query) -> str:
    """Return the query in the syntax of PostgreSQL's `to_tsquery`."""
    excluded = "".join(
        f" & !{_any_alternative(term, _quoted, ' & ', ' | ')}" for term in query.excluded_terms
    )
    return _enough_terms(query, _quoted, " & ", " | ") + excluded


def to_fts5(query: Query) -> str:
    """Return the query without its excluded terms in the syntax of SQLite's FTS5."""
    return _enough_terms(query, _double_quoted, " AND ", " OR ")


def to_wagtail(query: Query):
    """Return the query for a search backend outside of the database."""

    def any_alternative(term):
        return Or(
            [
                And([PlainText(" ".join(_index_tokens(sequence))) for sequence in alternative])
                for alternative in term.alternatives
            ]
        )

    terms = [any_alternative(term) for term in query.terms]
    enough = Or([And(list(some)) for some in combinations(terms, query.minimum_match or len(terms))])
    required = [any_alternative(term) for term in query.required_terms]
    excluded = [Not(any_alternative(term)) for term in query.excluded_terms]
    return And([enough, *required, *excluded]) if query else Not(MatchAll())


def _any_excluded(query: Query) -> str:
    return " OR ".join(
        _any_alternative(term, _double_quoted, " AND ", " OR ") for term in query.excluded_terms
    )


def _enough_terms(query: Query, quote: Callable[[str], str], conjunction: str, disjunction: str) -> str:
    """Return each combination of as many terms as must match, with all required terms."""
    terms, required = (
        [_any_alternative(term, quote, conjunction, disjunction) for term in some]
        for some in (query.terms, query.required_terms)
    )
    enough = [conjunction.join(some) for some in combinations(terms, query.minimum_match or len(terms))]
    if len(enough) > 1:
        enough = [f"({disjunction.join(f'({combination})' for combination in enough)})"]
    return conjunction.join([*enough, *required])


def _any_alternative(term: Term, quote: Callable[[str], str], conjunction: str, disjunction: str) -> str:
    alternatives = [
        conjunction.join(quote(token) for sequence in alternative for token in _index_tokens(sequence))
        for alternative in term.alternatives
    ]
    return f"({disjunction.join(f'({alternative})' for alternative in alternatives)})"


def _index_tokens(sequence: Sequence) -> list[str]:
    """Return the tokens by which the index has the stems side by side: bigrams, or the only stem."""
    return bigrams(sequence) or list(sequence)


def _quoted(stem: str) -> str:
    return f"'{stem}'"


def _double_quoted(stem: str) -> str:
    return f'"{stem}"'

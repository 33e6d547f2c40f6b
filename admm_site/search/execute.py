"""Execute a query: find matching passages in the index, leave out what is not public, count and order.

The index says which passages match; whether they are public is asked of the database each time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import itemgetter

from django.db.models import CharField, Expression, F, Q, Value
from django.db.models.functions import Cast, Coalesce
from wagtail.search.backends import get_search_backend

from admm_site.core.batching import run_deferred
from admm_site.core.publication import KeyIn
from admm_site.documents.models import PortalDocument

from .analysis import facet_token
from .choices import Order
from .compile import entries_by_prefix, matching_entries, to_wagtail, uses_database_index
from .facets import FACET_COLUMNS
from .models import NOT_IN_DOCUMENT, Passage
from .queries import Query, Term

# The numbers of hits that are read, of a query with more: in all passages, in those outside of documents, and
# in titles. The last two come first in the results, so they are never cut off by hits in documents.
MAX_HITS, MAX_PAGE_HITS, MAX_TITLE_HITS = 2_000, 1_000, 500
MAX_EXTERNAL_HITS = 1_000
MAX_LISTED = 300  # passages that are ranked and listed
KEYS_PER_PROBE = 50

# Columns to order by, all descending. An undated passage has an empty date, which comes last.
ORDER_COLUMNS = {
    Order.RELEVANCE: ("in_title", "weight", "date_text", "pk"),
    Order.DATE: ("date_text", "in_title", "weight", "pk"),
}


@dataclass(frozen=True)
class Hits:
    """The public passages that a query matches.

    `counted` has the number of results (`count`) for each combination of facet values; `listed` has key and
    group of the passages that come first. `is_truncated` where more passages match than were looked at.
    """

    counted: list[dict] = field(default_factory=list)
    listed: list[tuple[int, int]] = field(default_factory=list)
    is_truncated: bool = False


def run_query(query: Query, order: Order, facet_tokens: Iterable[str] = ()) -> Hits:
    """Return the hits of a query that have all the facet tokens."""
    keys, title_keys = _matching_keys(_with_facet_tokens(query, facet_tokens))
    date_text = Coalesce(Cast("date", CharField()), Value(""))
    rows = _public_rows(keys, "pk", "document_id", "group_key", "weight", *FACET_COLUMNS, date_text=date_text)
    for row in rows:
        row["in_title"] = row["pk"] in title_keys
    rows.sort(key=itemgetter(*ORDER_COLUMNS[order]), reverse=True)
    listed = [(row["pk"], row["group_key"]) for row in rows[:MAX_LISTED]]
    return Hits(_count_groups(rows), listed, len(keys) >= MAX_HITS)


def queries_with_results(queries: list[Query]) -> list[bool]:
    """Return for each query whether it matches anything public."""
    run_deferred()
    keys = [list(_matching_keys_in("body", query, MAX_HITS)) for query in queries]
    has_results = [False] * len(queries)
    for start in range(0, MAX_HITS, KEYS_PER_PROBE):  # the first keys suffice, unless all are hidden
        probes = {
            number: some[start : start + KEYS_PER_PROBE]
            for number, some in enumerate(keys)
            if some[start:] and not has_results[number]
        }
        if not probes:
            break
        public = {row["pk"] for row in _public_rows(set().union(*probes.values()), "pk", "document_id")}
        for number, some in probes.items():
            has_results[number] = not public.isdisjoint(some)
    return has_results


def find_by_prefix(words: list[str]) -> list[dict]:
    """Return the public passages with all words in their title, the last one as a prefix."""
    run_deferred()
    keys = map(int, entries_by_prefix(words)[:MAX_HITS])
    return _public_rows(keys, "pk", "document_id", "name", "kind", "weight")


def _matching_keys(query: Query) -> tuple[set[int], set[int]]:
    """Return the keys of the passages that match, and of those with the match in their title."""
    run_deferred()  # index first what was saved in the same transaction
    keys = set(_matching_keys_in("body", query, MAX_HITS))
    if not uses_database_index():
        return keys, set()
    page_query = _with_facet_tokens(query, [facet_token(NOT_IN_DOCUMENT)])
    title_keys = set(_matching_keys_in("title", query, MAX_TITLE_HITS))
    return keys.union(_matching_keys_in("body", page_query, MAX_PAGE_HITS), title_keys), title_keys


def _matching_keys_in(column: str, query: Query, limit: int) -> Iterable[int]:
    if uses_database_index():
        return map(int, matching_entries(column, query)[:limit])
    passages = get_search_backend().search(to_wagtail(query), Passage.objects.all())
    return [passage.pk for passage in passages[:MAX_EXTERNAL_HITS]]


def _with_facet_tokens(query: Query, facet_tokens: Iterable[str]) -> Query:
    terms = (Term((((token,),),)) for token in facet_tokens)
    return replace(query, required_terms=(*query.required_terms, *terms))


def _public_rows(keys: Iterable[int], *columns: str, **expressions: Expression) -> list[dict]:
    """Return columns of the public passages among these, `document_id` being one of them.

    Whether documents are public is asked of those in question: a join would ask it of all documents.
    """
    keys = list(keys)
    if not keys:
        return []
    passages = Passage.objects.public_or_in_document().filter(_is_among(keys)).order_by()
    rows = list(passages.values(*columns, **expressions))
    documents = {row["document_id"] for row in rows} - {None}
    public = {None}
    if documents:
        public.update(
            PortalDocument.objects.public().filter(_is_among(documents)).values_list("pk", flat=True)
        )
    return [row for row in rows if row["document_id"] in public]


def _is_among(keys: Iterable[int]) -> Q:
    """Return the condition that the row has one of the keys: one parameter, as Django takes long for many."""
    return Q(KeyIn(F("pk"), ",".join(map(str, keys))))


def _count_groups(rows: list[dict]) -> list[dict]:
    """Return how many groups there are of each combination of facet values; a group has only one."""
    combinations = {row["group_key"]: tuple(row[column] for column in FACET_COLUMNS) for row in rows}
    return [
        dict(zip(FACET_COLUMNS, values, strict=True), count=count)
        for values, count in Counter(combinations.values()).items()
    ]

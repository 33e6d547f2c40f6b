"""Looks queries up: what of the matches is public, counted by what it can be filtered by, the best first.

It is one statement on SQLite and two on PostgreSQL, which reads the index row by row for words that stand in
many passages unless it is told not to, and asks of every document of the portal whether it is public unless
it is told which matter. Both read `matched`: keys of passages, with a mark.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from django.db import connection
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce
from psycopg import ClientCursor

from admm_site.core.batching import run_deferred
from admm_site.documents.models import PortalDocument

from .choices import Order
from .compile import MAX_HITS, TITLE_MARK, compile_query
from .facets import FACET_COLUMNS
from .models import Passage
from .queries import Query

MAX_LISTED = 300  # passages weighed against each other; a list is no longer than that

# By these columns, the highest first. Undated things have an empty date here, which comes last.
ORDER_COLUMNS = {Order.RELEVANCE: ("titled", "weight", "dated"), Order.DATE: ("dated", "titled", "weight")}
COUNT_AND_LIST = """
SELECT {kept}, COUNT(DISTINCT thing) AS things, (SELECT COUNT(*) FROM matched) AS matched,
    0 AS pk, 0 AS titled, 0 AS weight, '' AS dated
FROM hits GROUP BY {kept}
UNION ALL
SELECT * FROM (
    SELECT {kept}, thing, 0, pk, titled, weight, dated
    FROM hits ORDER BY {first}, pk DESC LIMIT {most}
) listed
"""
MATCHED_MARKS = "SELECT DISTINCT mark FROM matched WHERE id IN (SELECT pk FROM hits)"

WITHOUT_READING_ALL = "SET LOCAL enable_seqscan = off; "
KNOWING_HOW_MANY = "SET LOCAL enable_seqscan = on; SET LOCAL jit = off; "
WITH_DOCUMENTS = """
SELECT found.id, found.mark, passage.document_id
FROM ({found}) found JOIN {passages} passage ON passage.id = found.id
"""
FETCHED = """
matched AS (
    SELECT unnest(%s::bigint[]) AS id, unnest(%s::integer[]) AS mark, unnest(%s::bigint[]) AS document
), readable AS MATERIALIZED (
    SELECT held.id FROM unnest(%s::bigint[]) AS held(id) CROSS JOIN LATERAL ({public}) public
)
"""


Describing = Callable[[QuerySet], QuerySet]


@dataclass(frozen=True)
class Hits:
    """`counted`: how many `things` there are of each combination of what can be filtered by. `listed`: key
    and thing of the passages that may come first. `is_cut`: more match than were seen.
    """

    counted: list[dict] = field(default_factory=list)
    listed: list[tuple[int, int]] = field(default_factory=list)
    is_truncated: bool = False


@dataclass(frozen=True)
class MatchedPassages:
    """SQL that gives `matched` a meaning, and the public passages that are among them, in parts."""

    before: str
    params: list
    parts: tuple[QuerySet, ...]
    settings: str = ""

    def ask(self, statement: str, describe: Describing) -> list[dict]:
        """The rows of a statement about `matched` and `hits`: its public passages as `describe` has them."""
        described = [describe(part) for part in self.parts]
        hits, params = described[0].union(*described[1:], all=True).query.sql_with_params()
        sql = f"{self.settings}WITH {self.before}, hits AS ({hits}) {statement}"
        return _ask(sql, [*self.params, *params])


def run_query(query: Query, order: Order, facts: Iterable[str] = ()) -> Hits:
    """Of what the query matches, what has all `facts` (`Filters.facts`)."""
    found = _matched(*compile_query(query, facts))
    if not found:
        return Hits()
    first = ", ".join(f"{column} DESC" for column in ORDER_COLUMNS[order])
    statement = COUNT_AND_LIST.format(kept=", ".join(FACET_COLUMNS), first=first, most=MAX_LISTED)
    rows = found.ask(statement, _described)
    listed = [row for row in rows if row["pk"]]
    listed.sort(key=itemgetter(*ORDER_COLUMNS[order], "pk"), reverse=True)
    return Hits(
        [row for row in rows if not row["pk"]],
        [(row["pk"], row["things"]) for row in listed],
        any(row["matched"] >= MAX_HITS for row in rows),
    )


def queries_with_results(queries: list[Query]) -> list[bool]:
    """Which of the queries find anything public: asked together."""
    parts = [compile_query(query) for query in queries]
    sql = " UNION ALL ".join(
        f"SELECT id, {number} AS mark FROM ({one}) query{number}"  # noqa: S608
        for number, (one, _params) in enumerate(parts)
    )
    found = _matched(sql, [param for _sql, params in parts for param in params]) if queries else None
    rows = found.ask(MATCHED_MARKS, lambda part: part.order_by().values("pk")) if found else []
    marks = {row["mark"] for row in rows}
    return [number in marks for number, _query in enumerate(queries)]


def query_public_passages(found: str, params: list, statement: str, describe: Describing) -> list[dict]:
    """The rows of a `statement` about `hits`: public passages among those found, as `describe` has them."""
    among = _matched(found, params)
    return among.ask(statement, describe) if among else []


def _matched(found: str, params: list) -> MatchedPassages | None:
    run_deferred()  # who searches in the middle of a batch finds what was saved in it
    if connection.vendor != "postgresql":
        parts = tuple(part.filter(_is_in("matched")) for part in Passage.objects.public_parts())
        return MatchedPassages(f"matched AS ({found})", params, parts)
    sql = WITH_DOCUMENTS.format(found=found, passages=Passage._meta.db_table)
    rows = _ask(WITHOUT_READING_ALL + sql, params)
    if not rows:
        return None
    public = PortalDocument.objects.public().filter(pk=RawSQL("held.id", [])).values("pk")[:1]
    public_sql, public_params = public.query.sql_with_params()
    return MatchedPassages(
        FETCHED.format(public=public_sql),
        [
            *(_array(row[name] for row in rows) for name in ("id", "mark", "document_id")),
            _array({row["document_id"] for row in rows} - {None}),
            *public_params,
        ],
        (
            Passage.objects.outside_documents().filter(_is_in("matched WHERE document IS NULL")),
            Passage.objects.filter(_is_in("matched WHERE document IN (SELECT id FROM readable)")),
        ),
        KNOWING_HOW_MANY,
    )


def _array(numbers: Iterable[int | None]) -> str:
    return f"{{{','.join('NULL' if number is None else str(number) for number in numbers)}}}"


def _is_in(source: str) -> Q:
    return Q(pk__in=RawSQL(f"SELECT id FROM {source}", []))  # noqa: S608, S611 - made of constants


def _described(passages: QuerySet) -> QuerySet:
    titled = _is_in(f"matched WHERE mark = {TITLE_MARK}")
    return (
        passages.order_by()
        .annotate(
            titled=Case(When(titled, then=Value(1)), default=Value(0)),
            dated=Coalesce(Cast("date", CharField()), Value("")),
        )
        .values("pk", "thing", *FACET_COLUMNS, "weight", "titled", "dated")
    )


def _ask(sql: str, params: list) -> list[dict]:
    """The rows of the last of several statements that are sent at once."""
    with _cursor() as cursor:
        cursor.execute(sql, params)
        while cursor.description is None:
            cursor.nextset()
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _cursor():
    """One that puts values into the text itself, as several statements at once can't have any beside it."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    cursor = ClientCursor(connection.connection)
    return (
        connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
    )

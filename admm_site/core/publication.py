"""The publication rule: what the public may see. Every public list, count and URL depends on it.

A page is published while it is live, has not expired, and neither it nor a page above it is private. An alias
is as private as its source, and published no longer than that. A record inside a page is as public as its
page. The rule is one SQL condition that is part of each query: nothing is copied, so nothing is out of date.

As of a past date, what was not known by then is not public either (docs/trail.md): the querysets of pages and
of records define what was (`known_as_of`).
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps

from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Model, Q, QuerySet, Value, When
from django.db.models.functions import Now
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction

from .clock import cached_per_request, past_as_of_date, today
from .query_cache import cached_until_changed


class IsPrivate(Func):
    """Whether the page at a path is private: it, a page above it, or the source of an alias among these.

    Plain SQL, because every query of every page has it: as a queryset, it took longer to build than to run.
    It starts from the few pages that have a restriction, and adds each alias of a page below one of these,
    so that aliases of aliases are covered too. Restrictions whose keys are `opened` are ignored.
    """

    arity = 1
    output_field = BooleanField()
    # Formatted with names and compiled expressions only; values are parameters. CROSS JOIN fixes the order
    # of the tables: after ANALYZE, SQLite would read all pages for each row instead of the few restrictions.
    sql = (
        "EXISTS (WITH RECURSIVE private(path) AS MATERIALIZED ("
        "SELECT restricted.path FROM {restrictions} restriction CROSS JOIN {pages} restricted"
        " WHERE restricted.id = restriction.page_id{still_closed}"
        " UNION SELECT alias.path FROM private CROSS JOIN {pages} alias CROSS JOIN {pages} source"
        " WHERE alias.alias_of_id > 0 AND source.id = alias.alias_of_id"
        " AND source.path LIKE private.path || '%%'"
        ") SELECT 1 FROM private WHERE {path} LIKE private.path || '%%')"
    )

    def __init__(self, path, opened: tuple[int, ...] = ()):
        super().__init__(path)
        self.opened = opened

    def as_sql(self, compiler, connection, **extra):
        path, params = compiler.compile(self.source_expressions[0])
        names = {"pages": Page._meta.db_table, "restrictions": PageViewRestriction._meta.db_table}
        keys = ", ".join(["%s"] * len(self.opened))
        still_closed = f" AND restriction.id NOT IN ({keys})" if keys else ""
        sql = self.sql.format(path=path, still_closed=still_closed, **names)
        return sql, (*self.opened, *params)


class IsPublished(Func):
    """Whether the page at a lookup path (the row itself by default) is published; NULL if there is none.

    One piece of SQL, as in `IsPrivate`. Wagtail unpublishes aliases with their source, but not before
    `publish_scheduled` runs after an expiry, and not when the source is changed without Wagtail: so the
    source is looked at too. For a reader who has opened some restrictions, these don't count.
    """

    arity = 4
    output_field = BooleanField()
    # Formatted with compiled expressions only, as above.
    sql = (
        "({live} AND ({expire_at} IS NULL OR {expire_at} > {now})"
        " AND NOT EXISTS (SELECT 1 FROM {pages} source WHERE source.id = {source}"
        " AND (NOT source.live OR source.expire_at <= {now}))"
        " AND NOT {is_private})"
    )

    def __init__(self, page: str = "", opened: tuple[int, ...] = ()):
        prefix = f"{page}__" if page else ""
        fields = ("live", "expire_at", "alias_of_id", "path")
        super().__init__(*(F(f"{prefix}{field}") for field in fields))
        self.opened = opened

    def as_sql(self, compiler, connection, **extra):
        *columns, path = self.source_expressions
        live, expire_at, source = (compiler.compile(column)[0] for column in columns)
        now, _ = compiler.compile(Now())
        is_private, params = compiler.compile(IsPrivate(path, self.opened))
        sql = self.sql.format(
            live=live,
            expire_at=expire_at,
            source=source,
            now=now,
            is_private=is_private,
            pages=Page._meta.db_table,
        )
        return sql, params


def is_private(page: str = "") -> IsPrivate:
    """Return the condition that the page at the lookup path `page` (the row itself by default) is private."""
    return IsPrivate(F(f"{page}__path" if page else "path"))


def is_published(page: str = "", opened: tuple[int, ...] = ()) -> Q:
    """Return the condition that the page at the lookup path `page` (the row itself by default) is published.

    For a reader who has opened some restrictions (`view_restrictions.opened_by`), these don't count.
    """
    return Q(IsPublished(page, opened))


def privacy_paths(page: Page) -> set[str]:
    """Return the paths of the page, of the pages above it, and of the sources of aliases among these.

    A restriction on any of them makes the page private. `IsPrivate` is the same rule for many pages at once.
    """
    paths, added = set(), _path_and_ancestors(page.path)
    while added:
        paths |= added
        sources = Page.objects.filter(path__in=added, alias_of__isnull=False).values_list(
            "alias_of__path", flat=True
        )
        added = set().union(*map(_path_and_ancestors, sources)) - paths
    return paths


def _path_and_ancestors(path: str) -> set[str]:
    """Return the prefixes of a page's path, which are the paths of the pages above it."""
    return {path[:length] for length in range(Page.steplen, len(path) + 1, Page.steplen)}


CACHED_DAYS = 64  # building the query takes longer than running it

_as_of_page_types: list[type[Page]] = []


def register_as_of_model(page_type: type[Page]) -> type[Page]:
    """Register a page type whose queryset defines with `known_as_of` which pages were known by a date."""
    _as_of_page_types.append(page_type)
    return page_type


@cached_until_changed
def pages_unknown_as_of(day: date) -> str:
    """Return the comma-separated keys of all pages not known by the date, read in one query."""
    with connection.cursor() as cursor:
        cursor.execute(*_unknown_pages_sql(day))
        return ",".join(str(key) for (key,) in cursor.fetchall())


@lru_cache(maxsize=CACHED_DAYS)
def _unknown_pages_sql(day: date) -> tuple[str, tuple]:
    """Return the SQL and its parameters; cached, because visitors follow links as of the same date."""
    querysets = (page_type.objects.order_by() for page_type in _as_of_page_types)
    first, *rest = (rows.exclude(rows.known_as_of(day)).values("pk") for rows in querysets)
    return first.union(*rest, all=True).query.sql_with_params()


class KeyIn(Func):
    """Whether a key is among `keys`, comma-separated: one parameter, because there may be thousands."""

    arity = 1
    output_field = BooleanField()

    def __init__(self, key, keys: str):
        super().__init__(key)
        self.keys = keys

    def as_sql(self, compiler, connection, **extra):
        sql, params = compiler.compile(self.source_expressions[0])
        return f"{sql} IN (SELECT value FROM json_each(%s))", (*params, f"[{self.keys}]")  # noqa: S608

    def as_postgresql(self, compiler, connection, **extra):
        sql, params = compiler.compile(self.source_expressions[0])
        # Cast to the type of the key: PostgreSQL hashes only an array of the same type.
        key_type = Page._meta.pk.rel_db_type(connection)
        return f"{sql} = ANY(%s::{key_type}[])", (*params, f"{{{self.keys}}}")


def is_known_as_of_request(page: str = "") -> Q:
    """Return the condition that the page was known by the past as-of date; an empty one without a date."""
    return ~Q(KeyIn(F(page or "pk"), cached_per_request(pages_unknown_as_of))) if past_as_of_date() else Q()


def is_hidden_as_of(page: Page) -> bool:
    """Return whether the page was not known by the past as-of date."""
    return bool(past_as_of_date()) and f",{page.pk}," in f",{cached_per_request(pages_unknown_as_of)},"


def is_public(page: str = "") -> Q:
    """Return the condition that the page at the lookup path `page` (the row itself by default) is public."""
    return is_published(page) & is_known_as_of_request(page)


def public_expression(page: str) -> Case:
    """Return `is_public` as an expression to annotate as `<page>_is_public`; see `public_related`."""
    return Case(When(is_public(page), then=Value(True)), default=Value(False), output_field=BooleanField())


def public_related(row: Model, name: str) -> Page | None:
    """Return the page that the foreign key `name` of a row points at if it is public, else None.

    Rows annotated with `public_expression` need no query; others do.
    """
    key = getattr(row, f"{name}_id")
    if not key:
        return None
    is_public_page = getattr(row, f"{name}_is_public", None)
    if is_public_page is None:
        is_public_page = public_pages().filter(pk=key).exists()
    return getattr(row, name) if is_public_page else None


def public_pages() -> QuerySet[Page]:
    """Return the public pages of every type, as plain `Page` rows."""
    return Page.objects.filter(is_public())


class AsOfQuerySet(QuerySet):
    """A queryset that defines which of its rows were known by a date."""

    def known_as_of(self, day: date) -> Q:
        """Return the condition that a row was known by the end of the day."""
        raise NotImplementedError

    def known_as_of_request(self):
        """Return the rows known by the past as-of date of the request; all rows without one."""
        return self.filter(self.known_as_of(day)) if (day := past_as_of_date()) else self

    def is_known_as_of_request(self, row: Model) -> bool:
        """Return whether the row was known by the past as-of date of the request; True without one."""
        return not past_as_of_date() or self.known_as_of_request().filter(pk=row.pk).exists()


class PortalPageQuerySet(PageQuerySet):
    def known_as_of_request(self):
        """Return the rows known by the past as-of date of the request; all rows without one."""
        return self.filter(is_known_as_of_request())

    def public(self):
        return self.filter(is_public())

    def published(self):
        """Return the pages that are public today, whichever as-of date the request has."""
        return self.filter(is_published())

    def with_privacy(self):
        """Annotate `is_private`: whether a page lies in a private part of the tree."""
        return self.annotate(is_private=is_private())

    def with_details(self):
        """Fetch the related records that the template of the page shows, in as few queries as possible."""
        return self


def cached_queryset(build: Callable[..., QuerySet]) -> Callable[..., QuerySet]:
    """Decorate a function that returns a queryset of its arguments and today's date: it is built once a day.

    The rows are queried each time; but to build a query with many conditions takes as long as to run it. As
    of a past date it is built each time, because it then names the pages that were not known.
    """

    @lru_cache(maxsize=CACHED_DAYS)
    def build_on(day: date, *arguments) -> QuerySet:
        return build(*arguments)

    @wraps(build)
    def wrapper(*arguments) -> QuerySet:
        if past_as_of_date():
            return build(*arguments)
        return build_on(today(), *arguments).all()

    return wrapper


@cached_queryset
def public_rows(page_type: type[Page]) -> QuerySet:
    """Return the public pages of a type with what a row of a list shows of them (`for_rows`)."""
    return page_type.objects.public().for_rows()


PortalPageManager = PageManager.from_queryset(PortalPageQuerySet)


class RecordQuerySet(AsOfQuerySet):
    """Records inside a page (`page` is their parental key)."""

    def public(self):
        return self.filter(is_public("page")).known_as_of_request()

    def published(self):
        return self.filter(is_published("page"))

    def without_source(self):
        return self.filter(source_document__isnull=True, source_name="")

"""What the public may see: the one rule that every public list, count and address asks.

A page is published while it is live, has not expired and no page above it (nor itself) is private; an alias
is as private as its source, and shown no longer than that. A record inside a page is as public as its page.
The rule is one SQL condition, asked at the moment of the question: nothing is copied, nothing can be out of
date.

Where a visitor asks for the portal as of a day that is past, what was not known by then is left out as well
(docs/trail.md): each type of page and of record says of itself what was (`known_as_of`).
"""

from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Model, Q, QuerySet, Value, When
from django.db.models.functions import Now
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction

from .clock import cached_per_request, past_as_of_date
from .expiry import is_unexpired
from .query_cache import cached_until_changed


class IsPrivate(Func):
    """Whether the page at a path is private: it, a page above it, or the source of an alias among these.

    Plain SQL, because every question of every page asks it: as a queryset, it took longer to build than to
    answer. The places at which something private begins are few: those of restrictions, and each alias of
    a page below such a place, so that aliases of aliases are found too. Restrictions whose keys are `opened`
    are passed over.
    """

    arity = 1
    output_field = BooleanField()
    # Made of names and of compiled expressions alone; values go as parameters. CROSS JOIN: once it has
    # counted rows (ANALYZE), SQLite would rather read all pages for each row than the few restrictions.
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


class IsAliasOfUnpublished(Func):
    """Whether a page (its `alias_of_id`) is the alias of a page that is not live or has expired.

    Wagtail unpublishes aliases with their source; between a page's expiry and that, and whatever is stored
    without Wagtail, the alias shows no more than its source.
    """

    arity = 1
    output_field = BooleanField()

    def as_sql(self, compiler, connection, **extra):
        source, params = compiler.compile(self.source_expressions[0])
        now, now_params = compiler.compile(Now())
        sql = (
            f"EXISTS (SELECT 1 FROM {Page._meta.db_table} source WHERE source.id = {source}"  # noqa: S608
            f" AND (NOT source.live OR source.expire_at <= {now}))"
        )
        return sql, (*params, *now_params)


def is_private(page: str = "", opened: tuple[int, ...] = ()) -> IsPrivate:
    """The condition that the page at the lookup path `page` (the row itself by default) is private, be it for
    a reader who has opened some restrictions."""
    return IsPrivate(F(f"{page}__path" if page else "path"), opened)


def is_published(page: str = "", opened: tuple[int, ...] = ()) -> Q:
    """The condition that the page at the lookup path `page` (the row itself by default) is published, be it
    for a reader who has opened some restrictions (`restrictions.opened_by`)."""
    prefix = f"{page}__" if page else ""
    follows_source = ~Q(IsAliasOfUnpublished(F(f"{prefix}alias_of_id")))
    return Q(**{f"{prefix}live": True}) & is_unexpired(page) & follows_source & ~Q(is_private(page, opened))


def privacy_paths(page: Page) -> set[str]:
    """Return the paths of the page, of the pages above it, and of the sources of aliases among these.

    A restriction on any of them makes the page private: the same as `IsPrivate` says of many pages at once.
    """
    paths, added = set(), _paths_down_to(page.path)
    while added:
        paths |= added
        sources = Page.objects.filter(path__in=added, alias_of__isnull=False).values_list(
            "alias_of__path", flat=True
        )
        added = set().union(*map(_paths_down_to, sources)) - paths
    return paths


def _paths_down_to(path: str) -> set[str]:
    """The path of a page begins with the paths of those above it."""
    return {path[:length] for length in range(Page.steplen, len(path) + 1, Page.steplen)}


CACHED_DAYS = 64  # of which a question stays built: that takes longer than to ask it

# The types of pages of which something may not have been known by a day.
_as_of_page_types: list[type[Page]] = []


def register_as_of_model(page_type: type[Page]) -> type[Page]:
    """Class decorator of a page type whose queryset says with `known_as_of` what was known by a day."""
    _as_of_page_types.append(page_type)
    return page_type


@cached_until_changed
def pages_unknown_as_of(day: date) -> str:
    """The keys of all pages that were not known by the day: in one query, which no other has to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(*_unknown_pages_sql(day))
        return ",".join(str(key) for (key,) in cursor.fetchall())


@lru_cache(maxsize=CACHED_DAYS)
def _unknown_pages_sql(day: date) -> tuple[str, tuple]:
    """The SQL, kept for the days last asked for: who asks for one follows links to more of the same."""
    rows = (page_type.objects.order_by() for page_type in _as_of_page_types)
    first, *others = (one.exclude(one.known_as_of(day)).values("pk") for one in rows)
    return first.union(*others, all=True).query.sql_with_params()


class KeyIn(Func):
    """Whether a key is one of `keys`, which a comma parts; there may be thousands, so they are one value."""

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
        # Of the type of the key itself: PostgreSQL makes a hash of a list of the same type only.
        key_type = Page._meta.pk.rel_db_type(connection)
        return f"{sql} = ANY(%s::{key_type}[])", (*params, f"{{{self.keys}}}")


def is_known_as_of_request(page: str = "") -> Q:
    """The condition that the page was known by the past day that a visitor asked for; no condition else."""
    return ~Q(KeyIn(F(page or "pk"), cached_per_request(pages_unknown_as_of))) if past_as_of_date() else Q()


def is_hidden_as_of(page: Page) -> bool:
    """Whether the page was not known by the past day that a visitor asked for."""
    return bool(past_as_of_date()) and f",{page.pk}," in f",{cached_per_request(pages_unknown_as_of)},"


def is_public(page: str = "") -> Q:
    """The condition that the page at the lookup path `page` (the row itself by default) is public."""
    return is_published(page) & is_known_as_of_request(page)


def public_expression(page: str) -> Case:
    """`is_public` as a value of a row, to be annotated as `<page>_is_public`; see `public_related`."""
    return Case(When(is_public(page), then=Value(True)), default=Value(False), output_field=BooleanField())


def public_related(row: Model, name: str) -> Page | None:
    """The page that the foreign key `name` of a row leads to while the public may see it, else None.

    Rows that are annotated with `public_expression` know; of others it is asked.
    """
    key = getattr(row, f"{name}_id")
    if not key:
        return None
    known = getattr(row, f"{name}_is_public", None)
    if known is None:
        known = public_pages().filter(pk=key).exists()
    return getattr(row, name) if known else None


def public_pages() -> QuerySet[Page]:
    """Public pages of every type, as plain `Page` rows."""
    return Page.objects.filter(is_public())


class AsOfQuerySet(QuerySet):
    """Rows that say of themselves what was known of them by a day."""

    def known_as_of(self, day: date) -> Q:
        """The condition that a row was known by the end of the day."""
        raise NotImplementedError

    def known_as_of_request(self):
        """Those known by the past day that a visitor asked for; all of them if none did."""
        return self.filter(self.known_as_of(day)) if (day := past_as_of_date()) else self

    def is_known_as_of_request(self, row: Model) -> bool:
        """Whether the row was known by the past day that a visitor asked for; it is, if none did."""
        return not past_as_of_date() or self.known_as_of_request().filter(pk=row.pk).exists()


class PortalPageQuerySet(PageQuerySet):
    def known_as_of_request(self):
        """Those known by the past day that a visitor asked for; all of them if none did."""
        return self.filter(is_known_as_of_request())

    def public(self):
        return self.filter(is_public())

    def published(self):
        """What is public today, whichever day a visitor asked for."""
        return self.filter(is_published())

    def with_privacy(self):
        """With `is_private`: whether a page lies in a private part of the tree."""
        return self.annotate(is_private=is_private())

    def with_details(self):
        """What the page's own template shows of related records, fetched in as few queries as it takes."""
        return self


PortalPageManager = PageManager.from_queryset(PortalPageQuerySet)


class RecordQuerySet(AsOfQuerySet):
    """Records inside a page (`page` is their parental key)."""

    def public(self):
        return self.filter(is_public("page")).known_as_of_request()

    def published(self):
        return self.filter(is_published("page"))

    def without_source(self):
        return self.filter(source_document__isnull=True, source_name="")

"""What the public may see: the one rule that every public list, count and address asks.

A page is public while it is live, has not expired and no page above it (nor itself) is private; an alias is
as private as its source. A record inside a page is as public as its page. The rule is one SQL condition,
asked at the moment of the question: nothing is copied, nothing can be out of date.
"""

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.functions import Now
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction


class IsPrivate(Func):
    """Whether a page (its path and `alias_of_id`) or its source lies in a private part of the tree.

    Plain SQL, because every question of every page asks it: as a queryset, it took longer to build than to
    answer.
    """

    arity = 2
    output_field = BooleanField()

    def as_sql(self, compiler, connection, **extra):
        (path, path_params), (source, source_params) = map(compiler.compile, self.source_expressions)
        pages, restrictions = Page._meta.db_table, PageViewRestriction._meta.db_table
        sql = (  # made of names and of compiled expressions alone; values go as parameters
            f"EXISTS (SELECT 1 FROM {restrictions} restriction"  # noqa: S608
            f" INNER JOIN {pages} private ON private.id = restriction.page_id"
            f" WHERE {path} LIKE private.path || '%%'"
            f" OR (SELECT source.path FROM {pages} source WHERE source.id = {source})"
            f" LIKE private.path || '%%')"
        )
        return sql, (*path_params, *source_params)


def is_public(page: str = "") -> Q:
    """The condition that the page at the lookup path `page` (the row itself by default) is public."""
    prefix = f"{page}__" if page else ""
    not_expired = Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": Now()})
    is_private = IsPrivate(F(f"{prefix}path"), F(f"{prefix}alias_of_id"))
    return Q(**{f"{prefix}live": True}) & not_expired & ~is_private


def public_pages() -> QuerySet[Page]:
    """Public pages of every type, as plain `Page` rows."""
    return Page.objects.filter(is_public())


class PortalPageQuerySet(PageQuerySet):
    def public(self):
        return self.filter(is_public())

    def with_details(self):
        """What the page's own template shows of related records, fetched in as few queries as it takes."""
        return self


PortalPageManager = PageManager.from_queryset(PortalPageQuerySet)


class RecordQuerySet(QuerySet):
    """Records inside a page (`page` is their parental key)."""

    def public(self):
        return self.filter(is_public("page"))

    def without_source(self):
        return self.filter(source_document__isnull=True, source_name="")

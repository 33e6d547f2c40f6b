"""What the public may see: the one rule that every public list, count and address asks.

A page is public while it is live, has not expired and no page above it (nor itself) is private; an alias is as
private as its source. A record inside a page is as public as its page. The rule is one SQL condition, asked at the moment of the question:
nothing is copied, nothing can be out of date.
"""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction


def is_public(page: str = "") -> Q:
    """The condition that the page at the lookup path `page` (the row itself by default) is public."""
    prefix = f"{page}__" if page else ""
    path, source = (
        ExpressionWrapper(OuterRef(f"{prefix}{field}"), output_field=CharField()) for field in ("path", "alias_of__path")
    )
    restricted = PageViewRestriction.objects.alias(asked=path, source=source).filter(
        Q(asked__startswith=F("page__path")) | Q(source__startswith=F("page__path"))
    )
    not_expired = Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": Now()})
    return Q(**{f"{prefix}live": True}) & not_expired & ~Exists(restricted)


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

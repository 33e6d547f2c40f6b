from datetime import datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from admm_site.core.publication import AsOfQuerySet, is_private, is_public

from .choices import ChangeKind


def is_change_of(pages: QuerySet[Page]) -> Q:
    """Return the condition that a change is of one of the pages; a subquery that is not correlated."""
    return Q(page__in=pages.order_by().values("pk"))


def is_unpublished(page: str = "") -> Q:
    """Return the condition that the page at the lookup path is not live and not private."""
    live = f"{page}__live" if page else "live"
    return Q(**{live: False}) & ~Q(is_private(page))


class ChangeQuerySet(AsOfQuerySet):
    def known_as_of(self, day):
        """Return the condition that a change was made by the end of the day, in the portal's time zone."""
        return Q(at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))

    def with_public_page(self):
        """Return the changes whose page is public."""
        return self.filter(is_public("page")).known_as_of_request().annotate(page_is_public=F("page__live"))

    def public(self):
        """Return the changes of public pages, and the fact that other pages were withdrawn.

        A change without a page is of one that was deleted. `page_is_public` says whether the page of a
        row may be named (`public_related`).
        """
        is_gone = Q(page=None) | is_unpublished("page")
        changes = self.filter(
            is_public("page") | (Q(kind=ChangeKind.WITHDRAWN) & is_gone)
        ).known_as_of_request()
        changes = changes.defer("redacted_texts")
        return changes.annotate(page_is_public=F("page__live")).select_related("page")

    def of_page(self, page):
        """Return the changes of one page; for an alias, those of its source."""
        return self.filter(page=page.alias_of_id or page.pk)

    def newest_first(self):
        return self.order_by("-at", "-pk")

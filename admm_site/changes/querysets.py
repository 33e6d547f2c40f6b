from datetime import datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from admm_site.core.publication import AsOfQuerySet, is_private, is_public

from .choices import ChangeKind


def is_change_of(pages: QuerySet[Page]) -> Q:
    """The condition that a change is of one of the pages, which are found once, not for each change."""
    return Q(page__in=pages.order_by().values("pk"))


def is_unpublished(page: str = "") -> Q:
    """The condition that the page at the lookup path is not live, and would not be private if it were."""
    live = f"{page}__live" if page else "live"
    return Q(**{live: False}) & ~Q(is_private(page))


class ChangeQuerySet(AsOfQuerySet):
    def known_as_of(self, day):
        """Those that were made by the end of the day, in the time of the portal."""
        return Q(at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))

    def with_public_page(self):
        """Those of which the public may read the page: it is named, with what changed on it."""
        return self.filter(is_public("page")).known_as_of_request().annotate(page_is_public=F("page__live"))

    def public(self):
        """Those that are named, and that a page was withdrawn: of that, no more than the fact is told.

        What has no page is of one that was withdrawn and deleted.
        Each row knows whether its page may be named (`public_related`): of all these, those that are live.
        """
        is_gone = Q(page=None) | is_unpublished("page")
        changes = self.filter(
            is_public("page") | (Q(kind=ChangeKind.WITHDRAWN) & is_gone)
        ).known_as_of_request()
        changes = changes.defer("redacted_texts")
        return changes.annotate(page_is_public=F("page__live")).select_related("page")

    def of_page(self, page):
        """Those of one page; of an alias, those of its source."""
        return self.filter(page=page.alias_of_id or page.pk)

    def newest_first(self):
        return self.order_by("-at", "-pk")

from datetime import datetime, time, timedelta

from django.db.models import BooleanField, F, Q, Value
from django.utils import timezone

from admm_site.content.publication import DatedQuerySet, IsPrivate, is_public, whether_public

from .choices import ChangeKind


class ChangeQuerySet(DatedQuerySet):
    def known_by(self, day):
        """Those that were made by the end of the day, in the time of the portal."""
        return Q(at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))

    def named(self):
        """Those of which the public may read the page: it is named, with what changed on it."""
        found = self.filter(is_public("page")).known()
        return found.annotate(page_is_public=Value(True, output_field=BooleanField()))

    def public(self):
        """Those that are named, and that a page was withdrawn: of that, no more than the fact is told.

        Each row knows whether its page may be named (`public_target`).
        """
        withdrawn = Q(kind=ChangeKind.WITHDRAWN, page__live=False)
        hidden = IsPrivate(F("page__path"), F("page__alias_of_id"))
        found = self.annotate(page_is_public=whether_public("page")).filter(
            Q(page_is_public=True) | (withdrawn & ~hidden)
        )
        return found.known().select_related("page")

    def of_page(self, page):
        """Those of one page; of an alias, those of its source."""
        return self.filter(page=page.alias_of_id or page.pk)

    def newest_first(self):
        return self.order_by("-at", "-pk")

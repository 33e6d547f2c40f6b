"""Decisions and status updates by the key of their permalink, and as references to cite."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.records import PermalinkRecord
from initiatives.models import StatusUpdate
from initiatives.trail import step
from meetings.models import Decision

from .citation_formats import Reference


def public_statement(key: str) -> PermalinkRecord | None:
    """The decision or report with the key, if the public may read it; an alias is not its home."""
    return statement_with_key(key, Decision.objects.public(), StatusUpdate.objects.public())


def statement_with_key(key: str, decisions: QuerySet, updates: QuerySet) -> PermalinkRecord | None:
    own = {"key": key, "page__alias_of__isnull": True}
    decisions = decisions.saying_something().with_details().filter(**own)
    updates = updates.with_details().select_related("page").filter(**own)
    return decisions.order_by("pk").first() or updates.order_by("pk").first()


def reference_of_statement(record: PermalinkRecord) -> Reference:
    """Return the decision or report as a reference, by the address that never changes."""
    shown = step(record, None)
    return Reference(
        key=record.key,
        title=headline(shown),
        author=shown.meeting.title if shown.decision else "",
        issued=shown.when,
        symbol="",
        language="en",
        url=absolute_url(record.permalink),
    )


def headline(shown) -> str:
    """`Adopted at the 5th ADMM: Concept Paper on …`; `ADIC, October 2025: under way`."""
    if shown.decision:
        values = {
            "verb": shown.decision.get_verb_display(),
            "meeting": shown.meeting.title,
            "title": shown.title,
        }
        return _("%(verb)s at the %(meeting)s: %(title)s") % values
    values = {
        "initiative": shown.record.page.acronym or shown.title,
        "date": shown.when.in_words(),
        "status": shown.update.get_status_display().lower(),
    }
    return _("%(initiative)s, %(date)s: %(status)s") % values

"""Decisions and status updates by the key of their permalink, and as references."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.records import PermalinkRecord
from initiatives.models import StatusUpdate
from initiatives.trail_steps import make_step
from meetings.models import Decision

from .citation_formats import Reference


def public_statement(key: str) -> PermalinkRecord | None:
    """Return the public decision or status update with the key, never that of an alias page."""
    return statement_with_key(key, Decision.objects.public(), StatusUpdate.objects.public())


def statement_with_key(key: str, decisions: QuerySet, status_updates: QuerySet) -> PermalinkRecord | None:
    lookup = {"key": key, "page__alias_of__isnull": True}
    decisions = decisions.with_public_content().with_details().filter(**lookup)
    status_updates = status_updates.with_details().select_related("page").filter(**lookup)
    return decisions.order_by("pk").first() or status_updates.order_by("pk").first()


def reference_of_statement(record: PermalinkRecord) -> Reference:
    """Return the decision or status update as a reference, by its permalink."""
    trail_step = make_step(record)
    return Reference(
        key=record.key,
        title=headline(trail_step),
        author=trail_step.meeting.title if trail_step.decision else "",
        issued=trail_step.date,
        symbol="",
        language="en",
        url=absolute_url(record.permalink),
    )


def headline(trail_step) -> str:
    """`Adopted at the 5th ADMM: Concept Paper on …`; `ADIC, October 2025: under way`."""
    if trail_step.decision:
        values = {
            "verb": trail_step.decision.get_verb_display(),
            "meeting": trail_step.meeting.title,
            "title": trail_step.title,
        }
        return _("%(verb)s at the %(meeting)s: %(title)s") % values
    values = {
        "initiative": trail_step.record.page.acronym or trail_step.title,
        "date": trail_step.date.in_words(),
        "status": trail_step.status_update.get_status_display().lower(),
    }
    return _("%(initiative)s, %(date)s: %(status)s") % values

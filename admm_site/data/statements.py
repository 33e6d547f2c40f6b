"""The page of one statement: a decision or a report of progress, under a short address that never changes."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.content.addresses import absolute
from admm_site.content.not_yet_known import not_yet_known
from admm_site.content.records import CitedRecord
from admm_site.content.today import past_day
from admm_site.withdrawals.models import Withdrawal
from admm_site.withdrawals.views import withdrawn
from initiatives.models import StatusUpdate
from initiatives.trail import line_about, step
from meetings.models import Decision

from .citations import Reference, citations


def public_statement(key: str) -> CitedRecord | None:
    """The decision or report with the key, if the public may read it; an alias is not its home."""
    return _with_key(key, Decision.objects.public(), StatusUpdate.objects.public())


def withdrawn_with(key: str) -> Withdrawal | None:
    """The withdrawal of the page that the statement went with, if it went with one."""
    found = _with_key(key, Decision.objects.all(), StatusUpdate.objects.all())
    return found and Withdrawal.objects.taken_away().filter(page=found.page_id).first()


def _with_key(key: str, decisions: QuerySet, updates: QuerySet) -> CitedRecord | None:
    own = {"key": key, "page__alias_of__isnull": True}
    decisions = decisions.saying_something().with_details().filter(**own)
    updates = updates.with_details().select_related("page").filter(**own)
    return decisions.order_by("pk").first() or updates.order_by("pk").first()


@require_safe
def statement(request, key: str):
    """What was decided or reported, by whom, where and when, from which source, and how to cite it."""
    found = public_statement(key)
    if not found:
        if past_day() and _with_key(key, Decision.objects.published(), StatusUpdate.objects.published()):
            return not_yet_known(request, _("A decision or status update"))
        if withdrawal := withdrawn_with(key):
            return withdrawn(request, withdrawal)
        raise Http404
    shown = step(found, None)
    cited = reference_of_statement(found)
    context = {
        "step": shown,
        "steps": [shown],
        "trail": line_about(found),
        "address": cited.url,
        "title": cited.title,
        "reference": cited,
        "citations": citations(cited),
        "crumbs": [
            {"title": _("Decisions"), "url": reverse("decisions")}
            if shown.decision
            else {"title": _("Status updates"), "url": reverse("updates")},
            {"title": found.page.title, "url": found.page.url},
        ],
    }
    return render(request, "data/statement.html", context)


def reference_of_statement(record: CitedRecord) -> Reference:
    """Return the decision or report as a reference, by the address that never changes."""
    shown = step(record, None)
    return Reference(
        key=record.key,
        title=headline(shown),
        author=shown.meeting.title if shown.decision else "",
        issued=shown.when,
        symbol="",
        language="en",
        url=absolute(record.permanent_address),
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

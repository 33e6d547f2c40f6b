"""Permalinks: the page of one decision or status update, at a short address that never changes."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.core.as_of_views import render_not_yet_known
from admm_site.core.clock import past_as_of_date
from admm_site.exports.citation_formats import citations
from admm_site.exports.statements import public_statement, reference_of_statement, statement_with_key
from admm_site.withdrawals.models import Withdrawal
from admm_site.withdrawals.views import render_withdrawn
from initiatives.models import StatusUpdate
from initiatives.trail import get_record_trail
from initiatives.trail_steps import make_step
from meetings.models import Decision


def withdrawal_of_statement(key: str) -> Withdrawal | None:
    """Return the withdrawal of the page that the decision or status update was on, if it was withdrawn."""
    record = statement_with_key(key, Decision.objects.all(), StatusUpdate.objects.all())
    return record and Withdrawal.objects.removed().filter(page=record.page_id).first()


@require_safe
def permalink(request, key: str):
    """Show one decision or status update: by whom, where and when, its source, and how to cite it."""
    record = public_statement(key)
    if not record:
        if past_as_of_date() and statement_with_key(
            key, Decision.objects.published(), StatusUpdate.objects.published()
        ):
            return render_not_yet_known(request, _("A decision or status update"))
        if withdrawal := withdrawal_of_statement(key):
            return render_withdrawn(request, withdrawal)
        raise Http404
    trail_step = make_step(record)
    reference = reference_of_statement(record)
    context = {
        "step": trail_step,
        "steps": [trail_step],
        "trail": get_record_trail(record),
        "address": reference.url,
        "title": reference.title,
        "reference": reference,
        "citations": citations(reference),
        "breadcrumbs": [
            {"title": _("Decisions"), "url": reverse("decisions")}
            if trail_step.decision
            else {"title": _("Status updates"), "url": reverse("status_updates")},
            {"title": record.page.title, "url": record.page.url},
        ],
    }
    return render(request, "pages/permalink.html", context)

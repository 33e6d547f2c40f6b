"""The page of one statement: a decision or a report of progress, under a short address that never changes."""

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
from admm_site.withdrawals.views import withdrawn
from initiatives.models import StatusUpdate
from initiatives.trail import line_about, step
from meetings.models import Decision


def withdrawn_with(key: str) -> Withdrawal | None:
    """The withdrawal of the page that the statement went with, if it went with one."""
    found = statement_with_key(key, Decision.objects.all(), StatusUpdate.objects.all())
    return found and Withdrawal.objects.taken_away().filter(page=found.page_id).first()


@require_safe
def statement(request, key: str):
    """What was decided or reported, by whom, where and when, from which source, and how to cite it."""
    found = public_statement(key)
    if not found:
        if past_as_of_date() and statement_with_key(
            key, Decision.objects.published(), StatusUpdate.objects.published()
        ):
            return render_not_yet_known(request, _("A decision or status update"))
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
    return render(request, "pages/permalink.html", context)

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.content.not_yet_known import not_yet_known
from admm_site.content.today import past_day

from .models import MeetingPage, MeetingSeries
from .structure import draw, nest


@require_safe
def series(request, slug):
    """A series: its place in the structure, its chairs over time, its meetings."""
    details = MeetingSeries.objects.select_related("reports_to", "area", "source_document")
    chosen = get_object_or_404(details.with_chairs(), slug=slug)
    if past_day() and not MeetingSeries.objects.known().filter(pk=chosen.pk).exists():
        return not_yet_known(request, chosen)
    context = {
        "series": chosen,
        "terms": chosen.chair_terms.all(),
        "reporting": chosen.reporting_series.known(),
        "meetings": MeetingPage.objects.public().for_rows().in_series(chosen).newest_first(),
        "crumbs": [{"title": _("Structure"), "url": reverse("structure")}],
    }
    return render(request, "meetings/series.html", context)


@require_safe
def structure(request):
    """The bodies and who reports to whom, as nested lists and as a drawing."""
    tree = nest(MeetingSeries.objects.known().with_chairs())
    return render(request, "meetings/structure.html", {"tree": tree, "drawing": draw(tree)})

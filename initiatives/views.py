from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from admm_site.core.clock import today
from admm_site.core.listings import listing_context
from admm_site.core.query_parameters import allow_parameters

from .compare import CompareDatesForm, compare, date_heading
from .filters import ProgressFilter
from .models import ConceptPaperPage, InitiativePage
from .progress import attach_progress, progress, status_by_year


@require_safe
def progress_list(request):
    """List the status of every adopted paper and initiative by area, with a chart of the years."""
    context = listing_context(request, ProgressFilter, progress().only("title", "url_path", "path"))
    initiatives = InitiativePage.objects.public()
    if context["query"]:
        initiatives = initiatives.filter(pk__in=context["filterset"].qs.order_by().values("pk"))
    years = status_by_year(initiatives) if context["valid"] else None
    context |= {
        "rows_of_page": attach_progress(context["rows"]),
        "years": years,
        "statuses": years.latest_counts if years else None,
        "quiet": initiatives.gone_quiet().count() if years else 0,
        "not_carried_out": ConceptPaperPage.objects.public().not_carried_out().count() if years else 0,
    }
    return render(request, "initiatives/progress.html", context, status=200 if context["valid"] else 400)


@require_safe
@allow_parameters("a", "b")
def compare_dates(request, slug):
    """Compare an initiative as of two days; without a choice, the form offers a year ago and today."""
    initiative = get_object_or_404(
        InitiativePage.objects.public().only("title", "url_path", "path"), slug=slug
    )
    day = today()
    is_submitted = any(request.GET.get(side) for side in ("a", "b"))
    default = {"a": day.replace(day.year - 1, day=1), "b": day}
    form = CompareDatesForm(request.GET if is_submitted else default)
    valid = form.is_valid()
    days = (form.cleaned_data["a"], form.cleaned_data["b"]) if valid else ()
    context = {
        "initiative": initiative,
        "form": form,
        "heads": [date_heading(day) for day in days],
        "rows": compare(initiative, *days) if valid else [],
        "breadcrumbs": [{"title": initiative.title, "url": initiative.url}],
    }
    return render(request, "initiatives/compare.html", context, status=200 if valid else 400)

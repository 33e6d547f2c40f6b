from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.content.listings import listing_context

from .filters import ProgressFilter
from .models import InitiativePage
from .progress import attach_progress, progress, status_by_year


@require_safe
def progress_list(request):
    """Where every adopted paper and every initiative stands, by area; and where they stood year by year."""
    context = listing_context(request, ProgressFilter, progress())
    initiatives = InitiativePage.objects.public()
    if context["query"]:
        initiatives = initiatives.filter(pk__in=context["filterset"].qs.order_by().values("pk"))
    context |= {
        "rows_of_page": attach_progress(context["rows"]),
        "years": status_by_year(initiatives) if context["valid"] else None,
        "crumbs": [{"title": _("Initiatives"), "url": "/initiatives/"}],
    }
    return render(request, "initiatives/progress.html", context, status=200 if context["valid"] else 400)

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from admm_site.core.as_of_views import render_not_yet_known
from admm_site.core.clock import past_as_of_date
from admm_site.core.listings import listing_context
from admm_site.core.publication import is_published
from admm_site.core.query_parameters import allow_parameters

from .describe import describe
from .filters import ChangeFilter
from .models import Change

CHANGES_A_PAGE = 20


def public_changes():
    """Return every public change, newest first."""
    return Change.objects.public().newest_first()


@require_safe
def change_list(request):
    """Show the change log by day."""
    context = listing_context(request, ChangeFilter, public_changes())
    context["days"] = group_by_day(describe(context["rows"]))
    return render(request, "changes/change_list.html", context, status=200 if context["valid"] else 400)


def group_by_day(changes: list[Change]) -> list[list[Change]]:
    """Group the changes by day, in the portal's time zone."""
    return [list(group) for _day, group in groupby(changes, lambda change: timezone.localdate(change.at))]


@require_safe
@allow_parameters("page")
def page_history(request, path: str):
    """Show every change of the page at the path, with its differences."""
    site = Site.find_for_request(request)
    page = site and Page.objects.filter(is_published(), url_path=f"{site.root_page.url_path}{path}/").first()
    if not page:
        raise Http404
    title = _("History of “%(page)s”") % {"page": page.title}
    changes = Change.objects.with_public_page().of_page(page).select_related("page").newest_first()
    if not changes and past_as_of_date():
        return render_not_yet_known(request, title)
    if not changes:
        raise Http404
    paginator = Paginator(changes, CHANGES_A_PAGE)
    rows = paginator.get_page(request.GET.get("page"))
    context = {
        "subject_page": page,
        "rows": rows,
        "changes": describe(rows),
        "page_range": paginator.get_elided_page_range(rows.number),
        "title": title,
    }
    return render(request, "changes/page_history.html", context)

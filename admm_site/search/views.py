from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from admm_site.content.publication import public_pages

from .queries import words

ROWS_A_PAGE = 20
MOST_FOUND = 500


@require_safe
def search(request):
    """Public pages that hold all the words asked for, the best first."""
    query = words(request.GET.get("q", ""))
    rows = Paginator(find(query), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "rows": rows,
        "count": rows.paginator.count,
        "page_range": rows.paginator.get_elided_page_range(rows.number),
        "page_query": urlencode({"q": query}),
    }
    return render(request, "search/search.html", context)


def find(query: str) -> list[Page]:
    """The index knows nothing of expiry and privacy, so what it finds is asked for once more."""
    if not query:
        return []
    found = [page.pk for page in Page.objects.live().search(query)[:MOST_FOUND]]
    public = public_pages().in_bulk(found)
    return [public[pk] for pk in found if pk in public]

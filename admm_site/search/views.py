from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from admm_site.content.publication import public_pages

from .queries import words

ROWS_A_PAGE = 20


@require_safe
def search(request):
    """Public pages that hold all the words asked for."""
    query = words(request.GET.get("q", ""))
    found = public_pages().search(query) if query else Page.objects.none()
    rows = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"query": query, "rows": rows, "count": rows.paginator.count}
    return render(request, "search/search.html", context)

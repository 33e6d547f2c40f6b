from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.content.parameters import takes_parameters

from .choices import Order
from .counting import count_query
from .facets import LABELS, Filters, Places
from .finding import Found, find
from .links import Links
from .queries import load_synonyms, parse
from .spelling import corrected
from .suggestions import suggest

RESULTS_A_PAGE = 20


@require_safe
@takes_parameters("q", "page", "sort", "exact", *LABELS)
def search(request):
    """What the public may find, with what it can be narrowed by."""
    asked = {name: request.GET.get(name, "") for name in ("q", "page", "sort", "exact", *LABELS)}
    synonyms = load_synonyms() if asked["q"] else {}
    query = parse(asked["q"], synonyms)
    order = Order.DATE if asked["sort"] == Order.DATE else Order.RELEVANCE
    found = find(query, Filters(asked, Places()), order)
    if query and not (found.counts.total or asked["exact"] or found.unfiltered.total):
        right = corrected(query, synonyms)
        found = find(right, found.filters, order) if right else found
    if query and not any(asked[name] for name in ("page", "sort", "exact", *LABELS)):
        count_query(query.text, found.counts.total, request.headers.get("User-Agent", ""))
    context = _context(found, query.text, asked)
    return render(request, "search/search.html", context, status=400 if found.filters.unknown else 200)


def _context(found: Found, typed: str, asked: dict[str, str]) -> dict:
    rows = Paginator(found.things, RESULTS_A_PAGE).get_page(asked["page"])
    return {
        "found": found,
        "typed": typed,
        "is_corrected": found.query.text != typed,
        "rows": rows,
        "results": found.results(list(rows)) if found.things else [],
        "count": found.counts.total,
        "page_range": rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1),
        "links": Links(found, typed, bool(asked["exact"])),
    }


@require_safe
def suggestions(request):
    """Titles that what was typed may become, for the script of the search form."""
    return JsonResponse({"suggestions": suggest(request.GET.get("q", ""))})

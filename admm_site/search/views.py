from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.core.query_parameters import allow_parameters

from .answers import get_answers
from .choices import Order
from .facets import LABELS, FacetLabels, Filters
from .links import Links
from .queries import Query, load_synonyms, parse
from .query_log import count_query
from .relaxation import relax_query
from .results import SearchResults, search_passages
from .spelling import correct_query
from .suggestions import suggest

RESULTS_PER_PAGE = 20


@require_safe
@allow_parameters("q", "page", "sort", "exact", *LABELS)
def search(request):
    """What the public may find, with what it can be narrowed by."""
    asked = {name: request.GET.get(name, "") for name in ("q", "page", "sort", "exact", *LABELS)}
    synonyms = load_synonyms() if asked["q"] else {}
    query = parse(asked["q"], synonyms)
    order = Order.DATE if asked["sort"] == Order.DATE else Order.RELEVANCE
    found = search_passages(query, Filters(asked, FacetLabels()), order)
    if query and not (found.counts.total or found.unfiltered.total):
        found = _find_instead(found, None if asked["exact"] else correct_query(query, synonyms))
    if query and not any(asked[name] for name in ("page", "sort", "exact", *LABELS)):
        held = 0 if found.query.is_relaxed else found.counts.total
        count_query(query.text, held, request.headers.get("User-Agent", ""))
    context = _context(found, query.text, asked)
    if query and not any(asked[name] for name in ("page", *LABELS)):
        context["answers"] = get_answers(found.query, synonyms)
    return render(request, "search/search.html", context, status=400 if found.filters.unknown else 200)


def _find_instead(found: SearchResults, right: Query | None) -> SearchResults:
    """What is found by other spellings, or else by most of the words."""
    if right:
        found = search_passages(right, found.filters, found.order)
        if found.counts.total or found.unfiltered.total:
            return found
    some = relax_query(found.query)
    return search_passages(some, found.filters, found.order) if some else found


def _context(found: SearchResults, typed: str, asked: dict[str, str]) -> dict:
    rows = Paginator(found.things, RESULTS_PER_PAGE).get_page(asked["page"])
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

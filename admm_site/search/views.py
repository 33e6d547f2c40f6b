from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.core.query_parameters import allow_parameters
from admm_site.metrics import SEARCH_SECONDS

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
@SEARCH_SECONDS.time()
@allow_parameters("q", "page", "sort", "exact", *LABELS)
def search(request):
    """Show the public results of a query, with facets, answers and a corrected spelling."""
    parameters = {name: request.GET.get(name, "") for name in ("q", "page", "sort", "exact", *LABELS)}
    synonyms = load_synonyms() if parameters["q"] else {}
    query = parse(parameters["q"], synonyms)
    order = Order.DATE if parameters["sort"] == Order.DATE else Order.RELEVANCE
    results = search_passages(query, Filters(parameters, FacetLabels()), order)
    if query and results.is_empty:
        results = _search_instead(results, None if parameters["exact"] else correct_query(query, synonyms))
    context = _context(results, query.text, parameters)
    if query and not any(parameters[name] for name in ("page", *LABELS)):
        context["answers"] = get_answers(results.query, synonyms)
    response = render(request, "search/search.html", context, status=400 if results.filters.invalid else 200)
    if query and not any(parameters[name] for name in ("page", "sort", "exact", *LABELS)):
        result_count = 0 if results.query.is_relaxed else results.counts.total
        response.on_cache_hit = partial(_count, query.text, result_count)
        response.on_cache_hit(request)
    return response


def _count(query: str, result_count: int, request: HttpRequest) -> bool:
    """Count the query; return that the response may be used again."""
    count_query(query, result_count, request.headers.get("User-Agent", ""))
    return True


def _search_instead(results: SearchResults, corrected: Query | None) -> SearchResults:
    """Return the results of the corrected query or, if there are none, of the relaxed query."""
    if corrected:
        results = search_passages(corrected, results.filters, results.order)
        if not results.is_empty:
            return results
    relaxed = relax_query(results.query)
    return search_passages(relaxed, results.filters, results.order) if relaxed else results


def _context(results: SearchResults, typed: str, parameters: dict[str, str]) -> dict:
    rows = Paginator(results.groups, RESULTS_PER_PAGE).get_page(parameters["page"])
    return {
        "search_results": results,
        "typed": typed,
        "is_corrected": results.query.text != typed,
        "rows": rows,
        "results": results.get_results(list(rows)) if results.groups else [],
        "count": results.counts.total,
        "page_range": rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1),
        "links": Links(results, typed, bool(parameters["exact"])),
    }


@require_safe
def suggestions(request):
    """Return titles that begin with what was typed, for the script of the search form."""
    return JsonResponse({"suggestions": suggest(request.GET.get("q", ""))})

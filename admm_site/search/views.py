from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.content.parameters import takes_parameters

from .answers import answers_to
from .choices import Order
from .counting import count_query
from .facets import LABELS, Filters, Places
from .fallback import with_most_words
from .finding import Found, find
from .links import Links
from .queries import Query, load_synonyms, parse
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
    if query and not (found.counts.total or found.unfiltered.total):
        found = _find_instead(found, None if asked["exact"] else corrected(query, synonyms))
    if query and not any(asked[name] for name in ("page", "sort", "exact", *LABELS)):
        held = 0 if found.query.is_partial else found.counts.total
        count_query(query.text, held, request.headers.get("User-Agent", ""))
    context = _context(found, query.text, asked)
    if query and not any(asked[name] for name in ("page", *LABELS)):
        context["answers"] = answers_to(found.query, synonyms)
    return render(request, "search/search.html", context, status=400 if found.filters.unknown else 200)


def _find_instead(found: Found, right: Query | None) -> Found:
    """What is found by other spellings, or else by most of the words."""
    if right:
        found = find(right, found.filters, found.order)
        if found.counts.total or found.unfiltered.total:
            return found
    some = with_most_words(found.query)
    return find(some, found.filters, found.order) if some else found


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

"""The page about the API."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from admm_site.core.absolute_urls import absolute_url

from .examples import EXAMPLES, WHOLE_LIST
from .pagination import CursorPages
from .resources import RESOURCES

# The periods of rates in Django REST framework, by their first letter.
PERIODS = {"s": _("second"), "m": _("minute"), "h": _("hour"), "d": _("day")}


@require_safe
def api_page(request):
    """Show the lists with their filters and fields, and example requests."""
    number, _slash, period = settings.API_RATE.partition("/")
    origin = absolute_url("/").rstrip("/")
    context = {
        "lists": [_list_context(name, resource) for name, resource in RESOURCES.items()],
        "examples": EXAMPLES,
        "whole_list": WHOLE_LIST.format(origin=origin),
        "origin": origin,
        "rate": number,
        "period": PERIODS.get(period[:1], ""),
        "page_size": CursorPages.page_size,
        "most": CursorPages.max_page_size,
    }
    return render(request, "api/api.html", context)


def _list_context(name: str, resource) -> dict:
    serializer = resource.serializer_class
    return {
        "name": name,
        "url": reverse(f"api:{name}"),
        "about": resource.about,
        "filters": list(resource.filters.base_filters),
        "includes": list(serializer.includes),
        "fields": serializer.field_names(),
    }

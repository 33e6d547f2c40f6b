"""How to cite a page as of a day, and the page that explains it."""

from datetime import date

from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.content.addresses import absolute
from admm_site.content.days import PARAMETER
from admm_site.content.partial_dates import PartialDate
from admm_site.content.today import today

from .citations import Citation, Reference, citations


def citations_on(request: HttpRequest, path: str, key: str, title: str, changed: date) -> list[Citation]:
    """Citations of a page with the day of its last change, by its address as of the day that is shown."""
    return citations(
        Reference(
            key=key,
            title=title,
            author="",
            issued=PartialDate.from_date(changed),
            symbol="",
            language="en",
            url=address_on(request, path, today()),
        )
    )


def address_on(request: HttpRequest, path: str, day: date) -> str:
    """The address of a page as it stood on a day."""
    return absolute(f"{path}?{PARAMETER}={day.isoformat()}")


@require_safe
def cite(request):
    """How to cite a page, a statement and a document, and what their addresses promise."""
    path = "/meetings/5th-admm/"
    context = {
        "address": address_on(request, path, today()),
        "citations": citations_on(request, path, "5th-admm", "5th ADMM", today()),
        "day": today(),
    }
    return render(request, "data/cite.html", context)

"""What is answered to a filter that does not exist: which, and what there is instead. It repeats no value."""

from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from admm_site.content.listings import PortalFilterSet

from .json import dump

MOST_VALUES = 100


def refuse(request: HttpRequest, filterset: PortalFilterSet, suffix: str) -> HttpResponse:
    """400, as a problem (RFC 9457) to who asks for JSON, as plain text to others."""
    wrong = {name: _possible(filterset.form.fields[name]) for name in filterset.form.errors}
    return refusal(_("The list can’t be filtered like this."), _words(wrong), suffix, possible=wrong)


def refusal(title: str, detail: str, suffix: str, **members) -> HttpResponse:
    """400 with the words; `members` are added to a problem."""
    if suffix == "json":
        problem = {"title": title, "status": 400, "detail": detail, **members}
        return HttpResponse(dump(problem), content_type="application/problem+json", status=400)
    return HttpResponse(f"{title}\n{detail}\n", content_type="text/plain; charset=utf-8", status=400)


def _possible(field) -> list[str]:
    values = (str(value) for value, _label in getattr(field, "choices", ()) if value)
    return list(islice(values, MOST_VALUES))


def _words(wrong: dict[str, list[str]]) -> str:
    return "\n".join(
        _("%(filter)s can be: %(values)s.") % {"filter": name, "values": ", ".join(values)}
        if values
        else _("%(filter)s has a value that it can’t have.") % {"filter": name}
        for name, values in wrong.items()
    )

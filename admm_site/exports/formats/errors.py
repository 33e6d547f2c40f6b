"""What is answered to a parameter that can't be used: which, and what to use instead. It repeats no value."""

from itertools import islice

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from admm_site.core.listings import PortalFilterSet
from admm_site.core.query_parameters import truncated_name

from .json import dump

MOST_VALUES = 100


def refuse(request: HttpRequest, filterset: PortalFilterSet, suffix: str) -> HttpResponse:
    """400, as a problem (RFC 9457) to who asks for JSON, as plain text to others."""
    form = filterset.form
    errors = [
        {
            "parameter": truncated_name(error.params["name"] if name == NON_FIELD_ERRORS else name),
            "detail": detail,
        }
        for name, found in form.errors.as_data().items()
        for error in found
        for detail in (_detail(form, name, error),)
    ]
    words = "\n".join(f"{one['parameter']}: {one['detail']}" for one in errors)
    possible = {name: _possible(form.fields[name]) for name in form.errors if name in form.fields}
    return refusal(_("We couldn’t apply that filter."), words, suffix, errors=errors, possible=possible)


def refusal(title: str, detail: str, suffix: str, *, status: int = 400, **members) -> HttpResponse:
    """The words with a status, 400 unless another is given; `members` are added to a problem."""
    if suffix == "json":
        problem = {"title": title, "status": int(status), "detail": detail, **members}
        return HttpResponse(dump(problem), content_type="application/problem+json", status=status)
    return HttpResponse(f"{title}\n{detail}\n", content_type="text/plain; charset=utf-8", status=status)


def _detail(form, name: str, error) -> str:
    """What is wrong, and what can be asked for instead."""
    if name == NON_FIELD_ERRORS:
        known = ", ".join(form.fields) or _("none")
        return _("There is no such filter; filters of this list: %(names)s.") % {"names": known}
    values = _possible(form.fields[name])
    if error.code == "invalid_choice" and values:
        return _("This can be: %(values)s.") % {"values": ", ".join(values)}
    return " ".join(map(str, error.messages))


def _possible(field) -> list[str]:
    values = (str(value) for value, _label in getattr(field, "choices", ()) if value)
    return list(islice(values, MOST_VALUES))

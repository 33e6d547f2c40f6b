"""Error responses of exports: which parameter is invalid and what it can be. They repeat no value."""

from itertools import islice

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from admm_site.core.html_safe_json import dump_html_safe_json
from admm_site.core.listings import PortalFilterSet
from admm_site.core.query_parameters import truncated_name

MAX_VALUES = 100


def invalid_filter(request: HttpRequest, filterset: PortalFilterSet, suffix: str) -> HttpResponse:
    """Return 400: a problem (RFC 9457) for JSON, plain text for other formats."""
    form = filterset.form
    errors = [
        {
            "parameter": truncated_name(error.params["name"] if name == NON_FIELD_ERRORS else name),
            "detail": message,
        }
        for name, field_errors in form.errors.as_data().items()
        for error in field_errors
        for message in (_detail(form, name, error),)
    ]
    detail = "\n".join(f"{error['parameter']}: {error['detail']}" for error in errors)
    possible = {name: _possible(form.fields[name]) for name in form.errors if name in form.fields}
    return error_response(
        _("We couldn’t apply that filter."), detail, suffix, errors=errors, possible=possible
    )


def error_response(title: str, detail: str, suffix: str, *, status: int = 400, **members) -> HttpResponse:
    """Return an error in the format of the suffix; `members` are added to a problem (RFC 9457)."""
    if suffix == "json":
        problem = {"title": title, "status": int(status), "detail": detail, **members}
        return HttpResponse(
            dump_html_safe_json(problem), content_type="application/problem+json", status=status
        )
    return HttpResponse(f"{title}\n{detail}\n", content_type="text/plain; charset=utf-8", status=status)


def _detail(form, name: str, error) -> str:
    """Return what is wrong, and what can be requested instead."""
    if name == NON_FIELD_ERRORS:
        names = ", ".join(form.fields) or _("none")
        return _("There is no such filter; filters of this list: %(names)s.") % {"names": names}
    values = _possible(form.fields[name])
    if error.code == "invalid_choice" and values:
        return _("This can be: %(values)s.") % {"values": ", ".join(values)}
    return " ".join(map(str, error.messages))


def _possible(field) -> list[str]:
    values = (str(value) for value, _label in getattr(field, "choices", ()) if value)
    return list(islice(values, MAX_VALUES))

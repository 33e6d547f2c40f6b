"""Errors of the API: always `application/problem+json` (RFC 9457)."""

from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.views import exception_handler

from admm_site.core.absolute_urls import absolute_url, is_in_api
from admm_site.request_ids import current_request_id

MEDIA_TYPE = "application/problem+json"
# Problems with a type of their own, which the page of the API explains; others say no more than their status.
TYPES = {HTTPStatus.BAD_REQUEST: "parameters", HTTPStatus.TOO_MANY_REQUESTS: "rate"}


def problem(status: int, detail: str = "", errors: list[dict] | None = None) -> dict:
    """Return the body of a problem."""
    anchor = TYPES.get(HTTPStatus(status))
    page = absolute_url(reverse("api_page"))
    return {
        "type": f"{page}#{anchor}" if anchor else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail or HTTPStatus(status).description or HTTPStatus(status).phrase,
        **({"errors": errors} if errors else {}),
    }


def problem_response(status: int, detail: str = "", errors: list[dict] | None = None) -> JsonResponse:
    """Return a problem as a response outside of Django REST framework."""
    return JsonResponse(problem(status, detail, errors), status=status, content_type=MEDIA_TYPE)


def exception_response(exception: Exception, context: dict):
    """Return Django REST framework's response to `exception` as a problem; None for other exceptions."""
    if isinstance(exception, SuspiciousOperation):
        exception = ValidationError(_("The request can’t be read."))
    response = exception_handler(exception, context)
    if response is None:
        return None
    response.data = problem(response.status_code, *_explanation(exception))
    response.content_type = MEDIA_TYPE
    response["Cache-Control"] = "no-store"
    return response


def _explanation(exception: Exception) -> tuple[str, list[dict]]:
    if isinstance(exception, ValidationError) and isinstance(exception.detail, dict):
        errors = [
            {"parameter": name, "detail": str(message)}
            for name, messages in exception.detail.items()
            for message in messages
        ]
        return _("One or more parameters can’t be used; see `errors`."), errors
    if isinstance(exception, ValidationError):
        return " ".join(map(str, exception.detail)), []
    if isinstance(exception, Throttled):
        return _("Too many requests came from your address. Wait, then try again."), []
    return str(exception.detail) if isinstance(exception, APIException) else "", []


def server_error(request):
    """Return 500 with the id of the request: a problem below the API, the page of the portal elsewhere."""
    reference = current_request_id()
    if is_in_api(request):
        detail = _("Something went wrong on the server. Its reference is %(reference)s.")
        return problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, detail % {"reference": reference})
    content = render_to_string("500.html", {"reference": reference})
    return HttpResponse(content, status=HTTPStatus.INTERNAL_SERVER_ERROR)

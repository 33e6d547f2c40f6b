"""What the API says when a question can't be answered: always `application/problem+json` (RFC 9457)."""

from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.views import exception_handler

from admm_site.core.absolute_urls import absolute_url

MEDIA_TYPE = "application/problem+json"
# Beyond what its status says, a problem is of a type of its own; the page of the API explains each.
TYPES = {HTTPStatus.BAD_REQUEST: "parameters", HTTPStatus.TOO_MANY_REQUESTS: "rate"}


def problem(request, status: int, detail: str = "", errors: list[dict] | None = None) -> dict:
    """The body of an answer that is a problem."""
    anchor = TYPES.get(HTTPStatus(status))
    page = absolute_url(reverse("api_page"))
    return {
        "type": f"{page}#{anchor}" if anchor else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail or HTTPStatus(status).description or HTTPStatus(status).phrase,
        **({"errors": errors} if errors else {}),
    }


def problem_response(
    request, status: int, detail: str = "", errors: list[dict] | None = None
) -> JsonResponse:
    """The same as a response of its own, where none of the framework's is at hand."""
    return JsonResponse(problem(request, status, detail, errors), status=status, content_type=MEDIA_TYPE)


def answer_with_problem(exception: Exception, context: dict):
    """Django REST framework's answer to `exception`, as a problem; None for what it can't explain."""
    if isinstance(exception, SuspiciousOperation):
        exception = ValidationError(_("The request can’t be read."))
    response = exception_handler(exception, context)
    if response is None:
        return None
    response.data = problem(context["request"], response.status_code, *_explanation(exception))
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
    """500: a problem where a program asked, the page of the portal everywhere else."""
    if request.path.startswith(reverse("api:root")):
        return problem_response(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    return defaults.server_error(request)

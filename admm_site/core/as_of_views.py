"""The response to a request for a page as of a date at which nothing of it was known yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_not_yet_known(request: HttpRequest, subject: object) -> HttpResponse:
    """Render a page that says so and links to today's page. It is no error: the status is 200."""
    context = {"title": str(subject), "today": "./"}
    return render(request, "core/not_yet_known.html", context)

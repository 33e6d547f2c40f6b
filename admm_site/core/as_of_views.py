"""What is answered at the address of something of which nothing was known by the day that was asked for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_not_yet_known(request: HttpRequest, thing: object) -> HttpResponse:
    """A page that says so, and leads to what is known today. It is an answer, not an error."""
    context = {"title": str(thing), "today": "./"}
    return render(request, "core/not_yet_known.html", context)

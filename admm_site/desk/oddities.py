"""Tells an editor what is odd about a page just saved, without refusing it."""

from wagtail.admin import messages


def warn_of_oddities(request, page):
    """Runs after a page was created or edited; silent when the browser saved by itself."""
    if request.accepts("text/html"):
        for oddity in getattr(page, "oddities", list)():
            messages.warning(request, oddity)

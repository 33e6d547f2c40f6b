"""Breadcrumbs of views whose address lies below a page."""

from urllib.parse import urljoin

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .sections import SectionPage, section_url


def about_breadcrumb() -> dict[str, str]:
    """Return the breadcrumb of the page above the views of `/about/`."""
    return {"title": _("About"), "url": urljoin(reverse("structure"), "..")}


def section_breadcrumb(request: HttpRequest, page_type: type[SectionPage], title: str) -> dict[str, str]:
    return {"title": title, "url": section_url(request, page_type)}

"""Breadcrumbs of addresses that are no page, but lie below one."""

from django.utils.translation import gettext_lazy as _

ABOUT = {"title": _("About"), "url": "/about/"}

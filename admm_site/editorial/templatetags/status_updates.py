"""Gives the edit page of a meeting what initiatives reported to it."""

from django import template

from admm_site.editorial.status_updates import reports_to

register = template.Library()
register.simple_tag(reports_to)

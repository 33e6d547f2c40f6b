"""Template tag for the status updates that a meeting received."""

from django import template

from admm_site.editorial.status_updates import status_updates_for_meeting

register = template.Library()
register.simple_tag(status_updates_for_meeting)

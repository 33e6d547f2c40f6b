"""The dashboard panel of scheduled work."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from .periodic.state import job_states


class OperationsPanel(Component):
    name = "operations"
    order = 400
    template_name = "operations/panel.html"

    def get_context_data(self, parent_context):
        return {
            "heading": _("Scheduled work"),
            "states": job_states(),
            "is_read_only": settings.READ_ONLY,
        }


def add_operations_panel(request, panels):
    if user_has_any_page_permission(request.user):
        panels.append(OperationsPanel())

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from . import dashboard

hooks.register("construct_homepage_panels", dashboard.add_operations_panel)


# The form of an existing page is not shown: Wagtail writes who has it open.
@hooks.register("before_create_page")
def warn_that_nothing_can_be_saved(request, *args):
    """Warn above the form while the portal can only be read."""
    if settings.READ_ONLY and request.method == "GET":
        messages.warning(request, _("For the moment, the portal can be read but not changed."))

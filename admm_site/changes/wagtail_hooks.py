from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from . import redaction_views


@hooks.register("register_permissions")
def register_redacting():
    """Offer the permission to redact, which administrators have, for groups."""
    return Permission.objects.filter(codename__in=["redact_change", "redact_documentversion"])


@hooks.register("register_log_actions")
def register_log_actions(actions):
    """Register redactions in the audit log: who redacted what and why, without the text that was removed."""

    @actions.register_action(redaction_views.REDACTED)
    class Redaction(LogFormatter):
        label = _lazy("Redact the public history")

        def format_message(self, log_entry):
            return _("Public history redacted: %(reason)s") % {"reason": log_entry.data["reason"]}

    actions.register_action(
        redaction_views.RESTORED, _lazy("Restore the public history"), _lazy("Public history restored")
    )


@hooks.register("register_admin_urls")
def register_public_history():
    listing = redaction_views.PublicHistoryView
    views = {
        "changes/<int:pk>/redact/": (redaction_views.RedactChangeView, "redact_change"),
        "changes/<int:pk>/restore/": (redaction_views.RestoreChangeView, "restore_change"),
        "document-versions/<int:pk>/redact/": (redaction_views.RedactVersionView, "redact_version"),
        "document-versions/<int:pk>/restore/": (redaction_views.RestoreVersionView, "restore_version"),
    }
    return [
        path("reports/public-history/", listing.as_view(), name="public_history"),
        path(
            "reports/public-history/results/",
            listing.as_view(results_only=True),
            name="public_history_results",
        ),
        *(path(route, view.as_view(), name=name) for route, (view, name) in views.items()),
    ]


class PublicHistoryMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("changes.redact_change")


@hooks.register("register_reports_menu_item")
def register_public_history_menu_item():
    return PublicHistoryMenuItem(
        redaction_views.PublicHistoryView.page_title,
        reverse("public_history"),
        name="public-history",
        icon_name="history",
        order=1330,
    )

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from .idle import session_state
from .second_factor_views import SecondFactorView


@hooks.register("register_admin_urls")
def register_account_views():
    return [
        path("account/second-factor/", SecondFactorView.as_view(), name="second_factor"),
        path("account/session/", session_state, name="session_state"),
    ]


@hooks.register("insert_global_admin_js")
def add_session_notice():
    """Return the script that says above a form when the session ends."""
    return format_html(
        '<script src="{}" data-state-url="{}" data-sign-in-url="{}" data-ending="{}" data-ended="{}"'
        ' data-sign-in="{}" defer></script>',
        static("editorial/session_notice.js"),
        reverse("session_state"),
        reverse("wagtailadmin_login"),
        _("Your session ends in a few minutes: save or reload the page to go on."),
        _("Your session has ended. What you entered is kept on this page: sign in again, then save."),
        _("Sign in in another tab"),
    )


@hooks.register("register_account_menu_item")
def link_second_factor(request):
    return {
        "url": reverse("second_factor"),
        "label": _("Second factor"),
        "help_text": _("Sign in with a passkey, or with a code of your phone besides the password."),
    }

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig


class WithdrawalsConfig(AppConfig):
    name = "admm_site.withdrawals"
    verbose_name = _("Withdrawn pages")
    default = True

    def ready(self):
        from . import signals

        signals.connect()


class PublicRedirectsConfig(WagtailRedirectsAppConfig):
    """Wagtail's redirects, with the portal's receivers for renamed and moved pages."""

    default = False

    def ready(self):
        from . import redirects

        redirects.connect()

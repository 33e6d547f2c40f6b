from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WithdrawalsConfig(AppConfig):
    name = "admm_site.withdrawals"
    verbose_name = _("Withdrawn pages")

    def ready(self):
        from . import signals

        signals.connect()

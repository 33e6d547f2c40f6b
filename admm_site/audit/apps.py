from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from admm_site.core.apps import connect_after_migrate


class AuditConfig(AppConfig):
    name = "admm_site.audit"
    verbose_name = _("Audit trail")

    def ready(self):
        from . import append_only, signals

        signals.connect()
        connect_after_migrate(append_only.install)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "admm_site.operations"
    verbose_name = _("Operations")

    def ready(self):
        from admm_site import database, error_tracking

        from . import checks, signals  # noqa: F401

        database.connect_signals()
        error_tracking.start_error_tracking()

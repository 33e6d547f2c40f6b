from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "admm_site.exports"
    verbose_name = _("Exports")

    def ready(self):
        autodiscover_modules("list_exports")

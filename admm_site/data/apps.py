from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DataConfig(AppConfig):
    name = "admm_site.data"
    verbose_name = _("Registers")

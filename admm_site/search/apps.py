import atexit

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "admm_site.search"
    label = "portal_search"
    verbose_name = _("Search")

    def ready(self):
        from . import counting, signals

        signals.connect()
        atexit.register(counting.write_counts)

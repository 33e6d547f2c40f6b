import atexit

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "admm_site.search"
    label = "portal_search"
    verbose_name = _("Search")

    def ready(self):
        from . import checks, query_log, signal_handlers

        signal_handlers.register_signal_handlers()
        post_migrate.connect(checks.warn_if_outdated, sender=self)
        atexit.register(query_log.write_counts)

import atexit

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "admm_site.search"
    label = "portal_search"
    verbose_name = _("Search")

    def ready(self):
        from . import checks, counting, signals

        signals.connect()
        post_migrate.connect(checks.say_what_is_outdated, sender=self)
        atexit.register(counting.write_counts)

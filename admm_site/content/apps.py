from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "admm_site.content"
    verbose_name = _("Content")

    def ready(self):
        from . import checks, revisions  # noqa: F401

        post_migrate.connect(revisions.store_after_migrations, sender=self)

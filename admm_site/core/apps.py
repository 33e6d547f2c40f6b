from collections.abc import Callable

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


def connect_after_migrate(receiver: Callable) -> None:
    """Call the receiver once after migrating, when all tables, content types and permissions exist.

    Django sends the signal for each app that has models: this is that of the last one.
    """
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    post_migrate.connect(receiver, sender=last)


class CoreConfig(AppConfig):
    name = "admm_site.core"
    verbose_name = _("Core")

    def ready(self):
        from wagtail.models import CollectionViewRestriction, PageViewRestriction

        from . import checks, content_version, index_tasks, revisions, view_restrictions  # noqa: F401

        index_tasks.connect()
        connect_after_migrate(content_version.install)
        for kind in (PageViewRestriction, CollectionViewRestriction):
            pre_save.connect(view_restrictions.renew_key_for_new_password, sender=kind)

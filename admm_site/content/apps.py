from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "admm_site.content"
    verbose_name = _("Content")

    def ready(self):
        from wagtail.models import CollectionViewRestriction, PageViewRestriction

        from . import checks, index_tasks, restrictions, revisions  # noqa: F401

        index_tasks.connect()
        post_migrate.connect(revisions.store_after_migrations, sender=self)
        for kind in (PageViewRestriction, CollectionViewRestriction):
            pre_save.connect(restrictions.ask_for_new_password, sender=kind)

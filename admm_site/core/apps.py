from django.apps import AppConfig
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "admm_site.core"
    verbose_name = _("Core")

    def ready(self):
        from wagtail.models import CollectionViewRestriction, PageViewRestriction

        from . import checks, index_tasks, revisions, view_restrictions  # noqa: F401

        index_tasks.connect()
        for kind in (PageViewRestriction, CollectionViewRestriction):
            pre_save.connect(view_restrictions.renew_key_for_new_password, sender=kind)

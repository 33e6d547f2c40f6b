from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "admm_site.accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from . import signals

        pre_save.connect(signals.notify_old_address, sender=settings.AUTH_USER_MODEL)

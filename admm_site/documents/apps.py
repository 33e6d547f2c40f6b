from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "admm_site.documents"
    verbose_name = _("Documents and images")

    def ready(self):
        from . import checks, chooser_views, signals  # noqa: F401 - registers its check

        signals.connect()
        chooser_views.replace_wagtail_views()

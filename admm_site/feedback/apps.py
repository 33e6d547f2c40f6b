from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "admm_site.feedback"
    verbose_name = _("Error reports")

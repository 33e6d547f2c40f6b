from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    NEW = "new", _("New")
    LOOKED_AT = "looked-at", _("Being looked at")
    CORRECTED = "corrected", _("Corrected")
    NO_ERROR = "no-error", _("Not an error")

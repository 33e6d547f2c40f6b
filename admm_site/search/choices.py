from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Order(TextChoices):
    RELEVANCE = "relevance", _("Relevance")
    DATE = "date", _("Date")

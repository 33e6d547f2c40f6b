"""Signal handler for loading fixtures."""

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import Locale, TranslatableMixin


@receiver(pre_save)
def give_default_locale(instance, raw, **kwargs):
    """Set the default locale of rows from fixtures, which Wagtail does for other rows only."""
    if raw and isinstance(instance, TranslatableMixin) and instance.locale_id is None:
        instance.locale = Locale.get_default()

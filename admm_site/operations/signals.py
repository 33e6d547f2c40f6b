"""What loading fixtures leaves open, whichever command does it."""

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import Locale, TranslatableMixin


@receiver(pre_save)
def give_default_locale(instance, raw, **kwargs):
    """Locales have no natural key, so that fixtures name none; Wagtail fills it in for all but fixtures."""
    if raw and isinstance(instance, TranslatableMixin) and instance.locale_id is None:
        instance.locale = Locale.get_default()

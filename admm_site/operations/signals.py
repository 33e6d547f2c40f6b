"""Signal handlers for loading fixtures, and for background tasks."""

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django_tasks.signals import task_enqueued, task_finished, task_started
from wagtail.models import Locale, TranslatableMixin

from admm_site.request_ids import current_request_id, set_request_id


@receiver(pre_save)
def give_default_locale(instance, raw, **kwargs):
    """Set the default locale of rows from fixtures, which Wagtail does for other rows only."""
    if raw and isinstance(instance, TranslatableMixin) and instance.locale_id is None:
        instance.locale = Locale.get_default()


# A worker takes over the id of the request that enqueued the task; tasks that run at once have it anyway.


@receiver(task_enqueued)
def store_request_id(task_result, **kwargs):
    row, request_id = getattr(task_result, "db_result", None), current_request_id()
    if row and request_id:
        row.args_kwargs["request_id"] = request_id  # beside `args` and `kwargs`, which are all that is read
        row.save(update_fields=["args_kwargs"])


@receiver(task_started)
def take_request_id(task_result, **kwargs):
    if row := getattr(task_result, "db_result", None):
        set_request_id(row.args_kwargs.get("request_id", ""))


@receiver(task_finished)
def drop_request_id(task_result, **kwargs):
    if getattr(task_result, "db_result", None):
        set_request_id("")

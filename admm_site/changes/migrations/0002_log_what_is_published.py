"""Logs what was published before there was a log: each page, on the day that it names itself."""

from django.db import migrations

AT_ONCE = 1000


def log_what_is_published(apps, schema_editor):
    change_model = apps.get_model("changes", "Change")
    pages = apps.get_model("wagtailcore", "Page").objects.filter(
        live=True, alias_of__isnull=True, first_published_at__isnull=False
    )
    found = pages.order_by("-path").values_list("pk", "first_published_at")
    change_model.objects.bulk_create(
        (change_model(page_id=key, at=at, kind="published") for key, at in found.iterator()),
        batch_size=AT_ONCE,
    )


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_changes")]

    operations = [migrations.RunPython(log_what_is_published, migrations.RunPython.noop)]

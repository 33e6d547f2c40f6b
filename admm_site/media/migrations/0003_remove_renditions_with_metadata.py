"""Renditions made so far hold what the camera wrote: they are removed, and made anew when they are asked for."""

from django.core.cache import cache
from django.db import migrations


def remove_renditions(apps, schema_editor):
    renditions = apps.get_model("media", "PortalRendition").objects.using(schema_editor.connection.alias)
    for rendition in renditions.only("file").iterator():
        rendition.file.storage.delete(rendition.file.name)
    renditions.all().delete()
    cache.clear()  # Wagtail keeps renditions there


class Migration(migrations.Migration):
    dependencies = [("media", "0002_document_pages")]
    operations = [migrations.RunPython(remove_renditions, migrations.RunPython.noop)]

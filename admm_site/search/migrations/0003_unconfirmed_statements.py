from django.db import migrations, models


def note_that_a_new_portal_needs_no_other_index(apps, schema_editor):
    """Passages that exist say nothing of what no source confirms; where there are none, all will."""
    alias = schema_editor.connection.alias
    if not apps.get_model("portal_search", "Passage").objects.using(alias).exists():
        apps.get_model("portal_search", "IndexVersion").objects.using(alias).update(number=3)


class Migration(migrations.Migration):
    dependencies = [
        ("portal_search", "0002_index_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="passage",
            name="doubt",
            field=models.TextField(blank=True, verbose_name="what no source confirms"),
        ),
        migrations.RunPython(
            note_that_a_new_portal_needs_no_other_index, migrations.RunPython.noop, elidable=True
        ),
    ]

from django.db import migrations


def note_that_a_new_portal_needs_no_other_index(apps, schema_editor):
    """What there is in the index was made by earlier rules; where there is nothing, all will be of these."""
    alias = schema_editor.connection.alias
    if not apps.get_model("portal_search", "Passage").objects.using(alias).exists():
        apps.get_model("portal_search", "IndexVersion").objects.using(alias).update(number=4)


class Migration(migrations.Migration):
    dependencies = [
        ("portal_search", "0003_unconfirmed_statements"),
    ]

    operations = [
        migrations.RunPython(
            note_that_a_new_portal_needs_no_other_index, migrations.RunPython.noop, elidable=True
        ),
    ]

"""The text of documents by page, their addresses, their earlier versions and how they belong together.

The text of before is dropped: `manage.py extract_text` reads it anew from the files.
"""

from itertools import chain, count

import django.db.models.deletion
from django.db import migrations, models
from django.utils.text import slugify

import admm_site.media.paths

SLUG_LENGTH = 100


def fill_slugs(apps, schema_editor):
    documents = apps.get_model("media", "PortalDocument").objects.using(schema_editor.connection.alias)
    taken = set()
    for document in documents.only("title").order_by("pk").iterator():
        document.slug = _free_slug(document.title, taken)
        taken.add(document.slug)
        document.save(update_fields=["slug"])


def _free_slug(title, taken):
    base = slugify(title) or "document"
    room = SLUG_LENGTH - 6
    if len(base) > room:
        base = base[: room + 1].rpartition("-")[0] or base[:room]
    return next(slug for slug in chain([base], (f"{base}-{n}" for n in count(2))) if slug not in taken)


class Migration(migrations.Migration):
    dependencies = [("media", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="portaldocument", name="text"),
        migrations.AddField(
            model_name="portaldocument",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The same document in the language it was first issued in.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="translations",
                to="media.portaldocument",
                verbose_name="translation of",
            ),
        ),
        migrations.AddField(
            model_name="portaldocument",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Another document that supersedes this one. For a corrected file of the same "
                "document, upload it above instead.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replaces",
                to="media.portaldocument",
                verbose_name="replaced by",
            ),
        ),
        migrations.AddField(
            model_name="portaldocument",
            name="slug",
            field=models.CharField(editable=False, max_length=SLUG_LENGTH, null=True, verbose_name="address"),
        ),
        migrations.RunPython(fill_slugs, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="portaldocument",
            name="slug",
            field=models.SlugField(
                editable=False, max_length=SLUG_LENGTH, unique=True, verbose_name="address"
            ),
        ),
        migrations.AddField(
            model_name="portaldocument",
            name="sha256",
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256"),
        ),
        migrations.AddField(
            model_name="portaldocument",
            name="extraction",
            field=models.CharField(
                choices=[
                    ("waiting", "Not read yet"),
                    ("read", "Read"),
                    ("no-text", "No text"),
                    ("encrypted", "Encrypted"),
                    ("damaged", "Damaged"),
                    ("misnamed", "Not what its name says"),
                    ("too-many-pages", "Too many pages"),
                    ("too-large", "Too large"),
                    ("too-slow", "Took too long"),
                    ("not-read", "Not a kind that is read"),
                    ("lost", "File not found"),
                ],
                default="waiting",
                editable=False,
                max_length=20,
                verbose_name="text",
            ),
        ),
        migrations.AddField(
            model_name="portaldocument",
            name="picture",
            field=models.FileField(
                blank=True, editable=False, upload_to="first_pages", verbose_name="first page"
            ),
        ),
        migrations.CreateModel(
            name="PageText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages_text",
                        to="media.portaldocument",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "text of a page",
                "verbose_name_plural": "texts of pages",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="one_text_a_page")
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=SLUG_LENGTH, unique=True, verbose_name="address")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_addresses",
                        to="media.portaldocument",
                        verbose_name="document",
                    ),
                ),
            ],
            options={"verbose_name": "earlier address", "verbose_name_plural": "earlier addresses"},
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "file",
                    models.FileField(
                        max_length=255, upload_to=admm_site.media.paths.version_path, verbose_name="file"
                    ),
                ),
                ("replaced_on", models.DateField(verbose_name="replaced on")),
                ("reason", models.CharField(max_length=250, verbose_name="reason")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("file_size", models.PositiveBigIntegerField(verbose_name="size")),
                ("page_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="pages")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="media.portaldocument",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier version",
                "verbose_name_plural": "earlier versions",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="one_version_a_number")
                ],
            },
        ),
    ]

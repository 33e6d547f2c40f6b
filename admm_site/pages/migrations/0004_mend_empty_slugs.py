"""Gives an address to what was stored with an empty slug: pages, their drafts, and snippets."""

import unicodedata
from itertools import chain, count

from anyascii import anyascii
from django.db import migrations
from django.utils.text import slugify
from django.utils.translation import override

ROOM_OF_PAGES, ROOM_OF_SNIPPETS = 249, 44  # with room for a number
SNIPPETS = {
    ("reference", "Country"): ("name",),
    ("reference", "CooperationArea"): ("acronym", "name"),
    ("meetings", "MeetingSeries"): ("acronym", "name"),
}
RESERVED = {  # what the portal itself answers at the top and below its sections
    *("activities", "admin", "api", "areas", "calendar", "changes", "cite", "compare", "contact"),
    *("countries", "d", "decisions", "documents", "images", "map", "progress", "report", "reuse"),
    *("search", "series", "structure", "timeline", "trail", "updates"),
}


def mend_empty_slugs(apps, schema_editor):
    mend_pages(apps)
    mend_drafts(apps)
    mend_snippets(apps)


def mend_pages(apps):
    page_model = apps.get_model("wagtailcore", "Page")
    broken = page_model.objects.filter(slug="", depth__gt=1)
    for page in broken.select_related("content_type").order_by("path"):
        parent = page_model.objects.get(path=page.path[:-4])
        siblings = page_model.objects.filter(path__startswith=parent.path, depth=page.depth)
        page.slug = free_slug(page.title, kind_of(apps, page.content_type), siblings, ROOM_OF_PAGES)
        page_model.objects.filter(pk=page.pk).update(slug=page.slug)
        write_url_paths(page_model, page, parent)


def write_url_paths(page_model, page, parent):
    """Of the page and of everything below it."""
    url_paths = {parent.path: parent.url_path}
    below = page_model.objects.filter(path__startswith=page.path).order_by("path").only("path", "slug")
    for each in below:
        url_paths[each.path] = f"{url_paths[each.path[:-4]]}{each.slug}/"
        page_model.objects.filter(pk=each.pk).update(url_path=url_paths[each.path])


def mend_drafts(apps):
    page_model = apps.get_model("wagtailcore", "Page")
    drafts = apps.get_model("wagtailcore", "Revision").objects.filter(
        base_content_type__app_label="wagtailcore", base_content_type__model="page", content__slug=""
    )
    slugs = dict(
        page_model.objects.filter(pk__in=[int(draft.object_id) for draft in drafts]).values_list("pk", "slug")
    )
    for draft in drafts:
        draft.content["slug"] = slugs.get(int(draft.object_id), "")
        draft.save(update_fields=["content"])


def mend_snippets(apps):
    for name, fields in SNIPPETS.items():
        model = apps.get_model(*name)
        for row in model.objects.filter(slug=""):
            text = next((getattr(row, field) for field in fields if readable(getattr(row, field))), "")
            others = model.objects.exclude(pk=row.pk)
            slug = free_slug(text, word_for(model), others, ROOM_OF_SNIPPETS)
            model.objects.filter(pk=row.pk).update(slug=slug)


def kind_of(apps, content_type):
    """Return the word for the type of a page; that of one which is no more is `page`."""
    try:
        return word_for(apps.get_model(content_type.app_label, content_type.model))
    except LookupError:
        return "page"


def word_for(model):
    """Return the kind of thing as it stands in an address: `concept-paper`."""
    with override(None):
        return slugify(model._meta.verbose_name)


def readable(text):
    """Return the letters, vowel signs and digits of the text in ASCII, as a slug."""
    known = (
        character if character.isascii() or unicodedata.category(character)[0] in "LMN" else " "
        for character in unicodedata.normalize("NFC", text or "")
    )
    return slugify("".join(map(anyascii, known))).strip("-_")


def free_slug(text, kind, rows, room):
    base = readable(text)[:room].strip("-_")
    taken = {*rows.values_list("slug", flat=True), *RESERVED}
    numbered = (f"{base or kind}-{number}" for number in count(2 if base else 1))
    return next(slug for slug in chain([base] if base else [], numbered) if slug not in taken)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0003_change_notes"),
        ("meetings", "0004_make_slugs_of_names"),
        ("initiatives", "0004_index_newest_updates"),
        ("reference", "0002_make_slugs_of_names"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(mend_empty_slugs, migrations.RunPython.noop)]

"""Write the demonstration content as fixtures.

Fixtures have natural keys instead of primary keys: the path of a page, the page and key of a record, the code
of a country, the name of a file. Default values that are empty are left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.python import Serializer
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction

from admm_site.documents.models import DocumentVersion, EarlierAddress, PortalDocument, PortalImage
from admm_site.pages.models import ContentPage, HomePage
from admm_site.reference.models import CooperationArea, Country
from admm_site.search.models import Synonym
from initiatives.models import (
    ConceptPaperIndexPage,
    ConceptPaperPage,
    InitiativeIndexPage,
    InitiativePage,
)
from meetings.models import MeetingIndexPage, MeetingPage, MeetingSeries

FOLDER = settings.BASE_DIR / "fixtures"

# One file for each theme, in the order of loading. The records of a page or snippet follow it.
THEMES: dict[str, tuple[type[models.Model], ...]] = {
    "0_synonyms": (Synonym,),
    "1_countries": (Country,),
    "2_areas": (CooperationArea,),
    "3_series": (MeetingSeries,),
    "4_documents": (PortalDocument, DocumentVersion, EarlierAddress),
    "5_images": (PortalImage,),
    "6_pages": (HomePage, ContentPage, MeetingIndexPage, ConceptPaperIndexPage, InitiativeIndexPage),
    "7_papers": (ConceptPaperPage,),
    "8_initiatives": (InitiativePage, *InitiativePage.event_types()),
    "9_meetings": (MeetingPage,),
}
MODELS = tuple(chain.from_iterable(THEMES.values()))
FILE_MODELS = (PortalDocument, DocumentVersion, PortalImage)

# What belongs to an installation and not to the content: users, traces of editing, text extracted from files.
EXCLUDED_FIELDS = {
    "alias_of",
    "collection",
    "extraction",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locale",
    "locked",
    "locked_at",
    "locked_by",
    "owner",
    "picture",
    "traces",
    "uploaded_by_user",
}


class UnsupportedContent(Exception):
    """Fixtures can't hold some of the content; each of `sentences` says what, where and what to do."""

    def __init__(self, sentences: list[str]):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def write(folder: Path = FOLDER) -> list[Path]:
    """Write the content of the database and its files to `folder`, and return the paths of the fixtures.

    The file of an empty theme is deleted. Raise `UnsupportedContent` before anything is written.
    """
    texts = dump()
    _write_files(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for theme in THEMES.keys() - texts.keys():
        (folder / f"{theme}.json").unlink(missing_ok=True)
    paths = [folder / f"{theme}.json" for theme in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def dump() -> dict[str, str]:
    """Return the text of each fixture that has rows, by theme, or raise `UnsupportedContent`."""
    rows = {theme: list(_rows(theme_models)) for theme, theme_models in THEMES.items()}
    all_rows = chain.from_iterable(rows.values())
    unsupported = [*_private_pages(), *chain.from_iterable(map(_unsupported_content, all_rows))]
    if unsupported:
        raise UnsupportedContent(unsupported)
    return {theme: _text(theme_rows) for theme, theme_rows in rows.items() if theme_rows}


def fixture_files(folder: Path = FOLDER) -> list[Path]:
    """Return the fixtures in the order of loading."""
    return sorted(folder.glob("*.json"))


def media_files(folder: Path = FOLDER) -> dict[str, Path]:
    """Return the files beside the fixtures by their name in the storage."""
    media = folder / "media"
    return {path.relative_to(media).as_posix(): path for path in sorted(media.rglob("*")) if path.is_file()}


# Rows


def _rows(theme_models: Iterable[type[models.Model]]) -> Iterator[models.Model]:
    """Yield pages in tree order and other rows by natural key, each followed by its records."""
    objects = [obj for model in theme_models for obj in _all(model)]
    objects.sort(key=lambda obj: obj.path if isinstance(obj, Page) else obj.natural_key())
    plain_pages = {page.pk: page for page in Page.objects.filter(pk__in=[obj.pk for obj in objects])}
    records = _records(theme_models)
    for obj in objects:
        if isinstance(obj, Page):
            yield plain_pages[obj.pk]
        yield obj
        yield from records[type(obj), obj.pk]


def _records(theme_models: Iterable[type[models.Model]]) -> dict[tuple, list[models.Model]]:
    """Return the child records of each page or snippet by its model and primary key."""
    records = defaultdict(list)
    for model in theme_models:
        for relation in get_all_child_relations(model):
            if relation.related_model in MODELS or not hasattr(relation.related_model, "natural_key"):
                continue
            for record in sorted(_all(relation.related_model), key=lambda record: record.sort_order or 0):
                records[model, record.serializable_value(relation.field.attname)].append(record)
    return records


def _all(model: type[models.Model]) -> Iterable[models.Model]:
    keys = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.name not in EXCLUDED_FIELDS
    ]
    return model._default_manager.select_related(*keys).order_by("pk")


class _FixtureSerializer(Serializer):
    def handle_field(self, obj, field):
        value = field.value_from_object(obj)
        if field.name in EXCLUDED_FIELDS or (not value and value == field.get_default()):
            return
        if not isinstance(field, StreamField):
            super().handle_field(obj, field)
        elif value:
            self._current[field.name] = _sorted(field.get_prep_value(value))

    def handle_fk_field(self, obj, field):
        if field.name not in EXCLUDED_FIELDS and field.value_from_object(obj) is not None:
            super().handle_fk_field(obj, field)

    def handle_m2m_field(self, obj, field):
        if keys := sorted(related.natural_key() for related in getattr(obj, field.name).all()):
            self._current[field.name] = keys


def _sorted(value):
    """Return the value with the keys of its mappings sorted, because PostgreSQL orders them otherwise."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _text(rows: list[models.Model]) -> str:
    for row in rows:
        if isinstance(row, Page):
            row.draft_title = row.title
    content = _FixtureSerializer().serialize(
        rows, use_natural_foreign_keys=True, use_natural_primary_keys=True
    )
    return json.dumps(content, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False) + "\n"


# What fixtures can't carry


def _private_pages() -> Iterator[str]:
    for restriction in PageViewRestriction.objects.select_related("page"):
        yield f"{restriction.page} is private, and fixtures hold public pages only: lift its restriction."


def _unsupported_content(row: models.Model) -> Iterator[str]:
    if type(row) is Page and row.has_unpublished_changes:
        yield f"{row} has changes that are not published: publish or discard them."
    for field in row._meta.local_fields:
        if isinstance(field, (StreamField, RichTextField)):
            for model, key, *_ in field.extract_references(field.value_from_object(row)):
                target = model._default_manager.filter(pk=key).first() or f"something deleted ({key})"
                yield (
                    f"{getattr(row, 'page', row)}, {field.verbose_name}: points at “{target}” by its number"
                    " in this database. Link to its address, or use the fields for documents and sources."
                )


# Files


def _write_files(folder: Path) -> None:
    """Copy the files of documents and images to the media of `folder`, and delete unused ones there."""
    files = [row.file for model in FILE_MODELS for row in model._default_manager.all()]
    for file in files:
        path = folder / "media" / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with file.storage.open(file.name) as content:
            path.write_bytes(content.read())
    names = {file.name for file in files}
    for name, path in media_files(folder).items():
        if name not in names:
            path.unlink()

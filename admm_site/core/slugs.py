"""Slugs of titles and names in any script.

Letters, vowel signs and digits of other scripts are transliterated by anyascii: the Thai word for
“meeting” becomes `prachum`. If nothing is left, such as of a title of symbols, the slug is the name of the
model and a number: `meeting-3`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import chain, count

from anyascii import anyascii
from django.db import models
from django.utils.text import slugify as slugify_ascii
from django.utils.translation import override

ROOM_FOR_NUMBER = 6  # `-12345`
QUOTES_AND_FORMAT = ("Pi", "Pf", "Cf")


def to_ascii(text: str) -> str:
    """Transliterate the letters and digits of the text to ASCII; leave out other characters."""
    return "".join(map(_to_ascii, unicodedata.normalize("NFC", text)))


def _to_ascii(character: str) -> str:
    category = unicodedata.category(character)
    if character.isascii():
        return character
    if category == "Pd":
        return "-"
    if category in QUOTES_AND_FORMAT:
        return ""
    if category[0] == "S":  # ™ and № stand for letters; arrows and emoji don't
        plain = unicodedata.normalize("NFKC", character)
        return plain if plain.isascii() and plain.isalnum() else " "
    if category[0] not in "LMN":
        return " "
    return re.sub(r"[^A-Za-z0-9]+", "-" if category == "No" else "", anyascii(character))


def slugify(text: str, max_length: int = 255) -> str:
    """Return the slug of the text, cut at a word with room for a number; empty if nothing is left."""
    slug = slugify_ascii(to_ascii(text)).strip("-_")
    room = max_length - ROOM_FOR_NUMBER
    return slug if len(slug) <= room else slug[: room + 1].rpartition("-")[0] or slug[:room]


def possible_slugs(text: str) -> set[str]:
    """Return the slugs that the portal and Django generate from the text."""
    return {slug for slug in (slugify(text), slugify_ascii(text)) if slug}


def is_slug_of(slug: str, text: str, model: type[models.Model]) -> bool:
    """Return whether `free_slug` could have generated the slug from the text, with any number."""
    start = re.sub(r"-\d+$", "", slug)
    return slug in possible_slugs(text) or start in (possible_slugs(text) or {model_slug(model)})


def free_slug(
    text: str,
    model: type[models.Model],
    *rows: models.QuerySet,
    is_reserved: Callable[[str], bool] = lambda slug: False,
    max_length: int = 255,
) -> str:
    """Return the slug of the text, with the first free number if it is reserved or a row has it.

    If nothing is left of the text, it is the name of the model and a number.
    """
    base = slugify(text, max_length)
    start = base or model_slug(model)
    used_slugs = {slug for queryset in rows for slug in _slugs(queryset, start)}
    numbered = (f"{start}-{number}" for number in count(2 if base else 1))
    candidates = chain([base], numbered) if base else numbered
    return next(slug for slug in candidates if slug not in used_slugs and not is_reserved(slug))


def _slugs(rows: models.QuerySet, start: str) -> Iterable[str]:
    return rows.filter(slug__startswith=start).order_by().values_list("slug", flat=True)


def model_slug(model: type[models.Model]) -> str:
    """Return the name of the model as a slug, the same in every language: `concept-paper`."""
    with override(None):
        return slugify_ascii(str(model._meta.verbose_name))


class AutoSlugField(models.SlugField):
    """A slug that is generated when it is empty, whichever way the row is saved.

    `populate_from` names fields; the slug is generated from the first of them with a usable value.
    """

    def __init__(self, *args, populate_from: Iterable[str] = ("name",), **kwargs):
        self.populate_from = tuple(populate_from)
        kwargs |= {"unique": True, "blank": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "populate_from": self.populate_from}

    def pre_save(self, model_instance, add):
        if not getattr(model_instance, self.attname):
            setattr(model_instance, self.attname, self.generate(model_instance))
        return super().pre_save(model_instance, add)

    def generate(self, row: models.Model) -> str:
        texts = [getattr(row, name) or "" for name in self.populate_from]
        text = next(filter(slugify, texts), "")
        other_rows = type(row)._base_manager.exclude(pk=row.pk)
        return free_slug(text, type(row), other_rows, max_length=self.max_length or 255)

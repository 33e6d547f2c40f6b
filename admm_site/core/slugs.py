"""Addresses made of titles and names, in whatever script they are written.

Letters, vowel signs and digits of other scripts are transliterated by anyascii: the Thai word for
“meeting” is `prachum`. Where nothing is left to read, such as of a title of signs alone, an address is the
kind of thing and a number: `meeting-3`.
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
    """Return the text in ASCII: letters and digits transliterated, vowels included, other signs left out."""
    return "".join(map(_to_ascii, unicodedata.normalize("NFC", text)))


def _to_ascii(character: str) -> str:
    category = unicodedata.category(character)
    if character.isascii():
        return character
    if category == "Pd":
        return "-"
    if category in QUOTES_AND_FORMAT:
        return ""
    if category[0] == "S":  # ™ and № are letters in another form; arrows and emoji are not
        plain = unicodedata.normalize("NFKC", character)
        return plain if plain.isascii() and plain.isalnum() else " "
    if category[0] not in "LMN":
        return " "
    return re.sub(r"[^A-Za-z0-9]+", "-" if category == "No" else "", anyascii(character))


def slugify(text: str, max_length: int = 255) -> str:
    """Return the text as an address, cut at a word with room for a number; empty if nothing can be read."""
    slug = slugify_ascii(to_ascii(text)).strip("-_")
    room = max_length - ROOM_FOR_NUMBER
    return slug if len(slug) <= room else slug[: room + 1].rpartition("-")[0] or slug[:room]


def possible_slugs(text: str) -> set[str]:
    """Return the slugs that the portal and Django make of the text."""
    return {slug for slug in (slugify(text), slugify_ascii(text)) if slug}


def is_slug_of(slug: str, text: str, model: type[models.Model]) -> bool:
    """Return whether `free_slug` would make the slug of the text, with one number or another."""
    start = re.sub(r"-\d+$", "", slug)
    return slug in possible_slugs(text) or start in (possible_slugs(text) or {model_slug(model)})


def free_slug(
    text: str,
    model: type[models.Model],
    *rows: models.QuerySet,
    is_reserved: Callable[[str], bool] = lambda slug: False,
    max_length: int = 255,
) -> str:
    """Return the slug of the text, or the first with a number that is not reserved and that no row has.

    Where nothing is left to read, it is the kind of thing and a number.
    """
    base = slugify(text, max_length)
    start = base or model_slug(model)
    taken = {slug for some in rows for slug in _slugs(some, start)}
    numbered = (f"{start}-{number}" for number in count(2 if base else 1))
    candidates = chain([base], numbered) if base else numbered
    return next(slug for slug in candidates if slug not in taken and not is_reserved(slug))


def _slugs(rows: models.QuerySet, start: str) -> Iterable[str]:
    return rows.filter(slug__startswith=start).order_by().values_list("slug", flat=True)


def model_slug(model: type[models.Model]) -> str:
    """Return the kind of thing as it stands in an address, the same in every language: `concept-paper`."""
    with override(None):
        return slugify_ascii(str(model._meta.verbose_name))


class AutoSlugField(models.SlugField):
    """A slug that is made when it is left empty, in whatever way the row is stored.

    `populate_from` names fields; the slug is made of the first of them that something can be read of.
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
            setattr(model_instance, self.attname, self.make(model_instance))
        return super().pre_save(model_instance, add)

    def make(self, row: models.Model) -> str:
        texts = [getattr(row, name) or "" for name in self.populate_from]
        text = next(filter(slugify, texts), "")
        others = type(row)._base_manager.exclude(pk=row.pk)
        return free_slug(text, type(row), others, max_length=self.max_length or 255)

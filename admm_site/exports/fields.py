"""The fields of records, declared once for exports and API: the name, description, type and source of each.

An export flattens a field to columns: a date to the date and its precision, a reference to the slug, name and
page of the record that it names. The API nests the same values (`admm_site/api/fields.py`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.functional import Promise, lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .columns import Column, LocalUrl, RelatedColumn, path_getter
from .identifiers import identifier

Choices = Iterable[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Field:
    """A field of a record, which is one column unless its type says otherwise.

    `source`, `requires` and `related` are those of a `Column`. `attribute` is the path (with dots) at which
    the API finds the value, where that is not `source`. A field that is not `required` may be unknown: null.
    """

    name: str
    description: str | Promise
    source: str | Callable[[Any], Any] = ""
    requires: tuple[str, ...] = ()
    related: RelatedColumn | None = None
    attribute: str = ""
    required: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self._column(self.name, self.description, self.source),)

    @property
    def path(self) -> str:
        """Return where the API finds the value; nothing where it can't follow a path."""
        if self.attribute or callable(self.source):
            return self.attribute
        return (self.source or self.name).replace("__", ".")

    def _column(self, name: str, description: str | Promise, source: str | Callable[[Any], Any]) -> Column:
        return Column(name, description, source, self.requires, self.related)


class Text(Field):
    pass


class Url(Field):
    pass


class Number(Field):
    pass


class Boolean(Field):
    pass


class Timestamp(Field):
    pass


@dataclass(frozen=True)
class Choice(Field):
    """One of a list of choices, which its description spells out."""

    choices: Choices = ()

    @property
    def columns(self):
        return (self._column(self.name, describe_choices(self.description, self.choices), self.source),)


def describe_choices(description: str | Promise, choices: Choices) -> str:
    """Return `The state: planned, held, postponed or cancelled.`, in the language of the moment."""

    def describe() -> str:
        return f"{description}: {get_text_list([value for value, _label in choices], gettext('or'))}."

    return lazy(describe, str)()


class Date(Field):
    """A partial date: a column with the date as far as it is known, and one with its precision."""

    @property
    def columns(self):
        date = Column(self.name, self.description, self.source)

        def precision(row):
            value = date.value(row)
            return value and value.precision_name

        words = _("Whether it is known to the day, month or year.")
        return date, Column(f"{self.name}_precision", words, precision, date.field_paths)


class LinkedRecord(NamedTuple):
    """The columns of another record."""

    slug: str
    name: str
    url: LocalUrl


def link_to(record: Model | None) -> LinkedRecord | None:
    if record is None:
        return None
    is_page = isinstance(record, Page)
    url = LocalUrl(record.url_path) if is_page else LocalUrl(path=record.get_absolute_url())
    return LinkedRecord(identifier(record), str(record), url)


@dataclass(frozen=True)
class Reference(Field):
    """Another record: columns with its slug, its name and its page.

    `source` is the path of the record, or a function that returns it or its `LinkedRecord`. Of a record that
    may be hidden although the row is public, `key` is the foreign key, by which the API asks for it.
    """

    shows: tuple[str, ...] = ()
    key: str = ""

    @property
    def columns(self):
        return tuple(link_columns(self.name, self.description, self._link, self._requires, self.related))

    @property
    def path(self) -> str:
        return self.key or super().path

    @property
    def _requires(self) -> tuple[str, ...]:
        path = self.source or self.name
        return self.requires or tuple(f"{path}__{field}" for field in self.shows)

    def _link(self, row) -> LinkedRecord | None:
        source = self.source if callable(self.source) else path_getter(self.source or self.name)
        target = source(row)
        return target if isinstance(target, LinkedRecord) else link_to(target)


def link_columns(
    name: str,
    description: str | Promise,
    link: Callable[[Any], LinkedRecord | None],
    requires: tuple[str, ...],
    related: RelatedColumn | None = None,
) -> Iterator[Column]:
    """Return the columns of a reference, of which `link` returns what they show."""

    def part(read: Callable[[LinkedRecord], Any]) -> Callable[[Any], Any]:
        def value(row):
            target = link(row)
            return target and read(target)

        return value

    yield Column(name, description, part(lambda target: target.slug), requires, related)
    yield Column(f"{name}_name", _("Its name."), part(lambda target: target.name), requires, related)
    yield Column(f"{name}_page_url", _("Its page."), part(lambda target: target.url), requires, related)


@dataclass(frozen=True)
class References(Field):
    """Other records: a column with their slugs, and with `has_pages` one with their pages.

    `related` gives a row their slugs, or with `has_pages` their `LinkedRecord`s.
    """

    has_pages: bool = False

    @property
    def columns(self):
        def links(row):
            return getattr(row, self.related.attribute)

        if not self.has_pages:
            return (self._column(self.name, self.description, links),)
        return (
            self._column(self.name, self.description, lambda row: [link.slug for link in links(row)]),
            self._column(
                f"{self.name}_page_url",
                _("The addresses of their pages."),
                lambda row: [link.url for link in links(row)],
            ),
        )


@dataclass(frozen=True)
class Roles(Field):
    """Countries with a role each: for each of the `roles` a column with the slugs of its countries.

    `related` gives a row pairs of role and slug.
    """

    roles: tuple[tuple[str, str, str | Promise], ...] = ()

    @property
    def columns(self):
        return tuple(
            self._column(name, description, self._countries_as(role))
            for role, name, description in self.roles
        )

    def _countries_as(self, role: str) -> Callable[[Any], list[str]]:
        return lambda row: [slug for each, slug in getattr(row, self.related.attribute) if each == role]


@dataclass(frozen=True)
class Flat(Field):
    """A value that the API nests by a serializer of its own, with its columns spelled out."""

    flat: tuple[Column, ...] = ()

    @property
    def columns(self):
        return self.flat

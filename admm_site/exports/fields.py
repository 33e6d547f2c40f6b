"""The fields of records, declared once for exports and API: the name, description, type and source of each.

An export flattens a field to columns: a date to the date and its precision, a reference to the slug, name and
page of the record that it names. The API nests the same values (`admm_site/api/fields.py`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise, lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .columns import Column, LocalUrl, path_getter
from .identifiers import identifier
from .relations import Loader

Choices = Iterable[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Field:
    """A field of a record, which is one column unless its type says otherwise.

    `source` and `requires` are those of a `Column`. What a loader (`related`) returns is attached to each row
    under the name of the field. `attribute` is the path (with dots) at which the API finds a value of which
    `source` is a function. A field that is not `required` may be unknown: null.
    """

    name: str
    description: str | Promise
    source: str | Callable[[Any], Any] = ""
    requires: tuple[str, ...] = ()
    related: Loader | None = None
    attribute: str = ""
    required: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return (Column(self.name, self.description, self.source, self.requires),)

    @property
    def path(self) -> str:
        """Return where the API finds the value; nothing where it can't follow a path."""
        if self.related:
            return f"attached.{self.name}"
        if callable(self.source):
            return self.attribute
        return (self.source or self.name).replace("__", ".")

    def attached(self, row) -> Any:
        """Return what the loader has attached to the row."""
        return row.attached[self.name]


class Text(Field):
    pass


class Number(Field):
    pass


class Boolean(Field):
    pass


class Timestamp(Field):
    pass


class Url(Field):
    """An address: a `LocalUrl`, or the path of an attribute that has its path on the portal."""

    @property
    def columns(self):
        if callable(self.source):
            return super().columns
        read = path_getter(self.source)
        url = Column(self.name, self.description, lambda row: LocalUrl(path=read(row)), self.requires)
        return (url,)


@dataclass(frozen=True)
class Choice(Field):
    """One of a list of choices, which its description spells out."""

    choices: Choices = ()

    @property
    def columns(self):
        description = describe_choices(self.description, self.choices)
        return (Column(self.name, description, self.source, self.requires),)


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


@dataclass(frozen=True)
class Reference(Field):
    """Another record: columns with its slug, its name and its page.

    `source` is the path of the record, `shows` are the fields of the record that exports and API show.
    """

    shows: tuple[str, ...] = ()

    @property
    def columns(self):
        path = self.source or self.name
        requires = self.requires or tuple(f"{path}__{field}" for field in self.shows)
        read = self.attached if self.related else path_getter(path)
        return tuple(link_columns(self.name, self.description, read, requires))


def url_of(record: Model) -> LocalUrl:
    if isinstance(record, Page):
        return LocalUrl(record.url_path)
    return LocalUrl(path=record.get_absolute_url())


def link_columns(
    name: str,
    description: str | Promise,
    read: Callable[[Any], Model | None],
    requires: tuple[str, ...] = (),
) -> Iterator[Column]:
    """Return the columns of a reference to the record that `read` returns."""
    yield Column(name, description, part_of(read, identifier), requires)
    yield Column(f"{name}_name", _("Its name."), part_of(read, str), requires)
    yield Column(f"{name}_page_url", _("Its page."), part_of(read, url_of), requires)


def part_of(read: Callable[[Any], Any], part: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that reads a part of what `read` returns, None of None."""

    def value(row):
        target = read(row)
        return None if target is None else part(target)

    return value


@dataclass(frozen=True)
class References(Field):
    """Other records: a column with their slugs, and with `has_pages` one with their pages."""

    has_pages: bool = False

    @property
    def columns(self):
        slugs = Column(self.name, self.description, lambda row: list(map(identifier, self.attached(row))))
        pages = Column(
            f"{self.name}_page_url",
            _("The addresses of their pages."),
            lambda row: list(map(url_of, self.attached(row))),
        )
        return (slugs, pages) if self.has_pages else (slugs,)


@dataclass(frozen=True)
class Roles(Field):
    """Records of a country and its role: for each of the `roles` a column with the slugs of its countries."""

    roles: tuple[tuple[str, str, str | Promise], ...] = ()

    @property
    def columns(self):
        return tuple(
            Column(name, description, self._countries_as(role)) for role, name, description in self.roles
        )

    def _countries_as(self, role: str) -> Callable[[Any], list[str]]:
        def slugs(row):
            countries = [record.country for record in self.attached(row) if record.role == role]
            return [country.slug for country in sorted(countries, key=str)]

        return slugs


@dataclass(frozen=True)
class Flat(Field):
    """A value that the API nests by a serializer of its own, with its columns spelled out."""

    flat: tuple[Column, ...] = ()

    @property
    def columns(self):
        return self.flat


class Source(Flat):
    """The source of a record."""


class Adoption(Flat):
    """The decision that adopted a paper or an initiative."""

"""Rows of a table that compares two things."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.functional import Promise


@dataclass(frozen=True)
class Value:
    """A text with an optional link, and its doubt. Links make no difference when values are compared."""

    text: str
    url: str = field(default="", compare=False)
    doubt: str = ""


@dataclass(frozen=True)
class ComparisonRow:
    """The label of a row and the values of both sides, which are empty where nothing is recorded."""

    label: str | Promise
    sides: tuple[tuple[Value, ...], tuple[Value, ...]]

    @property
    def is_same(self) -> bool:
        return bool(self.sides[0]) and self.sides[0] == self.sides[1]


def comparison_row(
    label: str | Promise, *sides: Iterable[Value | str | Model | Promise | None]
) -> ComparisonRow:
    """Return a row of the values of both sides: plain texts become values, empty ones are left out."""
    first, second = (tuple(_values(side)) for side in sides)
    return ComparisonRow(label, (first, second))


def _values(side):
    for value in side:
        if isinstance(value, Value):
            yield value
        elif value:
            yield Value(str(value))

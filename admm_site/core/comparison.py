"""Two things side by side, fact by fact."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.functional import Promise


@dataclass(frozen=True)
class Value:
    """A word or a sentence, where it leads to, and what of it no source confirms.

    Two are the same when they say the same.
    """

    text: str
    url: str = field(default="", compare=False)
    doubt: str = ""


@dataclass(frozen=True)
class ComparisonRow:
    """What it is about, and what each side has to say; nothing where nothing is recorded."""

    label: str | Promise
    sides: tuple[tuple[Value, ...], tuple[Value, ...]]

    @property
    def is_same(self) -> bool:
        return bool(self.sides[0]) and self.sides[0] == self.sides[1]


def comparison_row(
    label: str | Promise, *sides: Iterable[Value | str | Model | Promise | None]
) -> ComparisonRow:
    """A fact of both sides, of which texts alone are made values, and what is empty is left out."""
    one, other = (tuple(_values(side)) for side in sides)
    return ComparisonRow(label, (one, other))


def _values(side):
    for value in side:
        if isinstance(value, Value):
            yield value
        elif value:
            yield Value(str(value))

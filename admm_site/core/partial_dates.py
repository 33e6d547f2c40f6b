"""Partial dates, known to the day, the month or the year, as ISO 8601 with reduced precision (EDTF level 0).

They sort and compare by their latest possible day: an event of `2011-10` has happened by 31 October 2011. In
the database a partial date is that day followed by a letter for the precision (`2011-10-31M`), so that both
databases sort and filter it as plain text.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from .clock import today

ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?", re.ASCII)
WORDS = re.compile(
    r"(?:(?:(?P<day>\d{1,2}) +)?(?P<month>[a-z]+) +)?(?P<year>\d{4})", re.ASCII | re.IGNORECASE
)
PRECISION_NAMES = {"D": "day", "M": "month", "Y": "year"}
STORED = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?P<precision>[DMY])", re.ASCII)
MONTH_NUMBERS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
}


@total_ordering
@dataclass(frozen=True, eq=True)
class PartialDate:
    """A year, a month of a year, or a day. Raises `ValueError` when there is no such day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self):
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Parse `2011`, `2011-10`, `2011-05-19`, `October 2011` or `19 May 2011`; else raise ValueError."""
        text = text.strip()
        if match := ISO.fullmatch(text):
            month, day = (int(match[name]) if match[name] else None for name in ("month", "day"))
            return cls(int(match["year"]), month, day)
        match = WORDS.fullmatch(text)
        month = MONTH_NUMBERS.get(match["month"].lower()) if match and match["month"] else None
        if not match or (match["month"] and not month):
            raise ValueError(f"not a date: {text[:40]!r}")
        return cls(int(match["year"]), month, int(match["day"]) if match["day"] else None)

    @classmethod
    def from_date(cls, day: date) -> "PartialDate":
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> str:
        """Return `D`, `M` or `Y`: known to the day, the month or the year."""
        return "D" if self.day else "M" if self.month else "Y"

    @property
    def precision_name(self) -> str:
        """Return `day`, `month` or `year`."""
        return PRECISION_NAMES[self.precision]

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """Return the latest possible day: the last day of the month or year if the day isn't known."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def is_on_or_before(self, day: date) -> bool:
        """Return whether the latest possible day is on or before `day`."""
        return self.latest <= day

    def __lt__(self, other):
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.latest, self.precision) < (other.latest, other.precision)

    def __str__(self) -> str:
        parts = (f"{self.year:04}", self.month and f"{self.month:02}", self.day and f"{self.day:02}")
        return "-".join(part for part in parts if part)

    def in_words(self) -> str:
        """Return the date as ASEAN writes it: `19 May 2011`, `October 2011`, `2011`."""
        parts = (self.day and str(self.day), self.month and str(MONTHS[self.month]), str(self.year))
        return " ".join(part for part in parts if part)


def range_in_words(start: PartialDate | None, end: PartialDate | None) -> str:
    """Return `25–27 February 2009`, `28 September – 1 October 2013`, `2024–2027`: shared parts once."""
    if not start or not end or start == end:
        only = start or end
        return only.in_words() if only else ""
    if start.precision != end.precision or start.year != end.year:
        dash = "–" if start.precision == end.precision == "Y" else " – "
        return f"{start.in_words()}{dash}{end.in_words()}"
    if start.month == end.month:
        return f"{start.day}–{end.in_words()}"
    first = " ".join(
        part for part in (start.day and str(start.day), start.month and str(MONTHS[start.month])) if part
    )
    return f"{first} – {end.in_words()}"


def months_since(date: PartialDate) -> int:
    """Return the whole months from the latest possible day of the date until today, at least 0."""
    now, then = today(), date.latest
    return max((now.year - then.year) * 12 + now.month - then.month - (now.day < then.day), 0)


class PartialDateInput(forms.TextInput):
    """A text input with an example as placeholder; the date picker of browsers needs a day."""

    def __init__(self, attrs=None):
        super().__init__(
            {"placeholder": "2011-05-19", "autocomplete": "off", "inputmode": "text", **(attrs or {})}
        )


def parse_or_invalid(value, message: str) -> PartialDate:
    """Parse a date; raise `ValidationError` with the message, which may repeat the beginning of the value."""
    try:
        return PartialDate.parse(str(value))
    except ValueError as error:
        raise ValidationError(message, "invalid", {"value": str(value)[:40]}) from error


class PartialDateFormField(forms.Field):
    widget = PartialDateInput
    default_error_messages = {
        "invalid": _(
            "“%(value)s” is not a date. Write a day, a month or a year: 2011-05-19, 2011-05 or 2011."
        )
    }

    def to_python(self, value):
        if isinstance(value, PartialDate):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        return parse_or_invalid(value, self.error_messages["invalid"])

    def prepare_value(self, value):
        return str(value) if isinstance(value, PartialDate) else value

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class PartialDateField(models.Field):
    """A `PartialDate`. `__lte`, `__lt`, `__gte`, `__gt` compare its latest possible day with a date."""

    description = _("Date known to the day, the month or the year")
    default_error_messages = PartialDateFormField.default_error_messages

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 11
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def check(self, **kwargs):
        errors = super().check(**kwargs)
        if self.blank and not self.null:
            errors.append(
                checks.Error("A partial date that may be blank must be null=True.", obj=self, id="core.E001")
            )
        return errors

    def get_internal_type(self):
        return "CharField"

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        match = STORED.fullmatch(value)
        parts = {"D": 3, "M": 2, "Y": 1}[match["precision"]]
        return PartialDate(*(int(part) for part in match.group("year", "month", "day")[:parts]))

    def to_python(self, value):
        if value is None or value == "":
            return None
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, date):
            return PartialDate.from_date(value)
        return parse_or_invalid(value, self.error_messages["invalid"])

    def get_prep_value(self, value):
        value = self.to_python(super().get_prep_value(value))
        return value and f"{value.latest.isoformat()}{value.precision}"

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return None if value is None else str(value)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})


class LatestDayLookup(models.Lookup):
    """Compare the latest possible day with a date. Another column is compared as it is stored."""

    prepare_rhs = False
    shift = timedelta(0)

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        if not self.rhs_is_direct_value():
            rhs, rhs_params = self.process_rhs(compiler, connection)
            return f"{lhs} {self.column_operator} {rhs}", [*lhs_params, *rhs_params]
        day = self.rhs.latest if isinstance(self.rhs, PartialDate) else self.rhs
        return f"{lhs} {self.operator} %s", [*lhs_params, (day + self.shift).isoformat()]


@PartialDateField.register_lookup
class Before(LatestDayLookup):
    lookup_name, operator, column_operator = "lt", "<", "<"


@PartialDateField.register_lookup
class OnOrBefore(LatestDayLookup):
    lookup_name, operator, column_operator = "lte", "<", "<="
    shift = timedelta(days=1)


@PartialDateField.register_lookup
class After(LatestDayLookup):
    lookup_name, operator, column_operator = "gt", ">=", ">"
    shift = timedelta(days=1)


@PartialDateField.register_lookup
class OnOrAfter(LatestDayLookup):
    lookup_name, operator, column_operator = "gte", ">=", ">="


@PartialDateField.register_lookup
class Year(models.Transform):
    """Extract the year, which every partial date has."""

    lookup_name = "year"
    output_field = models.IntegerField()
    template = "CAST(SUBSTR(%(expressions)s, 1, 4) AS INTEGER)"


@PartialDateField.register_lookup
class Earliest(models.Transform):
    """Compute the earliest possible day, as ISO text."""

    lookup_name = "earliest"
    output_field = models.CharField()
    template = (
        "CASE SUBSTR(%(expressions)s, 11, 1) "
        "WHEN 'D' THEN SUBSTR(%(expressions)s, 1, 10) "
        "WHEN 'M' THEN SUBSTR(%(expressions)s, 1, 8) || '01' "
        "ELSE SUBSTR(%(expressions)s, 1, 5) || '01-01' END"
    )


class UndatedFirst(models.Func):
    """The stored date, or what sorts before every date: as part of an index, too, which can't say NULLS LAST.

    The empty text is no parameter: a database takes an index of an expression for the same expression alone.
    """

    template = "COALESCE(%(expressions)s, '')"
    output_field = models.CharField()

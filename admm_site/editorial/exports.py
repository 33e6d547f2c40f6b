"""Export the rows of an admin listing as CSV or XLSX."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Model
from django.utils.encoding import force_str
from django.utils.functional import Promise
from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str

from admm_site.core.clock import today
from admm_site.core.formula_injection import escape_formula

BYTE_ORDER_MARK = "\ufeff".encode()  # without it spreadsheets misread every script but Latin
CSV = SpreadsheetExportMixin.FORMAT_CSV


class ExportColumn(NamedTuple):
    name: str
    heading: str | Promise
    value: Callable[[Model], object]


class ListingExport(SpreadsheetExportMixin):
    """Export `export_columns` of a listing's rows, with its filters, search and order."""

    export_columns: tuple[ExportColumn, ...] = ()

    @property
    def list_export(self):
        return [column.name for column in self.export_columns]

    @property
    def export_headings(self):
        return {column.name: column.heading for column in self.export_columns}

    def to_row_dict(self, row):
        return {column.name: column.value(row) for column in self.export_columns}

    def stream_csv(self, queryset):
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(queryset)

    def get_filename(self):
        return f"{self.export_filename}-{today()}"


def escape_formulas_in_exports() -> None:
    """Escape formulas in every CSV export of the admin, Wagtail's own reports included.

    Wagtail escapes them in XLSX only. `custom_value_preprocess` has its rules by class of a value.
    """
    rules = SpreadsheetExportMixin.custom_value_preprocess
    rules[list] = rules[list] | {CSV: lambda value: escape_formula(list_to_str(value))}
    rules[object] = {CSV: escape_csv_value}


def escape_csv_value(value):
    text = force_str(value, strings_only=True)
    return escape_formula(text) if isinstance(text, str) else text


def attribute_getter(path: str) -> Callable[[Model], object]:
    """Return a getter of a dotted attribute, such as `series.acronym`, that gives "" for None."""
    first, *rest = path.split(".")

    def getter(row):
        value = getattr(row, first)
        for name in rest:
            value = getattr(value, name) if value is not None else None
        value = value() if callable(value) else value
        return "" if value is None else value if isinstance(value, int) else str(value)

    return getter

"""CSV for spreadsheets: RFC 4180 in UTF-8 with a byte order mark, in which no cell is a formula."""

import csv
from collections.abc import Iterator

from admm_site.core.formula_injection import escape_formula

from .export_request import ExportRequest

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = "; "
ROWS_PER_CHUNK = 100


class Buffer(list):
    """A buffer for `csv.writer`."""

    write = list.append

    def flush(self) -> str:
        text = "".join(self)
        self.clear()
        return text


def respond(export: ExportRequest):
    response = export.stream(lines(export), CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{export.list_export.name}.csv"'
    return response


def lines(export: ExportRequest) -> Iterator[str]:
    buffer = Buffer([BYTE_ORDER_MARK])
    writer = csv.writer(buffer)
    writer.writerow(export.names)
    for number, row in enumerate(export.rows(), 1):
        writer.writerow([cell(value) for value in export.values_in_order(row)])
        if number % ROWS_PER_CHUNK == 0:
            yield buffer.flush()
    yield buffer.flush()


def cell(value) -> str:
    """Return the text of a cell: empty for None, a list joined, and formulas escaped by an apostrophe."""
    if value is None:
        return ""
    if value.__class__ in (bool, int):
        return str(value).lower()
    text = SEPARATOR.join(map(str, value)) if isinstance(value, list) else value
    return escape_formula(text)

"""CSV for spreadsheets: RFC 4180 in UTF-8 with a byte order mark, in which no cell is a formula."""

import csv
from collections.abc import Iterator

from admm_site.core.formula_injection import escape_formula

from .export_request import Extract

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = "; "
ROWS_A_CHUNK = 100


class Lines(list):
    """What a `csv.writer` writes to, until it is handed on."""

    write = list.append

    def take(self) -> str:
        text = "".join(self)
        self.clear()
        return text


def respond(extract: Extract):
    response = extract.stream(lines(extract), CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{extract.register.name}.csv"'
    return response


def lines(extract: Extract) -> Iterator[str]:
    written = Lines([BYTE_ORDER_MARK])
    writer = csv.writer(written)
    writer.writerow(extract.names)
    for number, row in enumerate(extract.rows(), 1):
        writer.writerow([cell(value) for value in extract.values_in_order(row)])
        if number % ROWS_A_CHUNK == 0:
            yield written.take()
    yield written.take()


def cell(value) -> str:
    """Nothing for what is not known; a list in one cell; text that would be run begins with an apostrophe."""
    if value is None:
        return ""
    if value.__class__ in (bool, int):
        return str(value).lower()
    text = SEPARATOR.join(map(str, value)) if isinstance(value, list) else value
    return escape_formula(text)

"""JSON for programs: the same rows and columns as CSV, with typed values."""

import json
from collections.abc import Iterator
from itertools import islice

from django.conf import settings

from .export_request import Extract

CONTENT_TYPE = "application/json"
ROWS_A_CHUNK = 100
# So that nothing in it is markup, whoever puts it into a page.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def respond(extract: Extract):
    return extract.stream(chunks(extract), CONTENT_TYPE)


def dump(value, **options) -> str:
    return json.dumps(value, ensure_ascii=False, **options).translate(ESCAPES)


def chunks(extract: Extract) -> Iterator[str]:
    """An object whose last member, `rows`, is written row by row, each on a line of its own."""
    head = {
        "register": extract.register.name,
        "title": str(extract.register.title),
        "page": extract.page_address,
        "license": settings.REUSE_LICENCE_URL,
        "columns": {column.name: str(column.meaning) for column in extract.register.columns},
    }
    yield f'{dump(head)[:-1]}, "rows": ['
    rows = (dump(extract.values(row)) for row in extract.rows())
    separator = "\n"
    while several := list(islice(rows, ROWS_A_CHUNK)):
        yield separator + ",\n".join(several)
        separator = ",\n"
    yield "\n]}\n"

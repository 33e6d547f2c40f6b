"""JSON for programs: the same rows and columns as CSV, with typed values."""

from collections.abc import Iterator
from itertools import islice

from django.conf import settings

from admm_site.core.html_safe_json import dump_html_safe_json

from .export_request import ExportRequest

CONTENT_TYPE = "application/json"
ROWS_PER_CHUNK = 100


def respond(export: ExportRequest):
    return export.stream(chunks(export), CONTENT_TYPE)


def chunks(export: ExportRequest) -> Iterator[str]:
    """Write an object whose last member, `rows`, has each row on a line of its own."""
    head = {
        "list": export.list_export.name,
        "title": str(export.list_export.title),
        "page": export.page_url,
        "license": settings.REUSE_LICENCE_URL,
        "columns": {column.name: str(column.description) for column in export.list_export.columns},
    }
    yield f'{dump_html_safe_json(head)[:-1]}, "rows": ['
    rows = (dump_html_safe_json(export.values(row)) for row in export.rows())
    separator = "\n"
    while chunk := list(islice(rows, ROWS_PER_CHUNK)):
        yield separator + ",\n".join(chunk)
        separator = ",\n"
    yield "\n]}\n"

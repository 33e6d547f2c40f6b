"""An export as it is requested: the filtered rows of a list, and their values in plain types."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.models import Site

from admm_site.core.absolute_urls import portal_host
from admm_site.core.partial_dates import PartialDate
from admm_site.exports.columns import LocalUrl
from admm_site.exports.lists import ListExport

CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def without_control_characters(text: str) -> str:
    """Remove the control characters that XML and iCalendar do not allow."""
    return text if text.isprintable() else CONTROL_CHARACTERS.sub("", text)


def authority() -> str:
    """Return the host of the portal for use in identifiers, whichever host was requested."""
    return portal_host().partition(":")[0]


@dataclass(frozen=True)
class ExportRequest:
    """The filtered rows of a list, and of the other lists in its calendar; `query` has the filters."""

    request: HttpRequest
    list_export: ListExport
    queryset: QuerySet | None = None
    calendar_querysets: tuple[QuerySet, ...] = ()
    query: str = ""

    @cached_property
    def origin(self) -> str:
        return settings.PORTAL_URL

    @cached_property
    def root(self) -> str:
        """Return the `url_path` of the home page, with which that of every page begins."""
        return Site.find_for_request(self.request).root_page.url_path

    def absolute_url(self, address: LocalUrl) -> str:
        """Return an absolute URL, without a query for each row."""
        path = address.path or f"/{address.url_path.removeprefix(self.root)}"
        return f"{self.origin}{path}#{address.anchor}" if address.anchor else f"{self.origin}{path}"

    @property
    def self_url(self) -> str:
        """Return the URL of this export, with nothing in its query but the filters."""
        return self._with_query(f"{self.origin}{self.request.path}")

    @property
    def page_url(self) -> str:
        """Return the URL of the page that shows the same rows."""
        return self._with_query(f"{self.origin}{self.request.path.rpartition('.')[0]}/")

    def _with_query(self, url: str) -> str:
        return f"{url}?{self.query}" if self.query else url

    def rows(self) -> Iterator:
        """Iterate over the rows in chunks."""
        return self.list_export.iterate(self.list_export.rows(self.queryset))

    def values(self, row) -> dict[str, Any]:
        """Return the values of a row by column name, in types that JSON has."""
        return dict(zip(self.names, self.values_in_order(row), strict=True))

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.list_export.columns]

    def values_in_order(self, row) -> list:
        return [self._plain(column.value(row)) for column in self.list_export.columns]

    def _plain(self, value: Any) -> Any:
        if value is None or value.__class__ in (bool, int):
            return value
        if isinstance(value, str):
            return without_control_characters(value)
        if isinstance(value, LocalUrl):
            return self.absolute_url(value)
        if isinstance(value, datetime):
            return timezone.localtime(value).isoformat()
        if isinstance(value, PartialDate | Promise):
            return str(value)
        return [self._plain(item) for item in value]

    def stream(self, chunks: Iterator[str], content_type: str) -> StreamingHttpResponse:
        """Return a streaming response; one to HEAD reads no rows."""
        body = () if self.request.method == "HEAD" else chunks
        return StreamingHttpResponse(body, content_type=content_type)

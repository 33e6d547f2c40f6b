"""What is taken away: the rows of a register as filtered, and where on the portal everything of it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.functional import Promise
from wagtail.models import Site

from admm_site.core.absolute_urls import portal_host
from admm_site.core.partial_dates import PartialDate
from admm_site.exports.columns import Address
from admm_site.exports.lists import Register

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without characters that XML and calendars do not know."""
    return text if text.isprintable() else UNWRITABLE.sub("", text)


def authority() -> str:
    """The name of the portal in identifiers: the host of its own address, whichever was asked."""
    return portal_host().partition(":")[0]


@dataclass(frozen=True)
class Extract:
    """`listed` rows of a register, and `others` of its calendar, as the query filters them."""

    request: HttpRequest
    register: Register
    listed: QuerySet | None = None
    others: tuple[QuerySet, ...] = ()
    query: str = ""

    @cached_property
    def origin(self) -> str:
        return settings.PORTAL_URL

    @cached_property
    def root(self) -> str:
        """What the `url_path` of every page begins with."""
        return Site.find_for_request(self.request).root_page.url_path

    def address(self, of: Address) -> str:
        """Absolute; known without asking the database for each row."""
        path = of.path or f"/{of.url_path.removeprefix(self.root)}"
        return f"{self.origin}{path}#{of.anchor}" if of.anchor else f"{self.origin}{path}"

    @property
    def own_address(self) -> str:
        """Of the extract itself, with nothing in its query but the filters."""
        return self._with_query(f"{self.origin}{self.request.path}")

    @property
    def page_address(self) -> str:
        """Of the page that shows the same."""
        return self._with_query(f"{self.origin}{self.request.path.rpartition('.')[0]}/")

    def _with_query(self, address: str) -> str:
        return f"{address}?{self.query}" if self.query else address

    def rows(self) -> Iterator:
        """Each row once, some of them in memory at a time."""
        return self.register.read(self.register.rows(self.listed))

    def values(self, row) -> dict[str, Any]:
        """What JSON can say of the row, by column."""
        return dict(zip(self.names, self.values_in_order(row), strict=True))

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.register.columns]

    def values_in_order(self, row) -> list:
        return [self._plain(column.of(row)) for column in self.register.columns]

    def _plain(self, value: Any) -> Any:
        if value is None or value.__class__ in (bool, int):
            return value
        if isinstance(value, str):
            return writable(value)
        if isinstance(value, Address):
            return self.address(value)
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, PartialDate | Promise):
            return str(value)
        return [self._plain(one) for one in value]

    def stream(self, chunks: Iterator[str], content_type: str) -> StreamingHttpResponse:
        """A response that is written while the rows are read; HEAD reads none."""
        asked = () if self.request.method == "HEAD" else chunks
        return StreamingHttpResponse(asked, content_type=content_type)

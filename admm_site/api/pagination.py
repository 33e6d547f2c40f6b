"""Cursor pagination, which misses no record while others are added or removed."""

import re

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.utils.urls import replace_query_param

from admm_site.core.absolute_urls import absolute_url

CURSOR = re.compile(r"(?P<side>after|before)-(?P<position>[0-9]{1,18})", re.ASCII)
PAGE_SIZE = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


class CursorPages(CursorPagination):
    """Pages in the order in which records were entered.

    Primary keys are unique, so that a cursor is no more than the key it comes after or before.
    """

    ordering = "pk"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request) -> int:
        value = request.query_params.get(self.page_size_query_param)
        if value is None:
            return self.page_size
        if not PAGE_SIZE.fullmatch(value) or int(value) > self.max_page_size:
            message = _("Give a whole number from 1 to %(most)s.") % {"most": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [message]})
        return int(value)

    def paginate_queryset(self, queryset, request, view=None):
        page = super().paginate_queryset(queryset, request, view)
        self.base_url = absolute_url(request.get_full_path())
        return page

    def decode_cursor(self, request) -> Cursor | None:
        value = request.query_params.get(self.cursor_query_param)
        if value is None:
            return None
        if not (match := CURSOR.fullmatch(value)):
            message = _("This cursor doesn’t belong to this list. Follow the `next` and `previous` links.")
            raise ValidationError({self.cursor_query_param: [message]})
        return Cursor(offset=0, reverse=match["side"] == "before", position=match["position"])

    def encode_cursor(self, cursor: Cursor) -> str:
        side = "before" if cursor.reverse else "after"
        return replace_query_param(self.base_url, self.cursor_query_param, f"{side}-{cursor.position}")

    def get_paginated_response(self, data):
        response = super().get_paginated_response(data)
        links = {"next": response.data["next"], "prev": response.data["previous"]}
        if header := [f'<{url}>; rel="{relation}"' for relation, url in links.items() if url]:
            response["Link"] = ", ".join(header)
        return response

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": _("Address of the next page; null on the last.")},
                "previous": {**link, "description": _("Address of the page before; null on the first.")},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [
            {
                "name": self.cursor_query_param,
                "in": "query",
                "description": _("The start of the page, taken from the `next` and `previous` links."),
                "schema": {
                    "type": "string",
                    "pattern": f"^{CURSOR.pattern.replace('?P<side>', '').replace('?P<position>', '')}$",
                },
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": _("The maximum number of records on a page."),
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
            },
        ]

"""Atom (RFC 4287): the rows of a list that changed last, for feed readers."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from admm_site.exports.lists import ListExport

from .export_request import ExportRequest, authority, without_control_characters

MAX_ENTRIES = 100
# The year in identifiers (RFC 4151) and the time of what has none: nothing on the portal is older.
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    def latest_post_date(self):
        """Return the date of the newest entry; a fixed date for an empty feed."""
        return super().latest_post_date() if self.items else SINCE


def respond(export: ExportRequest) -> HttpResponse:
    list_export = export.list_export
    feed = Feed(
        title=_("%(list)s · ADMM portal") % {"list": list_export.title},
        link=export.page_url,
        description="",
        subtitle=str(list_export.description),
        language=get_language(),
        author_name=_("ADMM portal"),
        feed_url=export.self_url,
        feed_copyright=f"{settings.REUSE_LICENCE_NAME}: {settings.REUSE_LICENCE_URL}",
        feed_guid=tag(f"{list_export.name}?{export.query}" if export.query else list_export.name),
    )
    rows = list_export.newest_first(list_export.rows(export.queryset))[:MAX_ENTRIES]
    for row in list_export.attach_related(list(rows)):
        feed.add_item(
            title=without_control_characters(list_export.entry_title(row)),
            link=export.absolute_url(list_export.column("page_url").value(row)),
            description=escape(without_control_characters(entry_summary(list_export, row))),
            unique_id=tag(f"{list_export.name}/{list_export.column('id').value(row)}"),
            updateddate=list_export.modified_at(row) or SINCE,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def entry_summary(list_export: ListExport, row) -> str:
    """Return the summary of a row, with what no source confirms of it."""
    doubt = getattr(row, "doubt", "")
    return " ".join(filter(None, (list_export.entry_summary(row), doubt and f"{capfirst(doubt)}.")))


def tag(name: str) -> str:
    """Return a `tag:` URI, which stays the same when its subject is renamed or moved."""
    return f"tag:{authority()},{SINCE.year}:{name}"

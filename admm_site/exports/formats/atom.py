"""Atom (RFC 4287): the rows of a list that changed last, for feed readers."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from admm_site.core.query_cache import cached_rows
from admm_site.exports.lists import Register

from .export_request import Extract, authority, writable

MOST_ENTRIES = 100
# The year in identifiers (RFC 4151) and the time of what has none: nothing on the portal is older.
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    def latest_post_date(self):
        """Of its entries; the same each time where it has none."""
        return super().latest_post_date() if self.items else SINCE


def respond(extract: Extract) -> HttpResponse:
    register = extract.register
    feed = Feed(
        title=_("%(list)s · ADMM portal") % {"list": register.title},
        link=extract.page_address,
        description="",
        subtitle=str(register.description),
        language=get_language(),
        author_name=_("ADMM portal"),
        feed_url=extract.own_address,
        feed_copyright=f"{settings.REUSE_LICENCE_NAME}: {settings.REUSE_LICENCE_URL}",
        feed_guid=tag(f"{register.name}?{extract.query}" if extract.query else register.name),
    )
    newest = register.newest(register.rows(extract.listed))[:MOST_ENTRIES]
    for row in register.complete_with_many(cached_rows(newest)):
        feed.add_item(
            title=writable(register.headline(row)),
            link=extract.address(register.column("page_url").of(row)),
            description=escape(writable(digest(register, row))),
            unique_id=tag(f"{register.name}/{register.column('permanent_id').of(row)}"),
            updateddate=register.modified_at(row) or SINCE,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def digest(register: Register, row) -> str:
    """Return what the feed says of a row, with what of it no source confirms."""
    doubt = getattr(row, "doubt", "")
    return " ".join(filter(None, (register.digest(row), doubt and f"{capfirst(doubt)}.")))


def tag(name: str) -> str:
    """A `tag:` URI, which stays the same when its subject is renamed or moved."""
    return f"tag:{authority()},{SINCE.year}:{name}"

"""Fields that several lists have."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from admm_site.core.choices import EventFormat, EventStatus
from admm_site.core.summaries import split_summary
from admm_site.exports.columns import Column, LocalUrl
from admm_site.exports.fields import (
    Adoption,
    Choice,
    Date,
    Field,
    Reference,
    Source,
    Text,
    Timestamp,
    Url,
    link_columns,
    part_of,
    url_of,
)
from admm_site.exports.identifiers import identifier, permanent_identifier
from initiatives.choices import Status
from initiatives.querysets import attach_adoptions, status_doubt

PERMANENT = _("A permanent identifier: it stays the same when the record is renamed or moved.")
IN_ADDRESSES = _("Its identifier in addresses and filters.")
SNIPPET = ("slug", "name")
COUNTRY = (*SNIPPET, "code")
SERIES = ("slug", "acronym")


def page_fields(title: str | Promise) -> tuple[Field, ...]:
    """Return the fields of a page."""
    return (
        Text("id", PERMANENT, lambda row: str(row.translation_key), ("translation_key",)),
        # By the path, loaders find what is above and below the page.
        Text("slug", IN_ADDRESSES, identifier, ("url_path", "path")),
        Text("title", title, required=True),
        Url("page_url", _("Its page."), lambda row: LocalUrl(row.url_path), ("url_path",)),
        Timestamp("first_published", _("When it was first published."), "first_published_at"),
        Timestamp("modified", _("When it was last published."), "last_published_at"),
    )


def record_fields(page_url: str | Promise) -> tuple[Field, ...]:
    """Return the fields of a record inside a page."""
    return (
        Text("id", PERMANENT, permanent_identifier, ("page__translation_key", "key")),
        Text("slug", IN_ADDRESSES, identifier, ("page__url_path", "key")),
        Url(
            "page_url",
            page_url,
            lambda row: LocalUrl(row.page.url_path, anchor=row.anchor),
            ("page__url_path", "key"),
        ),
        Url("permanent_url", _("The permalink of this record."), "permalink", ("key",)),
        Timestamp("modified", _("When its page was last published."), "page__last_published_at"),
    )


def snippet_fields(permanent: str, name: str | Promise) -> tuple[Field, ...]:
    """Return the fields of a country, an area or a series; the field `permanent` never changes."""
    return (
        Text("id", PERMANENT, permanent),
        Text("slug", IN_ADDRESSES),
        Text("name", name, required=True),
        Url("page_url", _("Its page."), url_of, ("slug",)),
        Timestamp("modified", _("When it was last edited; empty if it never was."), "edited_at"),
    )


def with_last_edit(rows: QuerySet) -> QuerySet:
    """Add `edited_at` to rows that have no publication of their own: when an editor last saved them."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model),
        object_id=Cast(OuterRef("pk"), CharField()),
    ).order_by("-timestamp", "-pk")
    return rows.annotate(edited_at=Subquery(entries.values("timestamp")[:1]))


def document_reference(description: str | Promise) -> Reference:
    """Return the field for the document of a row."""
    return Reference("document", description, shows=("slug", "title"))


# Sources


def source_field(*inherited: str) -> Source:
    """Return the field of the source of a row; `inherited` are further paths that it reads."""
    own = (
        *("source_document__title", "source_document__slug", "source_name", "source_url", "more_sources"),
        *("source_paragraph", "source_confirms", "source_unconfirmed", "source_note"),
    )
    requires = (*own, *(path for name in inherited for path in inherited_paths(name)))

    def column(name: str, description: str | Promise, source: Callable[[Any], Any]) -> Column:
        return Column(f"source_{name}", description, source, requires)

    return Source(
        "source",
        _("Where the statement comes from, and whether that confirms it."),
        flat=(
            column("document", _("The document on the portal that is the source."), source_document),
            column("name", _("The title of that document, or of a page on another site."), source_name),
            column("paragraph", _("The place in that document, such as a paragraph."), source_paragraph),
            column("url", _("The address of that document or page."), source_url),
            column(
                "confirms",
                _("Whether the source confirms this row."),
                attrgetter("attribution.source_confirms"),
            ),
            column("unconfirmed", _("What the source does not confirm."), attrgetter("unconfirmed")),
        ),
    )


def inherited_paths(name: str) -> tuple[str, ...]:
    if name == "page":
        fields = ("document__title", "document__slug", "name", "url", "paragraph", "confirms", "unconfirmed")
        return tuple(f"page__source_{field}" for field in fields)
    return (name,)


def source_paragraph(row) -> str:
    """Return the place in the document; nothing if that is not public."""
    attribution = row.attribution
    return attribution.public_paragraph if attribution.source_document_id else ""


def source_document(row) -> str | None:
    document = row.attribution.source_document
    return document and document.slug


def source_name(row) -> str:
    source = row.attribution
    return source.source_document.title if source.source_document else source.source_name


def source_url(row) -> LocalUrl | str:
    source = row.attribution
    return url_of(source.source_document) if source.source_document else source.source_url


SOURCE = source_field()

# Meetings and activities

EVENT = (
    Date("start", _("When it began or begins."), "start_date"),
    Date("end", _("Its last day."), "end_date"),
    Choice("state", _("Its state"), choices=EventStatus.choices, required=True),
    Choice("format", _("How people meet"), choices=EventFormat.choices, required=True),
    Text("city", _("The city, as ASEAN writes it.")),
    Reference("country", _("The country where it takes place."), shows=COUNTRY),
    Text("venue", _("The building or other venue.")),
)


def event_summary(row) -> str:
    summary = split_summary(row.summary)[:1]
    facts = [row.dates, row.place, row.get_state_display()]
    return ". ".join(str(fact) for fact in [", ".join(str(f) for f in facts if f), *summary] if fact)


# Papers and initiatives

AREA = Reference("area", _("Its area of cooperation."), shows=SNIPPET, required=True)

STATUS = (
    Choice("status", _("Its status"), "current_status", choices=Status.choices, required=True),
    Date("reported_on", _("The date of the newest status update.")),
    Text(
        "status_not_confirmed",
        _("What no source confirms about that status update, in words."),
        status_doubt,
        ("reported_on", "status_confirms", "status_unconfirmed"),
        attribute="status_doubt",
    ),
)


def adoptions(pages):
    """Return the decision that adopted each paper or initiative, or None."""
    return {page.pk: page.adoption for page in attach_adoptions(pages)}


def adoption(row):
    return row.attached["adoption"]


ADOPTION = (
    Date("adopted_on", _("When ministers first adopted or endorsed it.")),
    Adoption(
        "adoption",
        _("The decision that first adopted or endorsed it."),
        related=adoptions,
        flat=(
            *link_columns(
                "adoption_meeting",
                _("The meeting that adopted or endorsed it."),
                part_of(adoption, attrgetter("page")),
            ),
            Column(
                "adoption_not_confirmed",
                _("What no source confirms about its adoption, in words."),
                part_of(adoption, attrgetter("doubt")),
            ),
        ),
    ),
)

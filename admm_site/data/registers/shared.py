"""Columns that several lists have."""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from admm_site.data.columns import Address, Column, country_columns, date_columns
from meetings.models import Decision

SOURCE = (
    Column(
        "source",
        _("What says so: a document of the portal, or a page elsewhere."),
        lambda row: row.source_document.title if row.source_document else row.source_name,
        ("source_document__title", "source_name"),
    ),
    Column("source_paragraph", _("Where in that document.")),
    Column(
        "source_address",
        _("The address of that document or page."),
        lambda row: document_address(row.source_document) if row.source_document else row.source_url,
        ("source_document__slug", "source_url"),
    ),
    Column("source_confirms", _("Whether the source confirms what the row says.")),
    Column("source_unconfirmed", _("What of it the source does not confirm.")),
)


def document_address(document) -> Address | None:
    return document and Address(path=document.get_absolute_url())


def page_columns(title: str) -> tuple[Column, ...]:
    return (
        Column(
            "id",
            _("Never changes, whatever is renamed or moved."),
            lambda row: str(row.translation_key),
            ("translation_key",),
        ),
        Column("title", title),
        Column("address", _("Its page."), lambda row: Address(row.url_path), ("url_path",)),
        Column("modified", _("When it was last published."), "last_published_at"),
    )


def record_columns(meaning: str) -> tuple[Column, ...]:
    """Of a record inside a page."""
    return (
        Column(
            "id",
            _("Never changes, whatever is renamed or moved."),
            lambda row: f"{row.page.translation_key}/{row.key}",
            ("page__translation_key", "key"),
        ),
        Column(
            "address",
            meaning,
            lambda row: Address(row.page.url_path, anchor=row.anchor),
            ("page__url_path", "key"),
        ),
        Column("modified", _("When its page was last published."), "page__last_published_at"),
    )


def snippet_columns(identifier: str, id_meaning: str, title: str) -> tuple[Column, ...]:
    return (
        Column("id", id_meaning, identifier),
        Column("title", title, "name"),
        Column("address", _("Its page."), lambda row: Address(path=row.get_absolute_url()), ("slug",)),
        Column("modified", _("When it was last edited; empty if never since it was made."), "edited_at"),
    )


def with_last_edit(rows: QuerySet) -> QuerySet:
    """Adds `edited_at` to rows that have no publication of their own: when an editor last saved them."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model),
        object_id=Cast(OuterRef("pk"), CharField()),
    ).order_by("-timestamp")
    return rows.annotate(edited_at=Subquery(entries.values("timestamp")[:1]))


OCCASION = (
    *date_columns("start_date", _("When it began or begins.")),
    *date_columns("end_date", _("Its last day.")),
    Column("state", _("planned, held, postponed or cancelled.")),
    Column("format", _("in-person, video-conference or hybrid.")),
    Column("city", _("Where, as ASEAN writes it.")),
    *country_columns("country", _("The country where it takes place.")),
    Column("venue", _("The building, or the way there.")),
)

AREA = (
    Column("area", _("Its area of cooperation."), "area__slug"),
    Column("area_name", _("The name of that area."), "area__name"),
)

STANDING = (
    Column("status", _("proposed, adopted, under-way, completed, superseded or dormant."), "current_status"),
    *date_columns("reported_on", _("The date of the newest report.")),
)

ADOPTION = (
    *date_columns("adopted_on", _("When ministers first adopted or endorsed it.")),
    Column("adopted_at", _("The meeting that did.")),
    Column(
        "adopted_at_address",
        _("The page of that meeting."),
        lambda row: row.adopted_at_path and Address(row.adopted_at_path),
        ("adopted_at_path",),
    ),
)


def with_place_of_adoption(rows: QuerySet) -> QuerySet:
    adopting = Decision.objects.filter(pk=OuterRef("adoption_id"))
    return rows.annotate(
        adopted_at=Subquery(adopting.values("page__title")[:1]),
        adopted_at_path=Subquery(adopting.values("page__url_path")[:1]),
    )


def occasion_digest(row) -> str:
    facts = [row.dates, row.place, row.get_state_display()]
    return ". ".join(str(fact) for fact in [", ".join(str(f) for f in facts if f), row.summary] if fact)


def countries_with_roles(records: Callable[[], QuerySet], pages: list[int]):
    """Role and country of each record of the pages, for `countries_as`."""
    found = records().filter(page__in=pages).order_by("country__name")
    for page, role, country in found.values_list("page", "role", "country__slug"):
        yield page, (role, country)


def countries_as(role: str, attribute: str) -> Callable[[Any], list[str]]:
    """The countries that have the role, of what was gathered in an attribute."""
    return lambda row: [country for has, country in getattr(row, attribute) if has == role]

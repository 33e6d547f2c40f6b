"""Columns that several lists have."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, Page

from admm_site.core.clock import today
from admm_site.exports.columns import Address, Column, RelatedColumn, country_columns, date_columns
from admm_site.exports.identifiers import identifier, last_part, permanent_identifier
from initiatives.querysets import InitiativePageQuerySet, attach_adoptions, status_doubt
from meetings.models import Decision


def source_columns(*inherited: str) -> tuple[Column, ...]:
    """The columns of what a row rests on; `inherited` are the paths that its `attribution` reads besides."""
    document = (*("source_document__title", "source_document__slug"), "source_name", "source_url")
    own = (*document, "source_paragraph", "source_confirms", "source_unconfirmed", "source_note")
    requires = (*own, *(path for name in inherited for path in inherited_paths(name)))

    def column(name: str, description: str | Promise, source: Callable[[Any], Any]) -> Column:
        return Column(f"source_{name}", description, source, requires)

    return (
        column("document", _("The document on the portal that is the source."), source_document),
        column("name", _("The title of that document, or of a page on another site."), source_name),
        column(
            "paragraph",
            _("The place in that document, such as a paragraph."),
            lambda row: source_paragraph(row),
        ),
        column("url", _("The address of that document or page."), source_address),
        column(
            "confirms",
            _("Whether the source confirms this row."),
            lambda row: row.attribution.source_confirms,
        ),
        column("unconfirmed", _("What the source does not confirm."), attrgetter("unconfirmed")),
    )


def inherited_paths(name: str | Promise) -> tuple[str, ...]:
    if name == "page":
        fields = ("document__title", "document__slug", "name", "url", "paragraph", "confirms", "unconfirmed")
        return tuple(f"page__source_{field}" for field in fields)
    return (name,)


def source_paragraph(row) -> str:
    """Return where in the document; nothing of one that is not public."""
    attribution = row.attribution
    return attribution.shown_paragraph if attribution.source_document_id else ""


def source_document(row) -> str | None:
    document = row.attribution.source_document
    return document and document.slug


def source_name(row) -> str:
    source = row.attribution
    return source.source_document.title if source.source_document else source.source_name


def source_address(row) -> Address | str:
    source = row.attribution
    return document_address(source.source_document) if source.source_document else source.source_url


def document_address(document) -> Address | None:
    return document and Address(path=document.get_absolute_url())


IN_FILTERS = _("Its identifier in filters, addresses and the API.")
FOR_EVER = _("A permanent identifier: it stays the same when the record is renamed or moved.")


def page_columns(title: str | Promise, slugs: int = 1) -> tuple[Column, ...]:
    """Of a page, whose identifier is the last of the slugs in its address, or the last `slugs`."""
    return (
        Column("id", IN_FILTERS, lambda row: last_part(row.url_path, slugs), ("url_path",)),
        Column("permanent_id", FOR_EVER, lambda row: str(row.translation_key), ("translation_key",)),
        Column("title", title),
        Column("page_url", _("Its page."), lambda row: Address(row.url_path), ("url_path",)),
        Column("modified", _("When it was last published."), "last_published_at"),
    )


def record_columns(description: str | Promise) -> tuple[Column, ...]:
    """Of a record inside a page."""
    return (
        Column("id", IN_FILTERS, identifier, ("page__url_path", "key")),
        Column("permanent_id", FOR_EVER, permanent_identifier, ("page__translation_key", "key")),
        Column(
            "page_url",
            description,
            lambda row: Address(row.page.url_path, anchor=row.anchor),
            ("page__url_path", "key"),
        ),
        Column(
            "permanent_url",
            _("The permalink of this record."),
            lambda row: Address(path=row.permalink),
            ("key",),
        ),
        Column("modified", _("When its page was last published."), "page__last_published_at"),
    )


def snippet_columns(permanent: str, name: str | Promise) -> tuple[Column, ...]:
    """Of a country, an area or a series; `permanent` names the field that never changes."""
    return (
        Column("id", IN_FILTERS, "slug"),
        Column("permanent_id", FOR_EVER, permanent),
        Column("name", name),
        Column("page_url", _("Its page."), lambda row: Address(path=row.get_absolute_url()), ("slug",)),
        Column("modified", _("When it was last edited; empty if it never was."), "edited_at"),
    )


def page_reference(name: str, path: str, whose: str | Promise, slugs: int = 1) -> tuple[Column, ...]:
    """Another page: its identifier, title and address, read of the attributes `path` and `<path>_path`."""
    address = f"{path}_path"
    return (
        Column(name, whose, lambda row: slug_of(getattr(row, address), slugs), (address,)),
        Column(f"{name}_name", _("Its title."), path),
        Column(
            f"{name}_page_url",
            _("Its page."),
            lambda row: getattr(row, address) and Address(getattr(row, address)),
            (address,),
        ),
    )


def slug_of(url_path: str | None, slugs: int = 1) -> str | None:
    return url_path and last_part(url_path, slugs)


def target_columns(
    name: str, whose: str | Promise, target: Callable[[Any], Any], *requires: str
) -> tuple[Column, ...]:
    """Another page, which a function gives for a row while the public may see it: identifier, title, page."""

    def of_target(source: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def value(row):
            found = target(row)
            return found and source(found)

        return value

    return (
        Column(name, whose, of_target(lambda page: last_part(page.url_path)), requires),
        Column(f"{name}_name", _("Its title."), of_target(lambda page: page.title), requires),
        Column(f"{name}_page_url", _("Its page."), of_target(lambda page: Address(page.url_path)), requires),
    )


def document_columns(description: str | Promise) -> tuple[Column, ...]:
    """The document of a row: identifier, title, page."""
    return (
        Column("document", description, "document__slug"),
        Column("document_name", _("Its title."), "document__title"),
        Column(
            "document_page_url",
            _("Its page."),
            lambda row: document_address(row.document),
            ("document__slug",),
        ),
    )


def with_last_edit(rows: QuerySet) -> QuerySet:
    """Adds `edited_at` to rows that have no publication of their own: when an editor last saved them."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model),
        object_id=Cast(OuterRef("pk"), CharField()),
    ).order_by("-timestamp", "-pk")
    return rows.annotate(edited_at=Subquery(entries.values("timestamp")[:1]))


SOURCE = source_columns()

OCCASION = (
    *date_columns("start", _("When it began or begins."), "start_date"),
    *date_columns("end", _("Its last day."), "end_date"),
    Column("state", _("planned, held, postponed or cancelled.")),
    Column("format", _("in-person, video-conference or hybrid.")),
    Column("city", _("The city, as ASEAN writes it.")),
    *country_columns("country", _("The country where it takes place.")),
    Column("venue", _("The building or other venue.")),
)

AREA = (
    Column("area", _("Its area of cooperation."), "area__slug"),
    Column("area_name", _("The name of that area."), "area__name"),
)

STANDING = (
    Column("status", _("proposed, adopted, under-way, completed, superseded or dormant."), "current_status"),
    *date_columns("reported_on", _("The date of the newest status update.")),
    Column(
        "status_not_confirmed",
        _("What no source confirms about that status update, in words."),
        status_doubt,
        ("reported_on", "status_confirms", "status_unconfirmed"),
    ),
)


def adoption_doubts(pages: list[int]) -> Iterator[tuple[int, str]]:
    """What no source confirms of the adoption of each page that was adopted."""
    rows = Page.objects.filter(pk__in=pages).annotate(**InitiativePageQuerySet.adoption_expressions(today()))
    for row in attach_adoptions(rows):
        if row.adoption:
            yield row.pk, row.adoption.doubt


ADOPTION_DOUBTS = RelatedColumn("adoption_doubts", adoption_doubts)

ADOPTION = (
    *date_columns("adopted_on", _("When ministers first adopted or endorsed it.")),
    *page_reference("adopted_at", "place_of_adoption", _("The meeting that adopted or endorsed it.")),
    Column(
        "adopted_at_not_confirmed",
        _("What no source confirms about its adoption, in words."),
        lambda row: next(iter(row.adoption_doubts), None),
        related=ADOPTION_DOUBTS,
    ),
)


def with_place_of_adoption(rows: QuerySet) -> QuerySet:
    adopting = Decision.objects.filter(pk=OuterRef("adoption_id"))
    return rows.annotate(
        place_of_adoption=Subquery(adopting.values("page__title")[:1]),
        place_of_adoption_path=Subquery(adopting.values("page__url_path")[:1]),
    )


def event_summary(row) -> str:
    facts = [row.dates, row.place, row.get_state_display()]
    return ". ".join(str(fact) for fact in [", ".join(str(f) for f in facts if f), row.summary] if fact)


def countries_with_roles(records: Callable[[], QuerySet], pages: list[int]):
    """Role and country of each record of the pages, for `countries_as`."""
    found = records().filter(page__in=pages).order_by("country__name", "pk")
    for page, role, country in found.values_list("page", "role", "country__slug"):
        yield page, (role, country)


def countries_as(role: str, attribute: str) -> Callable[[Any], list[str]]:
    """The countries that have the role, of what was gathered in an attribute."""
    return lambda row: [country for has, country in getattr(row, attribute) if has == role]

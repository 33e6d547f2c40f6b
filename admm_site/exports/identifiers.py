"""The identifiers of records, the same in exports and API.

`identifier` is the slug in addresses and filters, which follows a new title until publication;
`permanent_identifier` never changes.
"""

from collections.abc import Sequence
from functools import singledispatch

from django.db.models import Model, QuerySet
from wagtail.models import Page

from admm_site.core.records import Record
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import Country


@singledispatch
def identifier(record) -> str:
    """Return a slug, or several with slashes between, that is unique in its list; never a number."""
    return record.slug


@identifier.register
def _(page: Page) -> str:
    return last_part(page.url_path, getattr(page, "identifier_slugs", 1))


@identifier.register
def _(record: Record) -> str:
    return f"{last_part(record.page.url_path)}/{record.key}"


def model_of(record: Model) -> type[Model]:
    """Return the class of the record; of a plain `Page`, that of its type."""
    return record.specific_class if type(record) is Page else type(record)


def last_part(path: str, length: int = 1) -> str:
    """Return the end of an address: the slug of a page, or with `length` 2 also that of the page above."""
    return "/".join(path.strip("/").split("/")[-length:])


def with_identifier(rows: QuerySet, slugs: Sequence[str]) -> QuerySet:
    """Return the rows whose identifier consists of the slugs."""
    if issubclass(rows.model, Record):
        page, key = slugs
        return rows.filter(page__slug=page, key=key)
    if issubclass(rows.model, Page):
        rows = rows.filter(url_path__endswith=f"/{'/'.join(slugs)}/")
    return rows.filter(slug=slugs[-1])


@singledispatch
def permanent_identifier(record) -> str:
    """Return what stays the same when the record is renamed or moved."""
    return record.slug


@permanent_identifier.register
def _(page: Page) -> str:
    return str(page.translation_key)


@permanent_identifier.register
def _(record: Record) -> str:
    return f"{record.page.translation_key}/{record.key}"


@permanent_identifier.register
def _(document: PortalDocument) -> str:
    return str(document.pk)


@permanent_identifier.register
def _(country: Country) -> str:
    return country.code

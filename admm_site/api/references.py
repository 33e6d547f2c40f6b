"""References to documents and pages that may be hidden."""

from collections.abc import Iterable

from django.db.models import Model
from wagtail.models import Page

from admm_site.core.publication import public_pages
from admm_site.core.sources import InheritedSource
from admm_site.documents.models import PortalDocument

# Foreign keys to what may be hidden although the record itself is public.
DOCUMENT_KEYS = ("document_id", "source_document_id")
PAGE_KEYS = ("subject_id", "reported_to_id", "superseded_by_id")


class PublicReferences:
    """The public documents and pages to which `records` refer, fetched in two queries.

    What is not public is not here, and so is named nowhere. A document comes with the record that refers to
    it, also as of a date before it was issued.
    """

    def __init__(self, records: Iterable[Model]):
        records = list(records)
        self._documents = PortalDocument.objects.published().in_bulk(_keys(records, DOCUMENT_KEYS))
        self._pages = public_pages().in_bulk(_keys(records, PAGE_KEYS))

    def document(self, pk: int | None) -> PortalDocument | None:
        return self._documents.get(pk)

    def page(self, pk: int | None) -> Page | None:
        return self._pages.get(pk)


def _keys(records: list, names: tuple[str, ...]) -> set[int | None]:
    """Return the foreign keys that were fetched with the records, or that they inherit."""
    own = {key for record in records for name in names if (key := vars(record).get(name))}
    inherited = {
        record.attribution.source_document_id for record in records if isinstance(record, InheritedSource)
    }
    return own | (inherited - {None} if "source_document_id" in names else set())

"""What a record is called in the API, where it is found, and what it points at."""

from collections.abc import Iterable

from django.db.models import Model
from wagtail.models import Page

from admm_site.core.publication import public_pages
from admm_site.core.sources import InheritedSource
from admm_site.documents.models import PortalDocument

# Foreign keys to what may be hidden from the public although the record itself is not.
DOCUMENT_KEYS = ("document_id", "source_document_id")
PAGE_KEYS = ("subject_id", "reported_to_id", "superseded_by_id")


class PublicReferences:
    """The documents and pages that `records` point at, as far as the public may see them now.

    Two queries, however many records. What is not public is not here, and so is named nowhere. A document
    comes with the record that points at it, also as of a day before it was issued: it is how we know.
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
    """The keys that were fetched with the records, or that they inherit: no other is shown of them."""
    own = {key for record in records for name in names if (key := vars(record).get(name))}
    inherited = {
        record.attribution.source_document_id for record in records if isinstance(record, InheritedSource)
    }
    return own | (inherited - {None} if "source_document_id" in names else set())

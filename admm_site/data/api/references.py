"""What a record is called in the API, where it is found, and what it points at."""

from collections.abc import Iterable

from django.db.models import Model
from django.urls import reverse
from wagtail.models import Page

from admm_site.content.publication import public_pages
from admm_site.content.records import Record
from admm_site.content.sources import InheritedSource
from admm_site.data.identifiers import identifier
from admm_site.media.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage, StatusUpdate
from meetings.models import Decision, MeetingPage, MeetingSeries

# The kind of a record, as a reference to it says, and its list.
LISTS = {
    MeetingPage: ("meeting", "meetings"),
    Decision: ("decision", "decisions"),
    ConceptPaperPage: ("paper", "papers"),
    InitiativePage: ("initiative", "initiatives"),
    StatusUpdate: ("status-update", "status-updates"),
    ActivityPage: ("activity", "activities"),
    PortalDocument: ("document", "documents"),
    Country: ("country", "countries"),
    CooperationArea: ("area", "areas"),
    MeetingSeries: ("series", "series"),
}
TYPES = [kind for kind, _ in LISTS.values()]

# Foreign keys to what may be hidden from the public although the record itself is not.
DOCUMENT_KEYS = ("document_id", "source_document_id")
PAGE_KEYS = ("subject_id", "reported_to_id", "superseded_by_id")


def model_of(record: Model) -> type[Model]:
    """The class of the record; of a plain `Page`, that of its type."""
    return record.specific_class if type(record) is Page else type(record)


def api_path(record: Model) -> str:
    """The record's address in the API."""
    _, name = LISTS[model_of(record)]
    return f"{reverse('api:root')}{name}/{identifier(record)}/"


def page_path(record: Model, request) -> str:
    """The address of the record for people."""
    if isinstance(record, Record):
        return f"{record.page.get_url(request)}#{record.anchor}"
    return record.get_url(request) if isinstance(record, Page) else record.get_absolute_url()


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


def _keys(records: list, names: tuple[str, ...]) -> set[int]:
    """The keys that were fetched with the records, or that they inherit: no other is shown of them."""
    own = {key for record in records for name in names if (key := vars(record).get(name))}
    inherited = {
        record.attribution.source_document_id for record in records if isinstance(record, InheritedSource)
    }
    return own | (inherited - {None} if "source_document_id" in names else set())

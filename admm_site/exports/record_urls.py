"""The type of each record, and its URLs in the API and on the portal."""

from django.db.models import Model
from django.urls import reverse
from wagtail.models import Page

from admm_site.core.records import Record
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage, StatusUpdate
from meetings.models import Decision, MeetingPage, MeetingSeries

from .identifiers import identifier

# The type of each record in references, and the name of its list in the API.
API_LISTS: dict[type[Model], tuple[str, str]] = {
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
TYPES = [kind for kind, _ in API_LISTS.values()]


def model_of(record: Model) -> type[Model]:
    """Return the class of the record; for a plain `Page`, that of its type."""
    return record.specific_class if type(record) is Page else type(record)


def api_path(record: Model) -> str:
    """Return the URL of the record in the API."""
    _, name = API_LISTS[model_of(record)]
    return f"{reverse('api:root')}{name}/{identifier(record)}/"


def page_path(record: Model, request) -> str:
    """Return the URL of the record on the portal."""
    if isinstance(record, Record):
        return f"{record.page.get_url(request)}#{record.anchor}"
    return record.get_url(request) if isinstance(record, Page) else record.get_absolute_url()

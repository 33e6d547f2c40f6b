"""Nodes of JSON-LD in the vocabulary of schema.org.

The `graph` that they are made for is the `PageGraph` of `exports/structured_data.py`: the page that is shown,
with its request and the context of its template.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .choices import EventFormat, EventStatus

VOCABULARY = "https://schema.org"
EVENT_STATUSES = {
    EventStatus.PLANNED: "EventScheduled",
    EventStatus.HELD: "EventScheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
}
ATTENDANCE_MODES = {
    EventFormat.IN_PERSON: "OfflineEventAttendanceMode",
    EventFormat.VIDEO_CONFERENCE: "OnlineEventAttendanceMode",
    EventFormat.HYBRID: "MixedEventAttendanceMode",
}


def node(kind: str, **properties) -> dict:
    """Return a node of that type, without unknown properties."""
    properties = {name: value for name, value in properties.items() if value not in (None, "", [])}
    return {"@type": kind, **properties}


def event_node(event, graph, **properties) -> dict:
    """Return the node of a meeting, an activity or another event."""
    address = node(
        "PostalAddress",
        addressLocality=event.city,
        addressCountry=event.country and event.country.code,
    )
    place = node("Place", name=event.venue or event.place, address=address if len(address) > 1 else None)
    places = [
        place if len(place) > 1 and event.format != EventFormat.VIDEO_CONFERENCE else None,
        node("VirtualLocation", name=_("Video conference"))
        if event.format != EventFormat.IN_PERSON
        else None,
    ]
    documents = graph.context.get("documents") or []
    doubt = event.doubt
    return node(
        "Event",
        name=event.title,
        description=" ".join(filter(None, (event.description, doubt and capfirst(f"{doubt}.")))),
        url=graph.address,
        startDate=event.start_date and str(event.start_date),
        endDate=event.end_date and str(event.end_date),
        eventStatus=f"{VOCABULARY}/{EVENT_STATUSES[event.state]}",
        eventAttendanceMode=f"{VOCABULARY}/{ATTENDANCE_MODES[event.format]}",
        location=[place for place in places if place],
        workFeatured=[
            graph.mention(item.document.schema_org_type, item.document, item.title) for item in documents
        ],
        **properties,
    )

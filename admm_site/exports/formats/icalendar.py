"""iCalendar (RFC 5545): meetings and activities that are known by the day, as events of whole days."""

from datetime import timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event, vDuration
from wagtail.models import PageLogEntry

from admm_site.core.choices import EventStatus
from admm_site.core.sources import DOUBT_FIELDS
from admm_site.exports.columns import LocalUrl, only_fields

from .atom import SINCE
from .export_request import ExportRequest, authority, without_control_characters

CONTENT_TYPE = "text/calendar; charset=utf-8"
PUBLISH_ACTIONS = ("wagtail.publish", "wagtail.publish.scheduled")
REFRESH_INTERVAL = timedelta(hours=12)
EVENT_FIELDS = (
    *("title", "url_path", "translation_key", "state", "start_date", "end_date", "city", "country__name"),
    *("venue", "summary", *DOUBT_FIELDS, "series__acronym"),
    *("first_published_at", "last_published_at"),
)


def respond(export: ExportRequest) -> HttpResponse:
    events = [
        row
        for rows in (export.queryset, *export.calendar_querysets)
        if rows is not None
        for row in with_event_fields(rows)
    ]
    dated = sorted(
        (row for row in events if row.has_exact_dates), key=lambda row: (row.start_date, row.title, row.pk)
    )
    calendar = calendar_without_events(export, [row for row in events if not row.has_exact_dates])
    for row in dated:
        calendar.add_component(to_event(row, export))
    response = HttpResponse(calendar.to_ical(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{export.list_export.name}.ics"'
    return response


def with_event_fields(rows: QuerySet) -> QuerySet:
    """Fetch what an event shows, and `publications`: how often the page was published."""
    log = PageLogEntry.objects.filter(page=OuterRef("pk"), action__in=PUBLISH_ACTIONS).order_by()
    times = log.values("page").annotate(times=Count("pk")).values("times")
    return only_fields(rows, EVENT_FIELDS).annotate(publications=Coalesce(Subquery(times), 0))


def calendar_without_events(export: ExportRequest, undated: list) -> Calendar:
    title = _("%(list)s · ADMM portal") % {"list": export.list_export.title}
    calendar = Calendar()
    calendar.add("prodid", f"-//{authority()}//ADMM portal//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("url", export.page_url)
    calendar.add("refresh-interval", REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH_INTERVAL).to_ical().decode())
    if undated:
        calendar.add("comment", undated_comment(len(undated)))
        for row in undated:
            if row.state == EventStatus.PLANNED:
                calendar.add(
                    "comment",
                    without_control_characters(f"{row.title}: {row.dates or _('date to be announced')}"),
                )
    return calendar


def undated_comment(number: int) -> str:
    return ngettext(
        "%(number)s is left out: its day is not known.",
        "%(number)s are left out: their days are not known.",
        number,
    ) % {"number": number}


def to_event(row, export: ExportRequest) -> Event:
    published = row.last_published_at or SINCE
    event = Event()
    event.add("uid", str(row.translation_key))
    event.add("dtstamp", published)
    event.add("created", row.first_published_at or published)
    event.add("last-modified", published)
    event.add("sequence", max(row.publications - 1, 0))
    event.add("summary", without_control_characters(summary(row)))
    event.add("dtstart", row.start_date.earliest)
    event.add("dtend", row.end_date.latest + timedelta(days=1))
    event.add("status", status(row))
    event.add("transp", "TRANSPARENT")
    address = export.absolute_url(LocalUrl(row.url_path))  # many programs show no URL
    event.add("url", address)
    optional = {
        "location": location(row),
        "description": "\n\n".join(part for part in (description(row), address) if part),
    }
    for name, text in optional.items():
        if text:
            event.add(name, without_control_characters(text))
    if row.series:
        event.add("categories", [without_control_characters(row.series.acronym)])
    return event


def summary(row) -> str:
    if row.state in (EventStatus.POSTPONED, EventStatus.CANCELLED):
        return f"{row.get_state_display()}: {row.title}"
    return row.title


def description(row) -> str:
    return "\n".join(filter(None, (row.summary, row.doubt and f"{capfirst(row.doubt)}.")))


def location(row) -> str:
    return ", ".join(part for part in (row.venue, row.place) if part)


def status(row) -> str:
    """Return the status: a plan is confirmed if its source confirms it all, a postponed event never."""
    if row.state == EventStatus.CANCELLED:
        return "CANCELLED"
    is_confirmed = row.source_confirms and not row.source_unconfirmed
    is_held = row.state == EventStatus.HELD
    return "CONFIRMED" if is_held or (row.state == EventStatus.PLANNED and is_confirmed) else "TENTATIVE"

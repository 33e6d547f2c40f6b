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
from admm_site.exports.columns import Address, reading

from .atom import SINCE
from .export_request import Extract, authority, writable

CONTENT_TYPE = "text/calendar; charset=utf-8"
PUBLISHING = ("wagtail.publish", "wagtail.publish.scheduled")
ASK_AGAIN_AFTER = timedelta(hours=12)
READ = (
    *("title", "url_path", "translation_key", "state", "start_date", "end_date", "city", "country__name"),
    *("venue", "summary", *DOUBT_FIELDS, "series__acronym"),
    *("first_published_at", "last_published_at"),
)


def respond(extract: Extract) -> HttpResponse:
    found = [row for rows in (extract.listed, *extract.others) if rows is not None for row in occasions(rows)]
    known = sorted(
        (row for row in found if row.has_exact_dates), key=lambda row: (row.start_date, row.title, row.pk)
    )
    calendar = head(extract, [row for row in found if not row.has_exact_dates])
    for row in known:
        calendar.add_component(event(row, extract))
    response = HttpResponse(calendar.to_ical(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{extract.register.name}.ics"'
    return response


def occasions(rows: QuerySet) -> QuerySet:
    """With what an event says, and `publications`: how often the page was published."""
    log = PageLogEntry.objects.filter(page=OuterRef("pk"), action__in=PUBLISHING).order_by()
    times = log.values("page").annotate(times=Count("pk")).values("times")
    return reading(rows, READ).annotate(publications=Coalesce(Subquery(times), 0))


def head(extract: Extract, left_out: list) -> Calendar:
    title = _("%(list)s · ADMM portal") % {"list": extract.register.title}
    calendar = Calendar()
    calendar.add("prodid", f"-//{authority()}//ADMM portal//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("url", extract.page_address)
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER).to_ical().decode())
    if left_out:
        calendar.add("comment", words_for_what_is_left_out(len(left_out)))
        for row in left_out:
            if row.state == EventStatus.PLANNED:
                calendar.add("comment", writable(f"{row.title}: {row.dates or _('date to be announced')}"))
    return calendar


def words_for_what_is_left_out(number: int) -> str:
    return ngettext(
        "%(number)s is left out: its day is not known.",
        "%(number)s are left out: their days are not known.",
        number,
    ) % {"number": number}


def event(row, extract: Extract) -> Event:
    published = row.last_published_at or SINCE
    found = Event()
    found.add("uid", str(row.translation_key))
    found.add("dtstamp", published)
    found.add("created", row.first_published_at or published)
    found.add("last-modified", published)
    found.add("sequence", max(row.publications - 1, 0))
    found.add("summary", writable(summary(row)))
    found.add("dtstart", row.start_date.earliest)
    found.add("dtend", row.end_date.latest + timedelta(days=1))
    found.add("status", status(row))
    found.add("transp", "TRANSPARENT")
    address = extract.address(Address(row.url_path))  # many programs show no URL
    found.add("url", address)
    optional = {
        "location": location(row),
        "description": "\n\n".join(part for part in (description(row), address) if part),
    }
    for name, text in optional.items():
        if text:
            found.add(name, writable(text))
    if row.series:
        found.add("categories", [writable(row.series.acronym)])
    return found


def summary(row) -> str:
    if row.state in (EventStatus.POSTPONED, EventStatus.CANCELLED):
        return f"{row.get_state_display()}: {row.title}"
    return row.title


def description(row) -> str:
    return "\n".join(filter(None, (row.summary, row.doubt and f"{capfirst(row.doubt)}.")))


def location(row) -> str:
    return ", ".join(part for part in (row.venue, row.place) if part)


def status(row) -> str:
    """A plan is confirmed when its source confirms all of it; what was postponed has no day to rely on."""
    if row.state == EventStatus.CANCELLED:
        return "CANCELLED"
    relies = row.source_confirms and not row.source_unconfirmed
    held = row.state == EventStatus.HELD
    return "CONFIRMED" if held or (row.state == EventStatus.PLANNED and relies) else "TENTATIVE"

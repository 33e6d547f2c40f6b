"""What meetings and activities have in common: dates as far as they are known, a place, a format, a state."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .choices import ChoiceField, EventFormat, EventStatus
from .clock import cached_per_request, past_as_of_date, today
from .page_base import PortalPageForm
from .partial_dates import PartialDate, PartialDateField, range_in_words
from .publication import PortalPageQuerySet, RecordQuerySet
from .schema_org import event_node
from .sources import DOUBT_FIELDS, Source

HELD_OR_PLANNED = (EventStatus.HELD, EventStatus.PLANNED)
CALLED_OFF = (EventStatus.POSTPONED, EventStatus.CANCELLED)


class EventForm(PortalPageForm):
    """Leaves out an end that is the start, so that correcting the start of one day does not make it two."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial.get("end_date") == self.initial.get("start_date"):
            self.initial["end_date"] = None


class EventQuerySet(PortalPageQuerySet):
    ROW = ("title", "url_path", "state", "start_date", "end_date", "city", "country__name", *DOUBT_FIELDS)

    def for_rows(self):
        """What a row of a list shows, and no more: most of a page is costly to read."""
        return self.select_related("country").only(*self.ROW)

    def in_state(self, state: EventStatus):
        """Those that are shown in the state: as of a past day, what was held later was planned then."""
        if not (day := past_as_of_date()) or state not in (EventStatus.HELD, EventStatus.PLANNED):
            return self.filter(state=state)
        held_later = Q(state=EventStatus.HELD, end_date__gt=day)
        if state == EventStatus.HELD:
            return self.filter(state=state).exclude(held_later)
        return self.filter(held_later | Q(state=state))

    def held(self, as_of: date | None = None):
        """Those that had surely been held by the day, today unless told."""
        return self.filter(state=EventStatus.HELD, end_date__lte=as_of or today())

    def on_map(self):
        """Those that the map of places shows."""
        return self.held()

    def upcoming(self, on: date | None = None):
        """Those planned that may still be to come on the day, the nearest first; undated ones last."""
        still_to_come = Q(end_date__isnull=True) | Q(end_date__gte=on or today())
        planned = self.in_state(EventStatus.PLANNED).filter(still_to_come)
        return planned.order_by(F("start_date").asc(nulls_last=True), "title", "pk")

    def not_yet_over(self, on: date | None = None):
        """What is planned, postponed or cancelled and may be still to come on the day, the nearest first."""
        still_to_come = Q(end_date__isnull=True) | Q(end_date__gte=on or today())
        found = self.in_state(EventStatus.PLANNED) | self.filter(state__in=CALLED_OFF)
        return found.filter(still_to_come).order_by(F("start_date").asc(nulls_last=True), "title", "pk")

    def count_by_year(self):
        """Year of the start, how many had been held, are planned, were called off; of what has a date."""
        held = Q(state=EventStatus.HELD, end_date__lte=today())
        called_off = Q(state__in=CALLED_OFF)
        dated = self.filter(start_date__isnull=False)
        by_year = dated.order_by().values(year=F("start_date__year"))
        counted = by_year.annotate(
            held=Count("pk", filter=held),
            planned=Count("pk", filter=~held & ~called_off),
            off=Count("pk", filter=called_off),
        )
        return counted.values_list("year", "held", "planned", "off")

    def overdue(self, on: date | None = None):
        """Those still marked as planned although their date has surely passed."""
        return self.filter(state=EventStatus.PLANNED, end_date__lt=on or today())

    def between(self, first: date, last: date):
        """Those of which some day surely fell from `first` to `last`, as far as their dates are known."""
        return self.filter(self.is_between(first, last))

    @staticmethod
    def is_between(first: date, last: date) -> Q:
        known = Q(start_date__lte=last, end_date__earliest__gte=first.isoformat())
        if day := past_as_of_date():  # of most that were to come, no more than the year was known
            known &= Q(end_date__lte=day) | Q(source_document__issued__lte=day)
        return known

    def newest_first(self):
        return self.order_by(
            F("end_date").desc(nulls_last=True), F("start_date").desc(nulls_last=True), "-pk"
        )

    def oldest_first(self):
        return self.order_by(F("end_date").asc(nulls_last=True), F("start_date").asc(nulls_last=True), "pk")


class EventRecordQuerySet(RecordQuerySet):
    """What a meeting or an activity left behind: documents, who took part."""

    def known_as_of(self, day):
        return Q(page__end_date__lte=day) | Q(page__end_date__isnull=True)


class EventMixin(models.Model):
    """Goes before `PortalPage` among the bases of a page type."""

    # What of an occasion was not known while it was still to come, and what was said then.
    VALUES_BEFORE_EVENT = {
        "state": EventStatus.PLANNED,
        "format": EventFormat.IN_PERSON,
        "city": "",
        "venue": "",
        "summary": "",
        "body": "",
        "search_description": "",
        "source_document": None,
        "source_paragraph": "",
        "source_name": "",
        "source_url": "",
        "source_confirms": False,
        "source_unconfirmed": "",
        "source_note": "",
        "more_sources": "",
    }

    map_kind = "activities"  # the mark of its place on the map

    # What a source that was issued before says of it.
    ANNOUNCED_FIELDS = frozenset({"city", "venue", "format", *Source.tracked_fields})

    tracked_fields = ("state", "start_date", "end_date", "format", "city", "country")
    tracked_field_labels = {"start_date": _("start date"), "end_date": _("end date")}

    state = ChoiceField(_("state"), max_length=10, choices=EventStatus, default=EventStatus.PLANNED)
    format = ChoiceField(_("format"), max_length=20, choices=EventFormat, default=EventFormat.IN_PERSON)
    start_date = PartialDateField(
        _("from"),
        null=True,
        blank=True,
        help_text=_("A day, a month or a year: 2011-05-19, 2011-05 or 2011."),
    )
    end_date = PartialDateField(_("to"), null=True, blank=True, help_text=_("Empty when it is one day."))
    city = models.CharField(
        _("city"), max_length=80, blank=True, help_text=_("As ASEAN writes it: “Ha Noi”.")
    )
    country = models.ForeignKey(
        "reference.Country", verbose_name=_("country"), null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        """As of a past day, what was to come is read as it was known then: planned, for a year, in a country.

        Its own date is read where its source was issued by then.
        """
        found = super().from_db(db, field_names, values)
        if (day := past_as_of_date()) and found._was_to_come_on(day):
            if found.pk not in cached_per_request(cls._announced_by):
                for name in ("start_date", "end_date"):
                    if date := vars(found).get(name):
                        setattr(found, name, PartialDate(date.year))
                found._forget(cls.VALUES_BEFORE_EVENT)
            else:
                found._forget(
                    {
                        name: cls.VALUES_BEFORE_EVENT[name]
                        for name in cls.VALUES_BEFORE_EVENT
                        if name not in cls.ANNOUNCED_FIELDS
                    }
                )
        return found

    def _forget(self, values: dict):
        for name, value in values.items():
            setattr(self, name, value)

    def _was_to_come_on(self, day: date) -> bool:
        """As far as it was read: to ask for more would be a query for each row."""
        read = vars(self)
        end = read.get("end_date")
        return bool(read.get("state") in HELD_OR_PLANNED and end and not end.is_on_or_before(day))

    @classmethod
    def _announced_by(cls, day: date) -> frozenset[int]:
        """The keys of those whose source is a document that was issued by the day."""
        announced = cls._base_manager.filter(source_document__issued__lte=day, end_date__gt=day)
        return frozenset(announced.values_list("pk", flat=True))

    def fill_in(self):
        """What follows from what was typed: the end of an occasion of one day."""
        self.end_date = self.end_date or self.start_date

    def full_clean(self, *args, **kwargs):
        self.fill_in()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        self.fill_in()
        super().minimal_clean()

    def clean(self):
        super().clean()
        errors = {}
        if self.start_date and self.end_date and self.end_date.latest < self.start_date.earliest:
            errors["end_date"] = _("This ends before it starts; check both dates.")
        if self.state == EventStatus.HELD and self.start_date and self.start_date.earliest > today():
            errors["state"] = _("This starts in the future; choose “Planned” until it has been held.")
        if errors:
            raise ValidationError(errors)

    def get_warnings(self):
        odd = super().get_warnings()
        if self.state == EventStatus.PLANNED and self.end_date and self.end_date.is_on_or_before(today()):
            odd.append(_("This is planned, but its date has passed: was it held, postponed or cancelled?"))
        return odd

    @property
    def is_over(self) -> bool:
        """Whether it has surely been held by today."""
        return bool(
            self.state == EventStatus.HELD and self.end_date and self.end_date.is_on_or_before(today())
        )

    @property
    def is_held_or_planned(self) -> bool:
        return self.state in HELD_OR_PLANNED

    @property
    def caption(self) -> str:
        """Return what a mark in a drawing is called: its title, its state if it was not held, its doubt."""
        state = "" if self.state == EventStatus.HELD else self.get_state_display().lower()
        return ", ".join(filter(None, (self.title, state, self.doubt)))

    @property
    def called_off(self) -> str:
        """Return in a sentence that it is postponed or cancelled; empty for every other state."""
        sentences = {
            EventStatus.POSTPONED: gettext("The %(title)s is postponed; no new date has been announced."),
            EventStatus.CANCELLED: gettext("The %(title)s is cancelled."),
        }
        return sentences[self.state] % {"title": self.title} if self.state in sentences else ""

    @property
    def dates(self) -> str:
        """`19 May 2011`, `25–27 February 2009`, `2026`; empty while unknown."""
        return range_in_words(self.start_date, self.end_date)

    @property
    def has_exact_dates(self) -> bool:
        """Whether a calendar can show it: on which days it begins and ends."""
        return bool(self.start_date and self.start_date.day and self.end_date and self.end_date.day)

    @property
    def is_upcoming(self) -> bool:
        """Return whether it is planned and not over yet, as far as its date says."""
        is_over = self.end_date and self.end_date.latest < today()
        return self.state == EventStatus.PLANNED and not is_over

    @property
    def calendar_url(self) -> str:
        """The address of the occasion as an entry for a calendar; empty while private or its day unknown."""
        has_entry = self.has_exact_dates and self.url and not self.is_private
        return f"{self.url.rstrip('/')}.ics" if has_entry else ""

    def to_schema_org(self, graph, **properties) -> dict:
        return event_node(self, graph, **properties)

    @property
    def place(self) -> str:
        """`Jakarta, Indonesia`; a city that is its country is said once."""
        parts = [self.city, str(self.country) if self.country else ""]
        return ", ".join(dict.fromkeys(part for part in parts if part))

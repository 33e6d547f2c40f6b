"""Events, which meetings and activities are: partial dates, a place, a format, a state."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .choices import EXCEPTIONAL_STATES, FORMAT_BADGES, ChoiceField, EventBadge, EventFormat, EventStatus
from .clock import cached_per_request, past_as_of_date, today
from .page_base import PortalPageForm
from .partial_dates import PartialDate, PartialDateField, range_in_words
from .publication import PortalPageQuerySet, RecordQuerySet
from .schema_org import event_node
from .sources import DOUBT_FIELDS, Source

HELD_OR_PLANNED = (EventStatus.HELD, EventStatus.PLANNED)
CALLED_OFF = (EventStatus.POSTPONED, EventStatus.CANCELLED)


class EventForm(PortalPageForm):
    """Leave out an end date that equals the start, so that correcting the start doesn't make it two days."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial.get("end_date") == self.initial.get("start_date"):
            self.initial["end_date"] = None


class EventQuerySet(PortalPageQuerySet):
    ROW_FIELDS = (
        "title",
        "url_path",
        "state",
        "format",
        "start_date",
        "end_date",
        "city",
        "country__name",
        *DOUBT_FIELDS,
    )

    def for_rows(self):
        """Load only the fields that a row of a list shows: most of a page is costly to read."""
        return self.select_related("country").only(*self.ROW_FIELDS)

    def in_state(self, state: EventStatus):
        """Filter by the state that is shown: as of a past date, an event held later was planned."""
        if not (day := past_as_of_date()) or state not in (EventStatus.HELD, EventStatus.PLANNED):
            return self.filter(state=state)
        held_later = Q(state=EventStatus.HELD, end_date__gt=day)
        if state == EventStatus.HELD:
            return self.filter(state=state).exclude(held_later)
        return self.filter(held_later | Q(state=state))

    def held(self, as_of: date | None = None):
        """Return the events that were held by the day, by default today."""
        return self.filter(state=EventStatus.HELD, end_date__lte=as_of or today())

    def on_map(self):
        """Return the events on the map of places."""
        return self.held()

    def upcoming(self, on: date | None = None):
        """Return the planned events that may not be over on the day, the nearest first; undated ones last."""
        may_be_upcoming = Q(end_date__isnull=True) | Q(end_date__gte=on or today())
        planned = self.in_state(EventStatus.PLANNED).filter(may_be_upcoming)
        return planned.order_by(F("start_date").asc(nulls_last=True), "title", "pk")

    def not_yet_over(self, on: date | None = None):
        """Return the planned, postponed or cancelled events that may not be over, the nearest first."""
        may_be_upcoming = Q(end_date__isnull=True) | Q(end_date__gte=on or today())
        not_held = self.in_state(EventStatus.PLANNED) | self.filter(state__in=CALLED_OFF)
        return not_held.filter(may_be_upcoming).order_by(F("start_date").asc(nulls_last=True), "title", "pk")

    def count_by_year(self):
        """Return tuples of the year of the start and the numbers held, planned and called off."""
        is_held = Q(state=EventStatus.HELD, end_date__lte=today())
        called_off = Q(state__in=CALLED_OFF)
        dated = self.filter(start_date__isnull=False)
        by_year = dated.order_by().values(year=F("start_date__year"))
        counts = by_year.annotate(
            held=Count("pk", filter=is_held),
            planned=Count("pk", filter=~is_held & ~called_off),
            off=Count("pk", filter=called_off),
        )
        return counts.values_list("year", "held", "planned", "off")

    def overdue(self, on: date | None = None):
        """Return the events still marked as planned although their date has passed."""
        return self.filter(state=EventStatus.PLANNED, end_date__lt=on or today())

    def between(self, first: date, last: date):
        """Return the events with a day between `first` and `last`, as far as their dates are known."""
        return self.filter(self.is_between(first, last))

    @staticmethod
    def is_between(first: date, last: date) -> Q:
        condition = Q(start_date__lte=last, end_date__earliest__gte=first.isoformat())
        if day := past_as_of_date():  # of most upcoming events, only the year was known
            condition &= Q(end_date__lte=day) | Q(source_document__issued__lte=day)
        return condition

    def newest_first(self):
        return self.order_by(
            F("end_date").desc(nulls_last=True), F("start_date").desc(nulls_last=True), "-pk"
        )

    def oldest_first(self):
        return self.order_by(F("end_date").asc(nulls_last=True), F("start_date").asc(nulls_last=True), "pk")


class EventRecordQuerySet(RecordQuerySet):
    """Records of an event that exist once it is over: documents, participation."""

    def known_as_of(self, day):
        return Q(page__end_date__lte=day) | Q(page__end_date__isnull=True)


class EventMixin(models.Model):
    """Fields and rules of a page type that is an event. It comes before `PortalPage` among the bases."""

    # The values that these fields had while the event was upcoming.
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

    row_template = "components/activity_row.html"
    map_kind = "activities"  # the symbol of its place on the map

    # The fields that keep their values before the event if the source was issued before it.
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
        """Load a row as it was known on the past as-of date, if it was upcoming: planned, in a year.

        It has its dates and place if its source was issued by then. `AsOfReadOnlyMixin` refuses to save it.
        """
        row = super().from_db(db, field_names, values)
        if (day := past_as_of_date()) and row._was_upcoming(day):
            is_announced = row.pk in cached_per_request(cls._announced_by)
            row._set_values_before_event(is_announced)
        return row

    def _set_values_before_event(self, is_announced: bool) -> None:
        for name, value in self.VALUES_BEFORE_EVENT.items():
            if not (is_announced and name in self.ANNOUNCED_FIELDS):
                setattr(self, name, value)
        for name in () if is_announced else ("start_date", "end_date"):
            if date := vars(self).get(name):
                setattr(self, name, PartialDate(date.year))

    def _was_upcoming(self, day: date) -> bool:
        """Return whether the event was upcoming on the day, by the loaded fields (others need a query)."""
        loaded = vars(self)
        end = loaded.get("end_date")
        return bool(loaded.get("state") in HELD_OR_PLANNED and end and not end.is_on_or_before(day))

    @classmethod
    def _announced_by(cls, day: date) -> frozenset[int]:
        """Return the keys of the upcoming events whose source document was issued by the day."""
        announced = cls._base_manager.filter(source_document__issued__lte=day, end_date__gt=day)
        return frozenset(announced.values_list("pk", flat=True))

    def set_defaults(self):
        """Set the end date of an event of one day."""
        self.end_date = self.end_date or self.start_date

    def full_clean(self, *args, **kwargs):
        self.set_defaults()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        self.set_defaults()
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
        warnings = super().get_warnings()
        if self.state == EventStatus.PLANNED and self.end_date and self.end_date.is_on_or_before(today()):
            warnings.append(
                _("This is planned, but its date has passed: was it held, postponed or cancelled?")
            )
        return warnings

    @property
    def is_over(self) -> bool:
        """Return whether it has been held by today."""
        return bool(
            self.state == EventStatus.HELD and self.end_date and self.end_date.is_on_or_before(today())
        )

    @property
    def is_held_or_planned(self) -> bool:
        return self.state in HELD_OR_PLANNED

    @property
    def badges(self) -> list[EventStatus | EventBadge]:
        """Return what is not usual about it: that it was not held, or was not held in person only."""
        states = [state for state in EXCEPTIONAL_STATES if state == self.state]
        return states + [badge for format, badge in FORMAT_BADGES.items() if format == self.format]

    @property
    def caption(self) -> str:
        """Return the label of a point in a chart: title, state if it was not held, what is unconfirmed."""
        state = "" if self.state == EventStatus.HELD else self.get_state_display().lower()
        return ", ".join(filter(None, (self.title, state, self.doubt)))

    @property
    def called_off_notice(self) -> str:
        """Return a sentence that it is postponed or cancelled; empty for every other state."""
        sentences = {
            EventStatus.POSTPONED: gettext("The %(title)s is postponed; no new date has been announced."),
            EventStatus.CANCELLED: gettext("The %(title)s is cancelled."),
        }
        return sentences[self.state] % {"title": self.title} if self.state in sentences else ""

    @property
    def dates(self) -> str:
        """Return `19 May 2011`, `25–27 February 2009`, `2026`; empty without a date."""
        return range_in_words(self.start_date, self.end_date)

    @property
    def has_exact_dates(self) -> bool:
        """Return whether both dates are known to the day, so that a calendar can show the event."""
        return bool(self.start_date and self.start_date.day and self.end_date and self.end_date.day)

    @property
    def is_upcoming(self) -> bool:
        """Return whether it is planned and not over yet."""
        is_over = self.end_date and self.end_date.latest < today()
        return self.state == EventStatus.PLANNED and not is_over

    @property
    def calendar_url(self) -> str:
        """Return the URL of its iCalendar file; empty if it is private or its dates aren't exact."""
        is_offered = self.has_exact_dates and self.url and not self.is_private
        return f"{self.url.rstrip('/')}.ics" if is_offered else ""

    def to_schema_org(self, graph, **properties) -> dict:
        return event_node(self, graph, **properties)

    def get_preview_texts(self) -> tuple[str, str, str]:
        return str(self.page_type_display_name), self.title, self.get_preview_detail(self.place, self.dates)

    def get_preview_detail(self, *facts: str) -> str:
        """Return the facts after the state, if the event was not held; and that not all is confirmed."""
        state = "" if self.state == EventStatus.HELD else self.get_state_display()
        doubt = gettext("Not everything of this is confirmed.") if self.doubt else ""
        return " ".join(filter(None, [", ".join(filter(None, [state, *facts])), doubt]))

    @property
    def place(self) -> str:
        """Return `Jakarta, Indonesia`; a city that is its country is named once."""
        parts = [self.city, str(self.country) if self.country else ""]
        return ", ".join(dict.fromkeys(part for part in parts if part))

    @property
    def place_and_dates(self) -> str:
        """Return `Jakarta, Indonesia, 19 May 2011`; what is not known is left out."""
        return ", ".join(filter(None, (self.place, self.dates)))

    @property
    def details(self) -> str:
        """Return place and dates, the state of an event that was called off, and what is unconfirmed."""
        state = "" if self.is_held_or_planned else self.get_state_display()
        return " · ".join(filter(None, (self.place_and_dates, state, self.doubt)))

"""What meetings and activities have in common: dates as far as they are known, a place, a format, a state."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from .choices import ChoiceField, OccasionFormat, OccasionState
from .page_base import PortalPageForm
from .partial_dates import PartialDateField, range_in_words
from .publication import PortalPageQuerySet, RecordQuerySet
from .today import past_day, today

HELD_OR_PLANNED = (OccasionState.HELD, OccasionState.PLANNED)


class OccasionForm(PortalPageForm):
    """Leaves out an end that is the start, so that correcting the start of one day does not make it two."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial.get("end_date") == self.initial.get("start_date"):
            self.initial["end_date"] = None


class OccasionQuerySet(PortalPageQuerySet):
    ROW = ("title", "url_path", "state", "start_date", "end_date", "city", "country__name")

    def for_rows(self):
        """What a row of a list shows, and no more: most of a page is costly to read."""
        return self.select_related("country").only(*self.ROW)

    def in_state(self, state: OccasionState):
        """Those that are shown in the state: as of a past day, what was held later was planned then."""
        if not (day := past_day()) or state not in (OccasionState.HELD, OccasionState.PLANNED):
            return self.filter(state=state)
        held_later = Q(state=OccasionState.HELD, end_date__gt=day)
        if state == OccasionState.HELD:
            return self.filter(state=state).exclude(held_later)
        return self.filter(held_later | Q(state=state))

    def held(self, as_of: date | None = None):
        """Those that had surely been held by the day, today unless told."""
        return self.filter(state=OccasionState.HELD, end_date__lte=as_of or today())

    def upcoming(self, on: date | None = None):
        """Those planned that may still be to come on the day, the nearest first; undated ones last."""
        still_to_come = Q(end_date__isnull=True) | Q(end_date__gte=on or today())
        planned = self.in_state(OccasionState.PLANNED).filter(still_to_come)
        return planned.order_by(F("start_date").asc(nulls_last=True))

    def held_or_planned(self):
        """Leaves out what was postponed or cancelled."""
        return self.filter(state__in=HELD_OR_PLANNED)

    def count_by_year(self):
        """Year of the start, how many had been held, how many are planned; what has no date is left out."""
        held = Q(state=OccasionState.HELD, end_date__lte=today())
        dated = self.held_or_planned().filter(start_date__isnull=False)
        by_year = dated.order_by().values(year=F("start_date__year"))
        counted = by_year.annotate(held=Count("pk", filter=held), planned=Count("pk", filter=~held))
        return counted.values_list("year", "held", "planned")

    def overdue(self, on: date | None = None):
        """Those still marked as planned although their date has surely passed."""
        return self.filter(state=OccasionState.PLANNED, end_date__lt=on or today())

    def between(self, first: date, last: date):
        """Those of which some day surely fell from `first` to `last`, as far as their dates are known."""
        return self.filter(self.is_between(first, last))

    @staticmethod
    def is_between(first: date, last: date) -> Q:
        return Q(start_date__lte=last, end_date__earliest__gte=first.isoformat())

    def newest_first(self):
        return self.order_by(
            F("end_date").desc(nulls_last=True), F("start_date").desc(nulls_last=True), "-pk"
        )

    def oldest_first(self):
        return self.order_by(F("end_date").asc(nulls_last=True), F("start_date").asc(nulls_last=True), "pk")


class OccasionRecordQuerySet(RecordQuerySet):
    """What a meeting or an activity left behind: documents, who took part."""

    def known_by(self, day):
        return Q(page__end_date__lte=day) | Q(page__end_date__isnull=True)


class Occasion(models.Model):
    """Goes before `PortalPage` among the bases of a page type."""

    # What of an occasion tells how it went, and what that was before.
    BEFORE = {"state": OccasionState.PLANNED, "summary": "", "body": "", "search_description": ""}

    logged = ("state", "start_date", "end_date", "format", "city", "country")

    state = ChoiceField(_("state"), max_length=10, choices=OccasionState, default=OccasionState.PLANNED)
    format = ChoiceField(_("format"), max_length=20, choices=OccasionFormat, default=OccasionFormat.IN_PERSON)
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
        """As of a past day, what was held later is read as it was then: planned, with nothing told of it."""
        found = super().from_db(db, field_names, values)
        if (day := past_day()) and found._was_held_after(day):
            for name, value in cls.BEFORE.items():
                setattr(found, name, value)
        return found

    def _was_held_after(self, day: date) -> bool:
        """As far as it was read: to ask for more would be a query for each row."""
        read = vars(self)
        end = read.get("end_date")
        return bool(read.get("state") == OccasionState.HELD and end and not end.known_by(day))

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
        if self.state == OccasionState.HELD and self.start_date and self.start_date.earliest > today():
            errors["state"] = _("This starts in the future; choose “Planned” until it has been held.")
        if errors:
            raise ValidationError(errors)

    def oddities(self):
        odd = super().oddities()
        if self.state == OccasionState.PLANNED and self.end_date and self.end_date.known_by(today()):
            odd.append(_("This is planned, but its date has passed: was it held, postponed or cancelled?"))
        return odd

    @property
    def is_over(self) -> bool:
        """Whether it has surely been held by today."""
        return bool(self.state == OccasionState.HELD and self.end_date and self.end_date.known_by(today()))

    @property
    def is_held_or_planned(self) -> bool:
        return self.state in HELD_OR_PLANNED

    @property
    def dates(self) -> str:
        """`19 May 2011`, `25–27 February 2009`, `2026`; empty while unknown."""
        return range_in_words(self.start_date, self.end_date)

    @property
    def is_known_by_day(self) -> bool:
        """Whether a calendar can show it: on which days it begins and ends."""
        return bool(self.start_date and self.start_date.day and self.end_date and self.end_date.day)

    @property
    def calendar_address(self) -> str:
        """The address of the occasion as an entry for a calendar; empty while its day is not known."""
        return f"{self.url.rstrip('/')}.ics" if self.is_known_by_day and self.url else ""

    @property
    def place(self) -> str:
        """`Jakarta, Indonesia`; a city that is its country is said once."""
        parts = [self.city, str(self.country) if self.country else ""]
        return ", ".join(dict.fromkeys(part for part in parts if part))

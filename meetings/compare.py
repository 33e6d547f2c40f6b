"""Compare two meetings of a series side by side."""

import re

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admm_site.core.comparison import ComparisonRow, Value, comparison_row
from admm_site.core.publication import public_rows

from .choices import ParticipationRole
from .models import Decision, MeetingPage, MeetingSeries, Participation

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,255}", re.ASCII)
SIDES = ("a", "b")


class CompareMeetingsForm(forms.Form):
    """A form to choose two meetings of one series: that of the chosen ones, or the one named `series`."""

    a = forms.ChoiceField(label=_("One meeting"))
    b = forms.ChoiceField(label=_("Compare with"))

    def __init__(self, params):
        self.params = {name: params.get(name, "") for name in (*SIDES, "series")}
        super().__init__(self.params if any(self.params[side] for side in SIDES) else None)
        choices = [(meeting.slug, meeting.title) for meeting in self.meetings]
        for side in SIDES:
            self.fields[side].choices = choices

    @cached_property
    def series(self) -> MeetingSeries | None:
        slugs = {name: value for name, value in self.params.items() if SLUG.fullmatch(value)}
        meetings = MeetingPage.objects.public().filter(
            slug__in=[slugs[side] for side in SIDES if side in slugs]
        )
        if meeting := meetings.select_related("series").order_by("pk").first():
            return meeting.series
        return MeetingSeries.objects.filter(slug=slugs.get("series")).first()

    @cached_property
    def meetings(self) -> list[MeetingPage]:
        """Return the public meetings of the series, newest first."""
        if not self.series:
            return []
        return list(public_rows(MeetingPage).in_series(self.series).newest_first())

    def get_pair(self) -> list[MeetingPage] | None:
        """Return the two meetings with decisions and `countries`, or None if the form is invalid."""
        if not self.is_valid():
            return None
        slugs = [self.cleaned_data[side] for side in SIDES]
        pages = MeetingPage.objects.public().filter(slug__in=slugs)
        pages = pages.select_related("series", "country", "chair_country")
        pages = Decision.objects.attach_to_meetings(pages)
        meetings = {meeting.slug: meeting for meeting in pages}
        participations = Participation.objects.public().filter(page__slug__in=slugs)
        for meeting in meetings.values():
            meeting.countries = []
        for participation in participations.select_related("country").order_by("country__name", "pk"):
            meeting = next((m for m in meetings.values() if m.pk == participation.page_id), None)
            if meeting and participation.role == ParticipationRole.PARTICIPANT:
                meeting.countries.append(participation.country)
        return [meetings[slug] for slug in slugs]


def compare(*meetings: MeetingPage) -> list[ComparisonRow]:
    """Return the rows of a comparison of two meetings, without those that are empty on both sides."""
    rows = [
        comparison_row(_("Date"), *(_dates(meeting) for meeting in meetings)),
        comparison_row(_("Place"), *([meeting.place] for meeting in meetings)),
        comparison_row(_("Venue"), *([meeting.venue] for meeting in meetings)),
        comparison_row(_("Chair"), *([meeting.chair_country] for meeting in meetings)),
        comparison_row(_("Theme"), *([meeting.theme] for meeting in meetings)),
        comparison_row(_("Format"), *([meeting.get_format_display()] for meeting in meetings)),
        comparison_row(_("State"), *([meeting.get_state_display()] for meeting in meetings)),
        comparison_row(_("Called off on"), *([_called_off_on(meeting)] for meeting in meetings)),
        comparison_row(_("Reason"), *([meeting.called_off_reason] for meeting in meetings)),
        comparison_row(_("Not confirmed"), *([capfirst(meeting.doubt)] for meeting in meetings)),
        comparison_row(_("Summary"), *([meeting.summary] for meeting in meetings)),
        comparison_row(
            _("Decisions"),
            *([_decision(decision) for decision in meeting.public_decisions] for meeting in meetings),
        ),
        comparison_row(
            _("Who took part"),
            *([_country(country) for country in meeting.countries] for meeting in meetings),
        ),
    ]
    return [row for row in rows if any(row.sides)]


def _called_off_on(meeting: MeetingPage) -> str:
    return meeting.called_off_on.in_words() if meeting.called_off_on else ""


def _dates(meeting: MeetingPage) -> list[Value]:
    doubt = gettext("not confirmed by a source") if meeting.has_unconfirmed_dates else ""
    return [Value(meeting.dates, doubt=doubt)] if meeting.dates else []


def _decision(decision) -> Value:
    return Value(
        f"{decision.get_verb_display()}: {decision.public_title}",
        f"{decision.page.url}#{decision.anchor}",
        decision.doubt,
    )


def _country(country) -> Value:
    return Value(country.name, country.get_absolute_url())

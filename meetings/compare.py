"""Two meetings of a series side by side."""

import re

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admm_site.core.comparison import ComparisonRow, Value, comparison_row

from .choices import ParticipationRole
from .models import MeetingPage, MeetingSeries, Participation
from .querysets import attach_decisions

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,255}", re.ASCII)
SIDES = ("a", "b")


class CompareMeetingsForm(forms.Form):
    """Offers the meetings of one series: that of the meetings asked for, or the one named by `series`."""

    a = forms.ChoiceField(label=_("One meeting"))
    b = forms.ChoiceField(label=_("Compare with"))

    def __init__(self, asked):
        self.asked = {name: asked.get(name, "") for name in (*SIDES, "series")}
        self.was_sent = any(self.asked[side] for side in SIDES)
        super().__init__(self.asked if self.was_sent else None)
        offered = [(meeting.slug, meeting.title) for meeting in self.offered]
        for side in SIDES:
            self.fields[side].choices = offered

    @cached_property
    def series(self) -> MeetingSeries | None:
        slug = {name: value for name, value in self.asked.items() if SLUG.fullmatch(value)}
        meetings = MeetingPage.objects.public().filter(
            slug__in=[slug[side] for side in SIDES if side in slug]
        )
        if meeting := meetings.select_related("series").order_by("pk").first():
            return meeting.series
        return MeetingSeries.objects.filter(slug=slug.get("series")).first()

    @cached_property
    def offered(self) -> list[MeetingPage]:
        """The public meetings of the series, the newest first."""
        if not self.series:
            return []
        return list(MeetingPage.objects.public().for_rows().in_series(self.series).newest_first())

    def pair(self) -> list[MeetingPage] | None:
        """The two meetings with what is compared of them; None while they are not two of a series."""
        if not (self.was_sent and self.is_valid()):
            return None
        slugs = [self.cleaned_data[side] for side in SIDES]
        found = MeetingPage.objects.public().filter(slug__in=slugs)
        found = {
            m.slug: m for m in attach_decisions(found.select_related("series", "country", "chair_country"))
        }
        participations = Participation.objects.public().filter(page__slug__in=slugs)
        for meeting in found.values():
            meeting.countries = []
        for one in participations.select_related("country").order_by("country__name", "pk"):
            meeting = next((m for m in found.values() if m.pk == one.page_id), None)
            if meeting and one.role == ParticipationRole.PARTICIPANT:
                meeting.countries.append(one.country)
        return [found[slug] for slug in slugs]


def compare(one: MeetingPage, other: MeetingPage) -> list[ComparisonRow]:
    """What both meetings have to say of the same; what neither does is left out."""
    both = (one, other)
    rows = [
        comparison_row(_("Date"), *(_dates(meeting) for meeting in both)),
        comparison_row(_("Place"), *([meeting.place] for meeting in both)),
        comparison_row(_("Venue"), *([meeting.venue] for meeting in both)),
        comparison_row(_("Chair"), *([meeting.chair_country] for meeting in both)),
        comparison_row(_("Theme"), *([meeting.theme] for meeting in both)),
        comparison_row(_("Format"), *([meeting.get_format_display()] for meeting in both)),
        comparison_row(_("State"), *([meeting.get_state_display()] for meeting in both)),
        comparison_row(_("Not confirmed"), *([capfirst(meeting.doubt)] for meeting in both)),
        comparison_row(_("Summary"), *([meeting.summary] for meeting in both)),
        comparison_row(
            _("Decisions"),
            *([_decision(decision) for decision in meeting.public_decisions] for meeting in both),
        ),
        comparison_row(
            _("Who took part"), *([_country(country) for country in meeting.countries] for meeting in both)
        ),
    ]
    return [row for row in rows if any(row.sides)]


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

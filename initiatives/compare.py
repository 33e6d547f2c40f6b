"""Compare an initiative as of two days."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from admm_site.core.clock import override_today
from admm_site.core.comparison import ComparisonRow, Value, comparison_row
from admm_site.core.events import EventMixin
from admm_site.core.partial_dates import PartialDate
from admm_site.core.publication import public_rows
from meetings.models import Decision

from .choices import Status
from .models import InitiativePage, StatusUpdate


class CompareDatesForm(forms.Form):
    a = forms.DateField(
        label=_("First date"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("There is no such day; write year-month-day, such as 2014-05-01.")},
    )
    b = forms.DateField(
        label=_("Second date"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("There is no such day; write year-month-day, such as 2014-05-01.")},
    )


@dataclass(frozen=True)
class InitiativeAsOf:
    """What was known of an initiative on a day; `status` is None if it was not known at all."""

    status: Status | None
    decisions: list[Decision]
    status_updates: list[StatusUpdate]
    activities: list[EventMixin]


def get_initiative_as_of(day: date, initiative: InitiativePage) -> InitiativeAsOf:
    with override_today(day):
        page = InitiativePage.objects.public().with_current_status().filter(pk=initiative.pk).first()
        papers = InitiativePage.implements.through.objects.filter(initiativepage=initiative.pk)
        about = Q(subject=initiative.pk) | Q(subject__in=papers.values("conceptpaperpage"))
        decisions = Decision.objects.public().taken().filter(about).with_details().with_public_content()
        return InitiativeAsOf(
            Status(page.current_status) if page else None,
            list(decisions.oldest_first()),
            list(StatusUpdate.objects.public().filter(page=initiative.pk).newest_first()),
            [
                activity
                for model in InitiativePage.event_types()
                for activity in public_rows(model).held().child_of(initiative).newest_first()
            ],
        )


def compare(initiative: InitiativePage, *days: date) -> list[ComparisonRow]:
    """Return the rows of a comparison: what had been decided, reported and done by each of the days."""
    sides = [get_initiative_as_of(day, initiative) for day in days]
    rows = [
        comparison_row(
            _("Status"), *([side.status.label if side.status else _("Not known yet")] for side in sides)
        ),
        comparison_row(_("Decided"), *(map(_decision, side.decisions) for side in sides)),
        comparison_row(_("Status updates"), *([str(len(side.status_updates))] for side in sides)),
        comparison_row(
            _("Last status update"), *(map(_status_update, side.status_updates[:1]) for side in sides)
        ),
        comparison_row(_("Activities held"), *(map(_activity, side.activities) for side in sides)),
    ]
    return [row for row in rows if any(row.sides)]


def date_heading(day: date) -> Value:
    return Value(PartialDate.from_date(day).in_words())


def _decision(decision: Decision) -> Value:
    words = f"{decision.get_verb_display()}: {decision.public_title} ({decision.page.title})"
    return Value(words, f"{decision.page.url}#{decision.anchor}", decision.doubt)


def _status_update(status_update: StatusUpdate) -> Value:
    return Value(f"{status_update.date.in_words()}: {status_update.note}", doubt=status_update.doubt)


def _activity(activity: EventMixin) -> Value:
    words = f"{activity.title}, {activity.dates}" if activity.dates else activity.title
    return Value(words, activity.url, activity.doubt)

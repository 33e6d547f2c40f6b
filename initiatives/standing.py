"""Where a paper or an initiative stands, in a sentence, and what has taken place since."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from admm_site.core.events import EventMixin
from meetings.models import Decision

from .choices import Status
from .models import InitiativePage
from .quiet import is_quiet
from .trail_steps import Trail


@dataclass(frozen=True)
class Standing:
    """Where it stands in a sentence, whether that is old, and activities after the last status update."""

    sentence: str
    is_quiet: bool
    doubt: str = ""
    activities_since: tuple[EventMixin, ...] = ()
    next_activity: EventMixin | None = None

    @property
    def last_activity(self) -> EventMixin | None:
        return self.activities_since[-1] if self.activities_since else None


def get_standing(initiative: InitiativePage, trail: Trail) -> Standing:
    """Return where an initiative stands as its trail shows it."""
    day = initiative.reported_on
    past_activities = (activity for activity in trail.activities if activity.is_over and activity.start_date)
    since = (activity for activity in past_activities if not day or day.latest < activity.start_date.earliest)
    return Standing(
        _sentence(initiative, trail.adoption),
        is_quiet(initiative),
        initiative.status_doubt,
        tuple(since),
        next((activity for activity in trail.activities if activity.is_upcoming), None),
    )


def _sentence(initiative: InitiativePage, adoption: Decision | None) -> str:
    """Return `Under way, but no status update since October 2025.`"""
    status, day = Status(initiative.current_status), initiative.reported_on
    values = {"status": status.label, "date": day.in_words() if day else ""}
    if status == Status.ADOPTED and adoption:
        values["status"] = adopted_at(adoption)
        if day:
            return _("%(status)s. The last status update dates from %(date)s.") % values
    if is_quiet(initiative):
        if day:
            return _("%(status)s, but no status update since %(date)s.") % values
        return _("%(status)s; no status update is recorded.") % values
    if day:
        return _("%(status)s, as of the status update of %(date)s.") % values
    return _("%(status)s.") % values


def adopted_at(decision: Decision) -> str:
    """Return `Adopted at the 5th ADMM, 19 May 2011`."""
    values = {
        "verb": decision.get_verb_display(),
        "meeting": decision.page.title,
        "date": decision.page.dates,
    }
    return _("%(verb)s at the %(meeting)s, %(date)s") % values

"""Who chaired the meetings of ministers: a row for each member, a mark for each meeting."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from admm_site.core.choices import EventFormat
from admm_site.core.grouping import group_by
from admm_site.core.query_cache import cached_until_changed
from admm_site.core.year_grid import Mark, Years, draw_legend_mark
from admm_site.reference.choices import CountryRole
from admm_site.reference.models import Country
from meetings.choices import Framework
from meetings.models import MeetingPage

from .overview import ministerial_meetings

FRAMEWORKS = (Framework.ADMM, Framework.ADMM_PLUS)
LEGEND = (
    (Mark(0, Framework.ADMM), _("ADMM")),
    (Mark(0, Framework.ADMM_PLUS), _("ADMM-Plus")),
    (Mark(0, Framework.ADMM, is_half=True), _("Chaired online")),
    (Mark(0, Framework.ADMM, is_hollow=True), _("Planned")),
)


@dataclass(frozen=True)
class RotationRow:
    """A member with the meetings that it chaired: drawn, and the years of each framework as HTML."""

    slug: str
    name: str
    url: str
    drawing: SafeString
    admm: SafeString
    admm_plus: SafeString


@dataclass(frozen=True)
class Rotation:
    """The rows of the members, the labels of the years, and what each mark means."""

    axis: SafeString
    rows: tuple[RotationRow, ...]

    @property
    def legend(self) -> list[tuple[SafeString, str | Promise]]:
        return [(draw_legend_mark(mark), label) for mark, label in LEGEND]


@cached_until_changed
def all_countries() -> tuple[Country, ...]:
    """Return the countries with their source, in the role of the as-of date; don’t change them."""
    return tuple(Country.objects.select_related("source_document"))


@cached_until_changed
def rotation() -> Rotation | None:
    """Return who chaired the numbered meetings of ministers; None while no chair is recorded.

    Meetings that were postponed or cancelled are left out.
    """
    meetings = [
        meeting
        for meeting in ministerial_meetings()
        if meeting.chair_country_id and meeting.start_date and meeting.is_held_or_planned
    ]
    years = Years.of(meeting.start_date.year for meeting in meetings)
    if not years:
        return None
    by_chair = group_by(meetings, "chair_country_id")
    members = [country for country in all_countries() if country.role == CountryRole.MEMBER]
    return Rotation(years.axis(), tuple(_row(member, by_chair[member.pk], years) for member in members))


def _row(member: Country, meetings: Iterable[MeetingPage], years: Years) -> RotationRow:
    by_framework = {
        framework: [meeting for meeting in meetings if meeting.series.framework == framework]
        for framework in FRAMEWORKS
    }
    marks = [_mark(meeting) for framework in FRAMEWORKS for meeting in by_framework[framework]]
    words = [
        render_to_string("pages/rotation_years.html", {"label": framework.label, "meetings": chaired})
        for framework, chaired in by_framework.items()
    ]
    drawing = years.draw(marks, lanes=len(FRAMEWORKS))
    return RotationRow(member.slug, member.name, member.get_absolute_url(), drawing, *words)


def _mark(meeting: MeetingPage) -> Mark:
    return Mark(
        *(meeting.start_date.year, meeting.series.framework),
        is_hollow=not meeting.is_over,
        is_half=meeting.is_over and meeting.format == EventFormat.VIDEO_CONFERENCE,
        lane=FRAMEWORKS.index(meeting.series.framework),
    )

"""What needs attention: the first thing that an editor sees after signing in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from admm_site.content.choices import OccasionState
from admm_site.content.today import today
from initiatives.choices import A_YEAR
from initiatives.models import InitiativePage
from meetings.models import MeetingPage

from .filters import Outcomes, Reports

ROWS = 5


@dataclass(frozen=True)
class Concern:
    """Pages that ask for the same thing, `detail` being what is said of each; `listing` shows all of them."""

    heading: str | Promise
    pages: QuerySet[Page]
    detail: Callable[[Page], str]
    listing: str = ""

    def in_short(self) -> dict:
        """The first rows and how many there are: two queries."""
        rows = [(page, self.detail(page)) for page in self.pages[:ROWS]]
        count = self.pages.count() if len(rows) == ROWS else len(rows)
        return {
            "heading": self.heading,
            "rows": rows,
            "count": count,
            "listing": self.listing,
            "left": count - len(rows),
        }


def when_and_where(meeting) -> str:
    return ", ".join(part for part in (meeting.dates, meeting.place) if part)


def last_report(initiative) -> str:
    if not initiative.reported_on:
        return _("no report yet")
    return _("last report %(date)s") % {"date": initiative.reported_on.in_words()}


def publication(page) -> str:
    kind = page.page_type_display_name
    return (
        _("%(kind)s, live with a newer draft") % {"kind": kind}
        if page.live
        else _("%(kind)s, not live") % {"kind": kind}
    )


def concerns(user) -> list[Concern]:
    seen = page_permission_policy.explorable_instances(user).values("pk")
    meetings = MeetingPage.objects.filter(pk__in=seen).for_rows()
    listing, initiative_listing = reverse("meetings:index"), reverse("initiatives:index")
    return [
        Concern(
            _("Next meetings"),
            meetings.upcoming(),
            when_and_where,
            f"{listing}?state={OccasionState.PLANNED}",
        ),
        Concern(_("Planned, but the date has passed"), meetings.overdue().newest_first(), when_and_where),
        Concern(
            _("Held, but no outcome is recorded"),
            meetings.held().without_outcomes().newest_first(),
            when_and_where,
            f"{listing}?state={OccasionState.HELD}&outcomes={Outcomes.NONE}",
        ),
        Concern(
            _("Initiatives without a report in a year"),
            InitiativePage.objects.filter(pk__in=seen)
            .without_update_since(today() - A_YEAR)
            .order_by(F("reported_on").asc(nulls_first=True), "title"),
            last_report,
            f"{initiative_listing}?reports={Reports.OLD}",
        ),
        Concern(
            _("Pages in draft"),
            Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), pk__in=seen, depth__gt=1)
            .select_related("content_type")
            .order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk"),
            publication,
        ),
    ]


class AttentionPanel(Component):
    name = "attention"
    order = 100
    template_name = "desk/attention.html"
    heading = gettext_lazy("What needs attention")

    def get_context_data(self, parent_context):
        found = (concern.in_short() for concern in concerns(parent_context["request"].user))
        return {"heading": self.heading, "concerns": [concern for concern in found if concern["rows"]]}


def add_attention_panel(request, panels):
    if user_has_any_page_permission(request.user):
        panels.append(AttentionPanel())

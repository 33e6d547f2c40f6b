"""The dashboard panel *What needs attention*."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component
from wagtail.documents.permissions import permission_policy as document_permission_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from admm_site.core.choices import EventStatus
from admm_site.documents.tasks import overdue_documents
from initiatives.models import InitiativePage
from meetings.models import MeetingPage

from . import publishing
from .filters import DecisionPresence, StatusUpdateAge

MAX_ROWS = 5


def page_title(page: Page) -> str:
    return page.get_admin_display_title()


def page_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@dataclass(frozen=True)
class Concern:
    """Rows that need the same attention, with a `detail` for each and the address of a `listing` of all.

    The rows are pages unless `name` and `url` are given.
    """

    heading: str | Promise
    rows: QuerySet
    detail: Callable[[Model], str]
    listing: str = ""
    name: Callable[[Model], str] = page_title
    url: Callable[[Model], str] = page_url

    def get_context(self) -> dict:
        """Return the first rows and the number of all, in at most two queries."""
        rows = [(self.name(row), self.url(row), self.detail(row)) for row in self.rows[:MAX_ROWS]]
        count = self.rows.count() if len(rows) == MAX_ROWS else len(rows)
        return {
            "heading": self.heading,
            "rows": rows,
            "count": count,
            "listing": self.listing,
            "remaining": count - len(rows),
        }


def when_and_where(meeting) -> str:
    return ", ".join(part for part in (meeting.dates, meeting.place) if part)


def last_status_update(initiative) -> str:
    if not initiative.reported_on:
        return _("no status update yet")
    return _("last status update %(date)s") % {"date": initiative.reported_on.in_words()}


def publication(page) -> str:
    kind = page.page_type_display_name
    return (
        _("%(kind)s, published with a newer draft") % {"kind": kind}
        if page.live
        else _("%(kind)s, not published") % {"kind": kind}
    )


def concerns(user) -> list[Concern]:
    """Return the concerns of this app and those that others register by the hook `register_concerns`."""
    visible_pages = page_permission_policy.explorable_instances(user).values("pk")
    meetings = MeetingPage.objects.filter(pk__in=visible_pages).for_rows()
    listing, initiative_listing = reverse("meetings:index"), reverse("initiatives:index")
    return [
        Concern(
            _("Next meetings"),
            meetings.upcoming(),
            when_and_where,
            f"{listing}?state={EventStatus.PLANNED}",
        ),
        Concern(
            _("Scheduled, but not published"),
            publishing.pages_with_overdue_revision().filter(pk__in=visible_pages).order_by("pk"),
            publishing.get_unpublished_reason,
        ),
        Concern(_("Planned, but the date has passed"), meetings.overdue().newest_first(), when_and_where),
        Concern(
            _("Held, but no decision is recorded"),
            meetings.lacking_decisions().newest_first(),
            when_and_where,
            f"{listing}?state={EventStatus.HELD}&decisions={DecisionPresence.NONE}",
        ),
        Concern(
            _("Initiatives without a status update in a year"),
            InitiativePage.objects.filter(pk__in=visible_pages)
            .gone_quiet()
            .order_by(F("reported_on").asc(nulls_first=True), "title", "pk"),
            last_status_update,
            f"{initiative_listing}?status_updates={StatusUpdateAge.OLD}",
        ),
        Concern(
            _("Pages in draft"),
            Page.objects.filter(
                Q(live=False) | Q(has_unpublished_changes=True), pk__in=visible_pages, depth__gt=1
            )
            .select_related("content_type")
            .order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk"),
            publication,
        ),
        Concern(
            _("Documents whose text has not been read"),
            overdue_documents().filter(
                pk__in=document_permission_policy.instances_user_has_permission_for(user, "change").values(
                    "pk"
                )
            ),
            lambda document: document.findings,
            name=str,
            url=lambda document: reverse("wagtaildocs:edit", args=[document.pk]),
        ),
        *(concern for register in hooks.get_hooks("register_concerns") for concern in register(user)),
    ]


class AttentionPanel(Component):
    name = "attention"
    order = 100
    template_name = "editorial/attention.html"
    heading = gettext_lazy("What needs attention")

    def get_context_data(self, parent_context):
        contexts = (concern.get_context() for concern in concerns(parent_context["request"].user))
        return {"heading": self.heading, "concerns": [context for context in contexts if context["rows"]]}


def add_attention_panel(request, panels):
    if user_has_any_page_permission(request.user):
        panels.append(AttentionPanel())

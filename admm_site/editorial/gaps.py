"""The report of gaps in the record: pages on which something is missing, and who last edited them."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from admm_site.core.clock import today
from admm_site.core.page_types import record_page_types
from initiatives.models import ConceptPaperPage, InitiativePage, StatusUpdate
from meetings.models import Decision, MeetingPage


class Gap(TextChoices):
    """What may be missing from a page."""

    INITIATIVE = "initiative", _("Adopted paper without an initiative")
    STATUS_UPDATE = "status-update", _("Initiative without a status update for a year")
    DECISIONS = "decisions", _("Held meeting without decisions")
    DOCUMENT = "document", _("Decision without a document")
    SOURCE = "source", _("Statement without a source")


def without_source() -> Q:
    """Return the condition that a page or one of its records has no source."""
    pages_without_source = [model.objects.live().filter(NO_SOURCE) for model in record_page_types()]
    records_without_source = [model.objects.without_source() for model in (Decision, StatusUpdate)]
    pages = [rows.values("pk") for rows in pages_without_source] + [
        rows.values("page") for rows in records_without_source
    ]
    return Q(*(Q(pk__in=rows) for rows in pages), _connector=Q.OR)


def without_document() -> QuerySet[Decision]:
    """Return the decisions whose text the portal doesn't have, neither on them nor on their paper."""
    paper = Q(subject__conceptpaperpage__isnull=False, subject__conceptpaperpage__document__isnull=True)
    return Decision.objects.lacking_document().filter(Q(subject__isnull=True) | paper)


NO_SOURCE = Q(source_document__isnull=True, source_name="")

# The condition on a page for each gap; a function, because it depends on the current day.
CONDITIONS = {
    Gap.INITIATIVE: lambda: Q(pk__in=ConceptPaperPage.objects.not_carried_out().values("pk")),
    Gap.STATUS_UPDATE: lambda: Q(pk__in=InitiativePage.objects.gone_quiet().values("pk")),
    Gap.DECISIONS: lambda: Q(pk__in=MeetingPage.objects.lacking_decisions().values("pk")),
    Gap.DOCUMENT: lambda: Q(pk__in=without_document().values("page")),
    Gap.SOURCE: without_source,
}


def pages_with_gaps(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Return the live pages with a gap, the last edited first."""
    has_gap = Q(*(condition() for condition in CONDITIONS.values()), _connector=Q.OR)
    rows = pages.live().filter(has_gap).select_related("content_type", "latest_revision__user")
    return rows.order_by("-latest_revision_created_at", "title", "pk")


def annotate_gaps(pages: list[Page]) -> list[Page]:
    """Set `gaps`, a text, on each of the pages; one query for each kind of gap."""
    keys = [page.pk for page in pages]
    pages_by_gap = {
        gap: set(Page.objects.filter(condition(), pk__in=keys).values_list("pk", flat=True))
        for gap, condition in CONDITIONS.items()
    }
    for page in pages:
        page.gaps = "; ".join(str(gap.label) for gap in Gap if page.pk in pages_by_gap[gap])
    return pages


class GapFilter(django_filters.ChoiceFilter):
    def filter(self, pages, value):
        return pages.filter(CONDITIONS[value]()) if value else pages


class GapsFilterSet(WagtailFilterSet):
    gap = GapFilter(label=_("What is missing"), choices=Gap.choices)
    last_edited_by = django_filters.ModelChoiceFilter(
        field_name="latest_revision__user",
        label=_("Last edited by"),
        queryset=lambda request: get_user_model().objects.filter(wagtail_revisions__isnull=False).distinct(),
    )

    class Meta:
        model = Page
        fields = []


class GapsReportView(ReportView):
    page_title = _("Gaps in the record")
    header_icon = "warning"
    index_url_name = "gaps_report"
    index_results_url_name = "gaps_report_results"
    filterset_class = GapsFilterSet
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    default_ordering = None
    is_searchable = False
    list_export = ["title", "kind", "gaps", "editor", "latest_revision_created_at"]
    export_headings = {
        "title": _("Title"),
        "kind": _("Kind"),
        "gaps": _("What is missing"),
        "editor": _("Last edited by"),
        "latest_revision_created_at": _("Updated"),
    }
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda page: get_edit_url(page)),
        Column("kind", label=_("Kind")),
        Column("gaps", label=_("What is missing")),
        Column("editor", label=_("Last edited by")),
        DateColumn("latest_revision_created_at", label=_("Updated")),
    ]

    def get_queryset(self):
        return pages_with_gaps(page_permission_policy.explorable_instances(self.request.user))

    def decorate_paginated_queryset(self, pages):
        pages = annotate_gaps(list(pages))
        for page in pages:
            revision = page.latest_revision
            page.kind = page.page_type_display_name
            page.editor = revision.user.get_username() if revision and revision.user else ""
        return pages

    def get_filename(self):
        return f"gaps-{today()}"


def get_edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def can_view_gaps_report(user) -> bool:
    return user_has_any_page_permission(user)

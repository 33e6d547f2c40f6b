"""The report of the queries of visitors in the admin."""

from datetime import timedelta

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from admm_site.core.clock import today

from .models import QueryCount
from .query_log import RETENTION_DAYS


def recent_query_counts() -> QuerySet:
    """Return each query of the last 90 days with its count, its last day and its last number of results."""
    recent = QueryCount.objects.filter(day__gt=today() - timedelta(days=RETENTION_DAYS))
    newest = recent.filter(query=OuterRef("query")).order_by("-day").values("result_count")[:1]
    return (
        recent.order_by()
        .values("query")
        .annotate(total=Sum("count"), last_day=Max("day"), last_result_count=Subquery(newest))
        .order_by("-total", "query")
    )


class ResultsFilter(django_filters.ChoiceFilter):
    def filter(self, queries, value):
        if value == "none":
            return queries.filter(last_result_count=0)
        return queries.filter(last_result_count__gt=0) if value == "some" else queries


class QueryReportFilterSet(WagtailFilterSet):
    results = ResultsFilter(
        label=_("Results"), choices=[("none", _("Nothing found")), ("some", _("Something found"))]
    )

    class Meta:
        model = QueryCount
        fields = []


class SearchReportView(ReportView):
    page_title = _("Search")
    header_icon = "search"
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    filterset_class = QueryReportFilterSet
    paginate_by = 50
    default_ordering = None
    is_searchable = False
    list_export = ["query", "total", "last_result_count", "last_day"]
    export_headings = {
        "query": _("Query"),
        "total": _("Times asked"),
        "last_result_count": _("Found"),
        "last_day": _("Last asked"),
    }
    columns = [
        Column("query", label=_("Query"), classname="title"),
        Column("total", label=_("Times asked in 90 days")),
        Column("last_result_count", label=_("Found when last asked")),
        Column("last_day", label=_("Last asked")),
    ]

    @staticmethod
    def has_permission(user) -> bool:
        return user.has_perm("portal_search.view_querycount")

    def dispatch(self, request, *args, **kwargs):
        if not self.has_permission(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return recent_query_counts()

    def get_filename(self):
        return f"search-{today()}"

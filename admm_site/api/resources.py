"""The lists of the API: the rows, filters and serializer of each."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from admm_site.core.as_of_urls import AS_OF_PARAMETER
from admm_site.core.listings import PortalFilterSet
from admm_site.core.page_base import PortalPage
from admm_site.core.page_types import record_page_types
from admm_site.exports import lists
from admm_site.exports.identifiers import with_identifier
from admm_site.exports.lists.meetings import public_decisions
from admm_site.exports.relations import attach

from . import filters, serializers
from .pagination import CursorPages
from .views import ApiView


class Resource(ViewSetMixin, ApiView):
    """A list in cursor pages, and each of its records; `about` describes the list."""

    about: str
    serializer_class: type[serializers.Record]
    filters: type[PortalFilterSet]
    record_path = "<slug:slug>/"
    pagination_class = CursorPages

    def rows(self) -> QuerySet:
        """Return the records that are public now."""
        return self.serializer_class.list_export.rows()

    @property
    def allowed_parameters(self) -> set[str]:
        always = {"fields", AS_OF_PARAMETER, *(["include"] if self.serializer_class.includes else [])}
        if self.action != "list":
            return always
        return always | {*self.filters.base_filters, "cursor", CursorPages.page_size_query_param}

    def list(self, request):
        pages = self.pagination_class()
        context = self.context(request)
        rows = pages.paginate_queryset(self.filtered(request), request, view=self)
        return pages.get_paginated_response(self.serialize(rows, context))

    def retrieve(self, request, **kwargs):
        context = self.context(request)
        record = with_identifier(self.rows(), tuple(kwargs.values())).order_by("pk").first()
        if record is None:
            raise Http404
        return Response(self.serialize([record], context)[0])

    def filtered(self, request) -> QuerySet:
        names = self.filters.base_filters
        data = QueryDict(mutable=True)
        data.update({name: value for name, value in request.query_params.items() if name in names})
        filterset = self.filters(data, queryset=self.rows(), request=request)
        if not filterset.is_valid():
            raise ValidationError(filterset.errors)
        try:
            return filterset.qs
        except ObjectDoesNotExist:  # a filter by a record that does not exist
            return self.rows().none()

    def context(self, request) -> dict:
        """Return the requested fields and includes; unknown names are an error."""
        serializer = self.serializer_class
        return {
            "request": request,
            "fields": self.selected("fields", serializer.field_names()),
            "include": self.selected("include", serializer.includes),
        }

    def selected(self, parameter: str, names: Iterable[str]) -> Sequence[str]:
        value = self.request.query_params.get(parameter)
        selected = value.split(",") if value else []
        if unknown := [name for name in selected if name not in names]:
            message = gettext("There is no “%(name)s” here; there are: %(names)s.")
            values = {"name": unknown[0][:40], "names": ", ".join(names)}
            raise ValidationError({parameter: [message % values]})
        return selected

    def serialize(self, rows: Sequence[Model], context: dict) -> Sequence[dict]:
        """Serialize the rows with their related records, in as few queries as possible."""
        serializer = self.serializer_class
        loaders = serializer.list_export.loaders | serializer.includes
        left_out = serializer.includes.keys() - context["include"]
        attach(rows, {name: load for name, load in loaders.items() if name not in left_out})
        return serializer(rows, many=True, context=context).data


class Meetings(Resource):
    about = _("Meetings of ministers, senior officials and working groups.")
    serializer_class = serializers.Meeting
    filters = filters.MeetingFilters


class Decisions(Resource):
    about = _("Decisions of meetings. Where a paper or an initiative was adopted follows from these.")
    serializer_class = serializers.Decision
    filters = filters.DecisionFilters
    record_path = "<slug:meeting>/<slug:key>/"

    def rows(self):
        """Return also the decisions of meetings that are still to come."""
        return lists.DECISIONS.rows(public_decisions())


class Papers(Resource):
    about = _("Concept papers, work programmes, protocols and other papers that ministers decide on.")
    serializer_class = serializers.Paper
    filters = filters.PaperFilters


class Initiatives(Resource):
    about = _(
        "Initiatives that carry out concept papers, with the status that decisions and status updates give."
    )
    serializer_class = serializers.Initiative
    filters = filters.InitiativeFilters


class StatusUpdates(Resource):
    about = _("Status updates of initiatives, and the meeting each was reported to.")
    serializer_class = serializers.StatusUpdate
    filters = filters.StatusUpdateFilters
    record_path = "<slug:initiative>/<slug:key>/"


class Activities(Resource):
    about = _("Workshops, exercises, courses and conferences of initiatives.")
    serializer_class = serializers.Activity
    filters = filters.ActivityFilters
    record_path = "<slug:initiative>/<slug:slug>/"


class Documents(Resource):
    about = _("Documents: declarations, statements and papers.")
    serializer_class = serializers.Document
    filters = filters.DocumentFilters


class Countries(Resource):
    about = _("Countries of the ADMM and the ADMM-Plus.")
    serializer_class = serializers.Country
    filters = filters.CountryFilters


class Areas(Resource):
    about = _("Areas of cooperation.")
    serializer_class = serializers.Area
    filters = filters.AreaFilters


class AllSeries(Resource):
    about = _("Series of meetings: the bodies, which reports to which, and who chairs them.")
    serializer_class = serializers.Series
    filters = filters.SeriesFilters


def page_resource(model: type[PortalPage]) -> type[Resource]:
    """Return the resource of a page type that has none above, with the fields and filters of its list."""
    list_export = lists.LIST_EXPORTS[model.record_list]
    name = model.__name__.removesuffix("Page")
    serializer = type(name, (serializers.Record,), {"list_export": list_export, "__doc__": model.__doc__})
    attributes = {
        "about": list_export.description,
        "serializer_class": serializer,
        "filters": filters.strict(list_export.filterset),
        "record_path": "<slug:parent>/<slug:slug>/" if model.identifier_slugs > 1 else "<slug:slug>/",
    }
    return type(f"{name}Resource", (Resource,), attributes)


RESOURCES: dict[str, type[Resource]] = {
    "meetings": Meetings,
    "decisions": Decisions,
    "papers": Papers,
    "initiatives": Initiatives,
    "status-updates": StatusUpdates,
    "activities": Activities,
    "documents": Documents,
    "countries": Countries,
    "areas": Areas,
    "series": AllSeries,
}
RESOURCES |= {
    model.record_list: page_resource(model)
    for model in record_page_types()
    if model.record_list not in RESOURCES
}

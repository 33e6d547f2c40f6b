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
from admm_site.documents.models import PortalDocument
from admm_site.exports import lists
from admm_site.exports.lists import with_last_change, with_last_edit
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ConceptPaperPage, InitiativePage
from meetings.models import MeetingPage, MeetingSeries

from . import filters, serializers
from .pagination import CursorPages
from .references import PublicReferences
from .relations import (
    UNUSED_FIELDS,
    attach,
    public_activities,
    public_decisions,
    public_status_updates,
    with_attached,
)
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
        raise NotImplementedError

    def find(self, rows: QuerySet, **kwargs: str) -> QuerySet:
        """Filter for the record with these URL arguments."""
        return rows.filter(**kwargs)

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
        record = self.find(self.rows(), **kwargs).order_by("pk").first()
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
        included = {
            name: loader for name, loader in serializer.includes.items() if name in context["include"]
        }
        attach(rows, serializer.always | included)
        context["references"] = PublicReferences(with_attached(rows))
        return serializer(rows, many=True, context=context).data


class Meetings(Resource):
    about = _("Meetings of ministers, senior officials and working groups.")
    serializer_class = serializers.Meeting
    filters = filters.MeetingFilters

    def rows(self):
        related = ("series", "country", "chair_country")
        return MeetingPage.objects.public().select_related(*related).defer(*UNUSED_FIELDS)


class Decisions(Resource):
    about = _("Decisions of meetings. Where a paper or an initiative was adopted follows from these.")
    serializer_class = serializers.Decision
    filters = filters.DecisionFilters
    record_path = "<slug:meeting>/<slug:key>/"

    def rows(self):
        return public_decisions()

    def find(self, rows, meeting, key):
        return rows.filter(page__slug=meeting, key=key)


class Papers(Resource):
    about = _("Concept papers, work programmes, protocols and other papers that ministers decide on.")
    serializer_class = serializers.Paper
    filters = filters.PaperFilters

    def rows(self):
        papers = ConceptPaperPage.objects.public().with_adoption()
        return papers.select_related("area").defer("objectives", *UNUSED_FIELDS)


class Initiatives(Resource):
    about = _(
        "Initiatives that carry out concept papers, with the status that decisions and status updates give."
    )
    serializer_class = serializers.Initiative
    filters = filters.InitiativeFilters

    def rows(self):
        return (
            InitiativePage.objects.public().with_current_status().select_related("area").defer(*UNUSED_FIELDS)
        )


class StatusUpdates(Resource):
    about = _("Status updates of initiatives, and the meeting each was reported to.")
    serializer_class = serializers.StatusUpdate
    filters = filters.StatusUpdateFilters
    record_path = "<slug:initiative>/<slug:key>/"

    def rows(self):
        return public_status_updates()

    def find(self, rows, initiative, key):
        return rows.filter(page__slug=initiative, key=key)


class Activities(Resource):
    about = _("Workshops, exercises, courses and conferences of initiatives.")
    serializer_class = serializers.Activity
    filters = filters.ActivityFilters
    record_path = "<slug:initiative>/<slug:slug>/"

    def rows(self):
        return public_activities()

    def find(self, rows, initiative, slug):
        return rows.filter(slug=slug, url_path__endswith=f"/{initiative}/{slug}/")


class Documents(Resource):
    about = _("Documents: declarations, statements and papers.")
    serializer_class = serializers.Document
    filters = filters.DocumentFilters

    def rows(self):
        return with_last_change(PortalDocument.objects.public())


class Countries(Resource):
    about = _("Countries of the ADMM and the ADMM-Plus.")
    serializer_class = serializers.Country
    filters = filters.CountryFilters

    def rows(self):
        return with_last_edit(Country.objects.known_as_of_request())


class Areas(Resource):
    about = _("Areas of cooperation.")
    serializer_class = serializers.Area
    filters = filters.AreaFilters

    def rows(self):
        return with_last_edit(CooperationArea.objects.all())


class AllSeries(Resource):
    about = _("Series of meetings: the bodies, which reports to which, and who chairs them.")
    serializer_class = serializers.Series
    filters = filters.SeriesFilters

    def rows(self):
        series = MeetingSeries.objects.known_as_of_request().select_related("area").with_superior()
        return with_last_edit(series.with_meeting_count())


class PageResource(Resource):
    """The pages of a type that has no resource above, with the fields and filters of its list."""

    model: type[PortalPage]

    def rows(self):
        return self.model.objects.public().with_details().defer(*UNUSED_FIELDS)

    def find(self, rows, slug, parent=""):
        return rows.filter(slug=slug, url_path__endswith=f"{parent and f'/{parent}'}/{slug}/")


def page_resource(model: type[PortalPage]) -> type[PageResource]:
    list_export = lists.LIST_EXPORTS[model.record_list]
    name = model.__name__.removesuffix("Page")
    serializer = type(name, (serializers.Record,), {"list_export": list_export, "__doc__": model.__doc__})
    attributes = {
        "model": model,
        "about": list_export.description,
        "serializer_class": serializer,
        "filters": filters.strict(list_export.filterset),
        "record_path": "<slug:parent>/<slug:slug>/" if model.identifier_slugs > 1 else "<slug:slug>/",
    }
    return type(f"{name}Resource", (PageResource,), attributes)


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

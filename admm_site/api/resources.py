"""The lists of the API and their records: what is public, how it is filtered, what it is made of."""

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
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage, StatusUpdate
from meetings.models import MeetingPage, MeetingSeries

from . import filters, serializers
from .pagination import CursorPages
from .references import PublicReferences
from .relations import UNSHOWN, attach, shown_decisions, with_attached
from .views import ApiView


class Resource(ViewSetMixin, ApiView):
    """A list, in cursor pages, and each of its records; `about` tells what it is a list of."""

    about: str
    serializer_class: type[serializers.Record]
    filters: type[PortalFilterSet]
    pagination_class = CursorPages

    def rows(self) -> QuerySet:
        """The records that the public may see now."""
        raise NotImplementedError

    def find(self, rows: QuerySet, **names: str) -> QuerySet:
        """The record of these names, and no other."""
        return rows.filter(**names)

    @property
    def known_parameters(self) -> set[str]:
        always = {"fields", AS_OF_PARAMETER, *(["include"] if self.serializer_class.includes else [])}
        if self.action != "list":
            return always
        return always | {*self.filters.base_filters, "cursor", CursorPages.page_size_query_param}

    def list(self, request):
        pages = self.pagination_class()
        context = self.context(request)
        rows = pages.paginate_queryset(self.filtered(request), request, view=self)
        return pages.get_paginated_response(self.answer_of(rows, context))

    def retrieve(self, request, **names):
        context = self.context(request)
        record = self.find(self.rows(), **names).order_by("pk").first()
        if record is None:
            raise Http404
        return Response(self.answer_of([record], context)[0])

    def filtered(self, request) -> QuerySet:
        known = self.filters.base_filters
        asked = QueryDict(mutable=True)
        asked.update({name: value for name, value in request.query_params.items() if name in known})
        found = self.filters(asked, queryset=self.rows(), request=request)
        if not found.is_valid():
            raise ValidationError(found.errors)
        try:
            return found.qs
        except ObjectDoesNotExist:  # a filter by a record that there is not
            return self.rows().none()

    def context(self, request) -> dict:
        """What of a record is asked for; what is not there to be asked for is an error."""
        of = self.serializer_class
        return {
            "request": request,
            "fields": self.chosen("fields", of.field_names()),
            "include": self.chosen("include", of.includes),
        }

    def chosen(self, parameter: str, names: Iterable[str]) -> Sequence[str]:
        asked = self.request.query_params.get(parameter)
        chosen = asked.split(",") if asked else []
        if unknown := [name for name in chosen if name not in names]:
            message = gettext("There is no “%(name)s” here; there are: %(names)s.")
            values = {"name": unknown[0][:40], "names": ", ".join(names)}
            raise ValidationError({parameter: [message % values]})
        return chosen

    def answer_of(self, rows: Sequence[Model], context: dict) -> Sequence[dict]:
        """The rows with what belongs to them and what they point at, in as few queries as it takes."""
        of = self.serializer_class
        included = {name: loader for name, loader in of.includes.items() if name in context["include"]}
        attach(rows, of.always | included)
        context["references"] = PublicReferences(with_attached(rows))
        return of(rows, many=True, context=context).data


class Meetings(Resource):
    about = _("Meetings of ministers, senior officials and working groups.")
    serializer_class = serializers.Meeting
    filters = filters.MeetingFilters

    def rows(self):
        related = ("series", "country", "chair_country")
        return MeetingPage.objects.public().select_related(*related).defer(*UNSHOWN)


class Decisions(Resource):
    about = _("Decisions of meetings. Where a paper or an initiative was adopted follows from these.")
    serializer_class = serializers.Decision
    filters = filters.DecisionFilters

    def rows(self):
        return shown_decisions()

    def find(self, rows, meeting, key):
        return rows.filter(page__slug=meeting, key=key)


class Papers(Resource):
    about = _("Concept papers, work programmes, protocols and other papers that ministers decide on.")
    serializer_class = serializers.Paper
    filters = filters.PaperFilters

    def rows(self):
        papers = ConceptPaperPage.objects.public().with_adoption()
        return papers.select_related("area").defer("objectives", *UNSHOWN)


class Initiatives(Resource):
    about = _(
        "Initiatives that carry out concept papers, with the status that decisions and status updates give."
    )
    serializer_class = serializers.Initiative
    filters = filters.InitiativeFilters

    def rows(self):
        return InitiativePage.objects.public().with_current_status().select_related("area").defer(*UNSHOWN)


class StatusUpdates(Resource):
    about = _("Status updates of initiatives, and the meeting each was reported to.")
    serializer_class = serializers.StatusUpdate
    filters = filters.StatusUpdateFilters

    def rows(self):
        return StatusUpdate.objects.public().select_related("page").defer("page__body")

    def find(self, rows, initiative, key):
        return rows.filter(page__slug=initiative, key=key)


class Activities(Resource):
    about = _("Workshops, exercises, courses and conferences of initiatives.")
    serializer_class = serializers.Activity
    filters = filters.ActivityFilters

    def rows(self):
        return ActivityPage.objects.public().select_related("country", "area", "series").defer(*UNSHOWN)

    def find(self, rows, initiative, slug):
        return rows.filter(slug=slug, url_path__endswith=f"/{initiative}/{slug}/")


class Documents(Resource):
    about = _("The register of documents.")
    serializer_class = serializers.Document
    filters = filters.DocumentFilters

    def rows(self):
        return PortalDocument.objects.public()


class Countries(Resource):
    about = _("Countries of the ADMM and the ADMM-Plus.")
    serializer_class = serializers.Country
    filters = filters.CountryFilters

    def rows(self):
        return Country.objects.known_as_of_request()


class Areas(Resource):
    about = _("Areas of cooperation.")
    serializer_class = serializers.Area
    filters = filters.AreaFilters

    def rows(self):
        return CooperationArea.objects.all()


class AllSeries(Resource):
    about = _("Series of meetings: the bodies, which reports to which, and who chairs them.")
    serializer_class = serializers.Series
    filters = filters.SeriesFilters

    def rows(self):
        return MeetingSeries.objects.known_as_of_request().select_related("area").with_superior()


BY_NAME = {
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

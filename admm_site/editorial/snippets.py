"""Admin viewsets of countries, areas of cooperation and series of meetings."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

from . import filters
from .index_search import IndexSearch


class PlainChooserViewSet(SnippetChooserViewSet):
    """Keep the plain select in forms: there are few options, and a meeting has twenty such fields."""

    register_widget = False


class ReferenceListingView(IndexSearch, IndexView):
    pass


class ReferenceViewSet(SnippetViewSet):
    chooser_viewset_class = PlainChooserViewSet
    list_per_page = 50
    chooser_per_page = 50
    index_view_class = ReferenceListingView
    related: tuple[str, ...] = ()

    def get_queryset(self, request):
        return self.model.objects.select_related(*self.related) if self.related else None


class CountryViewSet(ReferenceViewSet):
    model = Country
    icon = "globe"
    menu_label = _("Countries")
    list_display = [
        "name",
        "code",
        "role",
        Column(
            "since",
            label=_("Since"),
            accessor=lambda row: row.since.in_words() if row.since else "",
            sort_key="since",
        ),
        UpdatedAtColumn(),
    ]
    filterset_class = filters.CountryFilterSet
    ordering = "name"


class CooperationAreaViewSet(ReferenceViewSet):
    model = CooperationArea
    icon = "grid"
    menu_label = _("Areas of cooperation")
    list_display = ["name", "acronym", "kind", UpdatedAtColumn()]
    filterset_class = filters.CooperationAreaFilterSet
    ordering = "name"


class MeetingSeriesViewSet(ReferenceViewSet):
    model = MeetingSeries
    icon = "list-ul"
    menu_label = _("Series of meetings")
    list_display = ["acronym", "name", "framework", "level", "reports_to", "area", UpdatedAtColumn()]
    filterset_class = filters.MeetingSeriesFilterSet
    ordering = ["framework", "acronym"]
    related = ("reports_to", "area")


class ReferenceGroup(SnippetViewSetGroup):
    items = (CountryViewSet, CooperationAreaViewSet, MeetingSeriesViewSet)
    menu_label = _("Reference")
    menu_icon = "globe"
    menu_order = 150

"""The editors' flat listings of the pages of each type."""

from django.db.models import F
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.events import EventMixin
from admm_site.core.page_base import PortalPage
from admm_site.core.page_types import record_page_types
from initiatives.choices import Status
from initiatives.models import ConceptPaperPage, InitiativePage
from meetings.models import MeetingPage

from . import filters
from .exports import ExportColumn, ListingExport, attribute_getter
from .index_search import IndexSearch


class PageListingView(ListingExport, IndexSearch, IndexView):
    """Select what the columns show together with the rows, and sort empty dates last."""

    related: tuple[str, ...] = ()

    def annotate_queryset(self, pages):
        pages = super().annotate_queryset(self.annotate_computed(pages))
        return pages.select_related(*self.related, for_specific_subqueries=True)

    def annotate_computed(self, pages):
        """Return the pages with the annotations that columns and filters need."""
        return pages

    def get_ordering(self):
        return super().get_ordering() or self.default_ordering

    def order_queryset(self, queryset):
        column = F(self.ordering.lstrip("-"))
        descending = self.ordering.startswith("-")
        return queryset.order_by(
            column.desc(nulls_last=True) if descending else column.asc(nulls_last=True), "-pk"
        )


def get_public_url(page) -> str:
    return absolute_url(page.url) if page.live else ""


def get_updated_at(page):
    return page.latest_revision_created_at or ""


TITLE_EXPORT = ExportColumn("title", _("Title"), lambda page: page.get_admin_display_title())
ACRONYM_EXPORT = ExportColumn("acronym", _("Acronym"), attribute_getter("acronym"))
AREA_EXPORT = ExportColumn("area", _("Area"), attribute_getter("area.name"))
KIND_EXPORT = ExportColumn("kind", _("Kind"), attribute_getter("get_kind_display"))
EVENT_EXPORTS = (
    ExportColumn("start_date", _("Start"), attribute_getter("start_date")),
    ExportColumn("end_date", _("End"), attribute_getter("end_date")),
    ExportColumn("city", _("City"), attribute_getter("city")),
    ExportColumn("country", _("Country"), attribute_getter("country.name")),
    ExportColumn("format", _("Format"), attribute_getter("get_format_display")),
    ExportColumn("state", _("State"), attribute_getter("get_state_display")),
)
PUBLICATION_EXPORTS = (
    ExportColumn("publication", _("Publication"), attribute_getter("status_string")),
    ExportColumn("updated", _("Updated"), get_updated_at),
    ExportColumn("address", _("Address"), get_public_url),
)


class MeetingListingView(PageListingView):
    related = ("series", "country", "chair_country")
    export_columns = (
        TITLE_EXPORT,
        ExportColumn("series", _("Series"), attribute_getter("series.acronym")),
        ExportColumn("ordinal", _("Ordinal"), attribute_getter("ordinal")),
        *EVENT_EXPORTS,
        ExportColumn("venue", _("Venue"), attribute_getter("venue")),
        ExportColumn("chair", _("Chair"), attribute_getter("chair_country.name")),
        ExportColumn("chair_person", _("Chaired by"), attribute_getter("chair_person")),
        ExportColumn("theme", _("Theme"), attribute_getter("theme")),
        *PUBLICATION_EXPORTS,
    )


class ConceptPaperListingView(PageListingView):
    related = ("area",)
    export_columns = (
        TITLE_EXPORT,
        ACRONYM_EXPORT,
        KIND_EXPORT,
        AREA_EXPORT,
        ExportColumn("adopted_on", _("Adopted"), attribute_getter("adopted_on")),
        *PUBLICATION_EXPORTS,
    )

    def annotate_computed(self, pages):
        return pages.with_adoption()


class InitiativeListingView(PageListingView):
    related = ("area",)
    export_columns = (
        TITLE_EXPORT,
        ACRONYM_EXPORT,
        AREA_EXPORT,
        ExportColumn("status", _("Status"), lambda page: str(Status(page.current_status).label)),
        ExportColumn("reported_on", _("Last status update"), attribute_getter("reported_on")),
        *PUBLICATION_EXPORTS,
    )

    def annotate_computed(self, pages):
        return pages.with_current_status()


def partial_date(name):
    """Return an accessor of a partial date as text."""
    return lambda page: date.in_words() if (date := getattr(page, name)) else ""


TITLE = PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title")
DATES = Column("dates", label=_("Date"), sort_key="end_date", width="14%")
PLACE = Column("place", label=_("Place"), sort_key="city", width="14%")
STATE = Column("get_state_display", label=_("State"), sort_key="state", width="9%")
KIND = Column("get_kind_display", label=_("Kind"), sort_key="kind", width="12%")
ACRONYM = Column("acronym", label=_("Acronym"), sort_key="acronym", width="9%")
AREA = Column("area", label=_("Area"), accessor="area.acronym", sort_key="area__acronym", width="8%")
UPDATED = DateColumn(
    "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at", width="10%"
)
PUBLICATION = PageStatusColumn("status", label=_("Publication"), sort_key="live", width="10%")


class PortalPageListing(PageListingViewSet):
    add_to_admin_menu = True
    list_per_page = 50

    @cached_property
    def export_filename(self):
        return self.name


class MeetingListing(PortalPageListing):
    name = "meetings"
    model = MeetingPage
    icon = menu_icon = "calendar-alt"
    menu_label = _("Meetings")
    menu_order = 110
    index_view_class = MeetingListingView
    filterset_class = filters.MeetingFilterSet
    ordering = "-end_date"
    columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        Column(
            "series", label=_("Series"), accessor="series.acronym", sort_key="series__acronym", width="14%"
        ),
        DATES,
        PLACE,
        STATE,
        UPDATED,
        PUBLICATION,
    ]


class ConceptPaperListing(PortalPageListing):
    name = "concept-papers"
    model = ConceptPaperPage
    icon = menu_icon = "clipboard-list"
    menu_label = _("Concept papers")
    menu_order = 120
    index_view_class = ConceptPaperListingView
    filterset_class = filters.ConceptPaperFilterSet
    ordering = "-adopted_on"
    columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        ACRONYM,
        KIND,
        AREA,
        Column(
            "adopted_on",
            label=_("Adopted"),
            accessor=partial_date("adopted_on"),
            sort_key="adopted_on",
            width="11%",
        ),
        UPDATED,
        PUBLICATION,
    ]


class InitiativeListing(PortalPageListing):
    name = "initiatives"
    model = InitiativePage
    icon = menu_icon = "tasks"
    menu_label = _("Initiatives")
    menu_order = 130
    index_view_class = InitiativeListingView
    filterset_class = filters.InitiativeFilterSet
    ordering = "-reported_on"
    columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        ACRONYM,
        AREA,
        Column(
            "current_status",
            label=_("Status"),
            accessor=lambda page: Status(page.current_status).label,
            sort_key="current_status",
            width="10%",
        ),
        Column(
            "reported_on",
            label=_("Last status update"),
            accessor=partial_date("reported_on"),
            sort_key="reported_on",
            width="11%",
        ),
        UPDATED,
        PUBLICATION,
    ]


def page_listings() -> list[PortalPageListing]:
    """Return a listing for each page type of records: those above, and one made of the fields of the type."""
    own = [MeetingListing(), ConceptPaperListing(), InitiativeListing()]
    models = [listing.model for listing in own]
    return [*own, *(default_listing(model) for model in record_page_types() if model not in models)]


def default_listing(model: type[PortalPage]) -> PortalPageListing:
    """Return a listing with the parent, the kind, the dates and the place of pages, if they have them."""
    columns, exports, related = [BulkActionsColumn("bulk_actions"), TITLE], [TITLE_EXPORT], ()
    [parent_model] = model.allowed_parent_page_models()
    if not parent_model.max_count:
        parent = ParentPageColumn("parent", label=capfirst(parent_model._meta.verbose_name))
        columns.append(parent)
        exports.append(ExportColumn("parent", parent.label, lambda page: str(parent.get_value(page))))
    if hasattr(model, "kind"):
        columns.append(KIND)
        exports.append(KIND_EXPORT)
    if issubclass(model, EventMixin):
        columns += [DATES, PLACE, STATE]
        exports += EVENT_EXPORTS
        related = ("country",)
    attributes = {"related": related, "export_columns": (*exports, *PUBLICATION_EXPORTS)}
    return PortalPageListing(
        name=model.record_list,
        model=model,
        icon=model.listing_icon,
        menu_icon=model.listing_icon,
        menu_label=capfirst(model._meta.verbose_name_plural),
        menu_order=140,
        index_view_class=type(f"{model.__name__}ListingView", (PageListingView,), attributes),
        filterset_class=filters.default_filterset(model),
        ordering="-end_date" if issubclass(model, EventMixin) else "title",
        columns=[*columns, UPDATED, PUBLICATION],
    )

"""The admin listing of documents, with their metadata and the state of text extraction."""

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.documents.views.documents import IndexView

from .exports import ExportColumn, ListingExport, attribute_getter
from .filters import DocumentFilterSet
from .index_search import IndexSearch


def extraction(document):
    """Return the state of extraction, with the findings as its title."""
    return format_html('<span title="{}">{}</span>', document.findings, document.get_extraction_display())


class DocumentListingView(ListingExport, IndexSearch, IndexView):
    filterset_class = DocumentFilterSet
    export_filename = "documents"
    export_columns = (
        ExportColumn("title", _("Title"), attribute_getter("title")),
        ExportColumn("kind", _("Kind"), attribute_getter("get_kind_display")),
        ExportColumn("symbol", _("Symbol"), attribute_getter("symbol")),
        ExportColumn("issued", _("Issued"), attribute_getter("issued")),
        ExportColumn("language", _("Language"), attribute_getter("get_language_display")),
        ExportColumn("file", _("File"), attribute_getter("filename")),
        ExportColumn("text", _("Text"), attribute_getter("get_extraction_display")),
        ExportColumn("collection", _("Collection"), attribute_getter("collection.name")),
        ExportColumn("created_at", _("Created"), lambda document: document.created_at),
    )
    default_ordering = "-created_at"

    def get_base_queryset(self):
        return super().get_base_queryset().annotate_pages_read()

    def search_condition(self):
        """Return the condition that a document matches by its own fields or by the text of its pages."""
        pages = self.model.objects.matching_text(self.search_query)
        return super().search_condition() | Q(pk__in=pages.values("pk"))

    @cached_property
    def columns(self):
        """Insert kind, symbol, date of issue and extraction before Wagtail's column of the file."""
        columns = super().columns
        position = next(index for index, column in enumerate(columns) if column.name == "filename")
        columns[position:position] = [
            Column("get_kind_display", label=_("Kind"), sort_key="kind"),
            Column("symbol", label=_("Symbol"), sort_key="symbol"),
            Column(
                "issued",
                label=_("Issued"),
                accessor=lambda document: document.issued.in_words() if document.issued else "",
                sort_key="issued",
            ),
            Column("extraction", label=_("Text"), accessor=extraction, sort_key="extraction"),
        ]
        return columns

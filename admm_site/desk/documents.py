"""The editors' listing of documents, with what a document says of itself and what was found in its file."""

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.documents.views.documents import IndexView

from .filters import DocumentFilterSet


def extraction(document):
    """The state in a word, with the sentence about it for whoever points at it or has it read out."""
    return format_html('<span title="{}">{}</span>', document.findings, document.get_extraction_display())


class DocumentListingView(IndexView):
    filterset_class = DocumentFilterSet
    default_ordering = "-created_at"

    def get_base_queryset(self):
        return super().get_base_queryset().with_pages_read()

    @cached_property
    def columns(self):
        """Wagtail's own, with kind, symbol, date of issue and what was read in front of the file."""
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

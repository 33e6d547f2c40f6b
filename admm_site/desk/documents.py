"""The editors' listing of documents, with what a document says of itself."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.documents.views.documents import IndexView

from .filters import DocumentFilterSet


class DocumentListingView(IndexView):
    filterset_class = DocumentFilterSet
    default_ordering = "-created_at"

    @cached_property
    def columns(self):
        """Wagtail's own, with kind, symbol and date of issue in front of the file."""
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
        ]
        return columns

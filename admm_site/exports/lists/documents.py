from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from admm_site.documents.models import PortalDocument
from admm_site.exports.columns import Address, Column, date_columns
from admm_site.exports.filters import DocumentFilter
from admm_site.exports.identifiers import permanent_identifier

from .list_export import ListExport
from .shared import FOR_EVER, IN_FILTERS, document_address, with_last_edit


def with_last_change(rows: QuerySet) -> QuerySet:
    """Adds `changed_at`: when an editor last saved the document, or when it came to the portal."""
    return with_last_edit(rows).annotate(changed_at=Coalesce("edited_at", "created_at"))


DOCUMENTS = ListExport(
    name="documents",
    title=_("Documents"),
    description=_("Declarations, statements and papers, newest first."),
    page="documents",
    get_queryset=lambda: PortalDocument.objects.public().newest_first(),
    filterset=DocumentFilter,
    annotate=with_last_change,
    modified="changed_at",
    columns=(
        Column("id", IN_FILTERS, "slug"),
        Column("permanent_id", FOR_EVER, permanent_identifier, ("pk",)),
        Column("title", _("The title.")),
        Column("page_url", _("Its page."), lambda row: document_address(row), ("slug",)),
        Column("modified", _("When it or its file was last changed."), "changed_at"),
        Column("kind", _("joint-declaration, concept-paper, report and so on.")),
        Column("symbol", _("The issuer’s own reference.")),
        *date_columns("issued", _("The date of issue.")),
        Column("language", _("The language, as an ISO 639 code.")),
        Column(
            "file_url", _("The address to download it from."), lambda row: Address(path=row.url), ("file",)
        ),
        Column("file_type", _("pdf, docx and so on."), lambda row: row.file_extension.lower(), ("file",)),
        Column("size", _("Its size in bytes."), "file_size"),
        Column("sha256", _("The SHA-256 checksum of the file.")),
        Column("pages", _("Its number of pages."), "page_count"),
    ),
    entry_summary=lambda row: row.get_kind_display(),
)

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from admm_site.documents.choices import DocumentKind, DocumentLanguage
from admm_site.documents.models import PortalDocument
from admm_site.exports.fields import Choice, Date, Number, Text, Timestamp, Url, url_of
from admm_site.exports.filters import DocumentFilter
from admm_site.exports.identifiers import permanent_identifier

from .list_export import ListExport
from .shared import IN_ADDRESSES, PERMANENT, with_last_edit


def with_last_change(rows: QuerySet) -> QuerySet:
    """Add `changed_at`: when an editor last saved the document, or when it came to the portal."""
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
    fields=(
        Text("id", PERMANENT, permanent_identifier, ("pk",)),
        Text("slug", IN_ADDRESSES),
        Text("title", _("The title."), required=True),
        Url("page_url", _("Its page."), url_of, ("slug",)),
        Timestamp("modified", _("When it or its file was last changed."), "changed_at"),
        Choice("kind", _("Its kind"), choices=DocumentKind.choices, required=True),
        Text("summary", _("What it says, in one sentence.")),
        Text("symbol", _("The issuer’s own reference.")),
        Date("issued", _("The date of issue.")),
        Choice(
            "language",
            _("The language, as an ISO 639 code"),
            choices=DocumentLanguage.choices,
            required=True,
        ),
        Url(
            "file_url",
            _("The address to download it from."),
            "url",
            ("file",),
            required=True,
        ),
        Text(
            "file_type",
            _("The extension of its file, such as pdf."),
            lambda row: row.file_extension.lower(),
            ("file",),
            attribute="file_extension",
        ),
        Number("size", _("Its size in bytes."), "file_size"),
        Text("sha256", _("The SHA-256 checksum of the file.")),
        Number("pages", _("Its number of pages."), "page_count"),
    ),
    entry_summary=lambda row: row.summary or row.get_kind_display(),
)

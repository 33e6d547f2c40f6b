from django.utils.translation import gettext_lazy as _

from admm_site.changes.choices import ChangeKind
from admm_site.changes.describe import describe, get_headline, get_note_and_reason, get_summary
from admm_site.changes.filters import ChangeFilter
from admm_site.changes.views import public_changes
from admm_site.exports.columns import LocalUrl
from admm_site.exports.fields import Boolean, Choice, Text, Timestamp, Url

from .list_export import ListExport
from .shared import PERMANENT

PAGE = (
    *("page__title", "page__url_path", "page__content_type"),
    *("kind", "differences", "note", "redacted_at"),
)


def descriptions(rows):
    """Return the differences of each change in words, which its summary reads from the change itself."""
    describe(rows)
    return {row.pk: row.descriptions for row in rows}


def title_of(row) -> str:
    return row.public_page.title if row.public_page else get_summary(row)


def sentences_of(row) -> list[str]:
    """Return the sentences of each difference and of its parts."""
    return [
        sentence
        for description in row.descriptions
        for sentence in (description.sentence, *(part.sentence for part in description.parts))
    ]


CHANGES = ListExport(
    name="changes",
    title=_("What changed"),
    description=_("What was published, changed, corrected and withdrawn on this portal, newest first."),
    page="changes",
    get_queryset=public_changes,
    filterset=ChangeFilter,
    modified="at",
    fields=(
        Text("id", PERMANENT, lambda row: str(row.pk), ("pk",)),
        Text(
            "title",
            _("The title of the page; for a withdrawn page, only that it was withdrawn."),
            title_of,
            PAGE,
        ),
        Url(
            "page_url",
            _("The address of this change in the page’s history."),
            lambda row: LocalUrl(path=row.url),
            PAGE,
        ),
        Timestamp("modified", _("When it changed."), "at"),
        Choice("kind", _("What happened"), choices=ChangeKind.choices),
        Text("summary", _("A one-line summary."), get_summary, PAGE),
        Text("differences", _("The changes in words."), sentences_of, PAGE, descriptions),
        Text("note", _("The editor’s note.")),
        Boolean("is_major", _("Whether the editor marked it as a major change.")),
        Boolean("is_correction", _("Whether it corrects an error.")),
        Text("reason", _("What was wrong, and why.")),
    ),
    entry_title=get_headline,
    entry_summary=get_note_and_reason,
)

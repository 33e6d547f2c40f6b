from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from admm_site.changes.describe import describe, get_headline, get_note_and_reason, get_summary
from admm_site.changes.filters import ChangeFilter
from admm_site.changes.views import public_changes
from admm_site.exports.columns import Address, Column, RelatedColumn

from .list_export import ListExport
from .shared import FOR_EVER


@dataclass(frozen=True)
class DescribedChanges(RelatedColumn):
    """The differences of changes, described for many of them at once."""

    def attach(self, rows):
        describe(rows)


PAGE = (
    *("page__title", "page__url_path", "page__content_type"),
    *("kind", "differences", "note", "redacted_at"),
)
DESCRIBED = DescribedChanges("descriptions", lambda keys: ())


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
    columns=(
        Column("id", FOR_EVER, lambda row: str(row.pk), ("pk",)),
        Column("permanent_id", FOR_EVER, lambda row: str(row.pk), ("pk",)),
        Column(
            "title",
            _("The title of the page; for a withdrawn page, only that it was withdrawn."),
            title_of,
            PAGE,
        ),
        Column(
            "page_url",
            _("The address of this change in the page’s history."),
            lambda row: Address(path=row.url),
            PAGE,
        ),
        Column("modified", _("When it changed."), "at"),
        Column("kind", _("published, changed, withdrawn or published-again.")),
        Column("summary", _("A one-line summary."), get_summary, PAGE, DESCRIBED),
        Column("differences", _("The changes in words."), sentences_of, PAGE, DESCRIBED),
        Column("note", _("The editor’s note.")),
        Column("is_major", _("Whether the editor marked it as a major change.")),
        Column("is_correction", _("Whether it corrects an error.")),
        Column("reason", _("What was wrong, and why.")),
    ),
    entry_title=get_headline,
    entry_summary=get_note_and_reason,
)

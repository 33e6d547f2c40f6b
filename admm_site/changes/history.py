"""The public history of one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from admm_site.core.page_base import PortalPage

from .models import Change, get_history_url

MAX_CHANGES = 50


@dataclass(frozen=True)
class History:
    """The newest changes of a page, and when it was first published, if known."""

    url: str
    changes: list[Change]
    first_published: datetime | None

    @property
    def last_changed(self) -> datetime:
        return self.changes[0].at

    @property
    def changes_with_note(self) -> list[Change]:
        """Return the changes with a note or a reason of the editor."""
        return [change for change in self.changes if change.note or change.reason]

    @property
    def correction(self) -> Change | None:
        """Return the newest correction."""
        return next((change for change in self.changes if change.is_correction), None)


def get_history(page: PortalPage) -> History | None:
    """Return the history of a page, fetched in one query; None where it has no public changes."""
    queryset = Change.objects.with_public_page().of_page(page).defer("differences", "redacted_texts")
    changes = list(queryset.newest_first()[:MAX_CHANGES])
    return History(get_history_url(page), changes, _first_published(page, changes)) if changes else None


def _first_published(page: PortalPage, changes: Iterable[Change]) -> datetime | None:
    dates = [change.at for change in changes if change.publishes]
    return min([*dates, page.first_published_at] if page.first_published_at else dates, default=None)

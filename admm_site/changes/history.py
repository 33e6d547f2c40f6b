"""What the public is told of the changes of one page: when, in which sentences, what was corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from admm_site.core.page_base import PortalPage

from .models import Change, history_address

MOST_SHOWN = 50


@dataclass(frozen=True)
class History:
    """The newest changes of a page, and when it was first published, as far as that is known."""

    address: str
    changes: list[Change]
    first_published: datetime | None

    @property
    def last_changed(self) -> datetime:
        return self.changes[0].at

    @property
    def noted(self) -> list[Change]:
        """Those of which an editor says something."""
        return [change for change in self.changes if change.note or change.reason]

    @property
    def correction(self) -> Change | None:
        """The newest correction."""
        return next((change for change in self.changes if change.is_correction), None)


def history_of(page: PortalPage) -> History | None:
    """The history of a page, in one query; None while the log tells the public nothing of it."""
    found = Change.objects.named().of_page(page).defer("differences", "redacted_texts")
    changes = list(found.newest_first()[:MOST_SHOWN])
    return History(history_address(page), changes, _first_published(page, changes)) if changes else None


def _first_published(page: PortalPage, changes: Iterable[Change]) -> datetime | None:
    logged = [change.at for change in changes if change.publishes]
    return min([*logged, page.first_published_at] if page.first_published_at else logged, default=None)

"""What a form carries from being shown to being sent: when that was, and which version of a page was read.

It is signed, so that nobody makes one up, and it takes the place of the cookie with which Django guards other
forms: no page of the portal sets one (docs/corrections.md).
"""

import time
from dataclasses import asdict, dataclass

from django.core import signing
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from .report_target import Reported

SALT = "admm_site.feedback"
QUICKEST = 3  # seconds in which nobody reads a form and fills it in
LONGEST = 12 * 3600


@dataclass(frozen=True)
class Seal:
    shown_at: float
    address: str = ""
    revision: int | None = None
    published_at: str = ""

    @classmethod
    def of(cls, reported: Reported | None) -> "Seal":
        """A new one for the version that is published now."""
        page = reported and reported.page
        if not page:
            return cls(time.time(), reported.address if reported else "")
        published_at = page.last_published_at.isoformat() if page.last_published_at else ""
        return cls(time.time(), reported.address, page.live_revision_id, published_at)

    @classmethod
    def read(cls, text: str) -> "Seal | None":
        """The one that was signed; None where it was not by this portal, or is too old."""
        try:
            seal = cls(**signing.loads(text, salt=SALT))
        except signing.BadSignature:
            return None
        return seal if seal.age <= LONGEST else None

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)

    @property
    def age(self) -> float:
        """Seconds since it was shown."""
        return time.time() - self.shown_at

    @property
    def is_too_new(self) -> bool:
        return self.age < QUICKEST

    def version(self) -> dict:
        """The version that was read, as an error report stores it."""
        return {
            "revision": Revision.objects.filter(pk=self.revision).first(),
            "published_at": parse_datetime(self.published_at),
        }

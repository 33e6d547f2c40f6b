"""What a form carries from being shown to being sent: when that was, and which version of a page was read.

It is signed, so that nobody makes one up, and it takes the place of the cookie with which Django guards other
forms: no page of the portal sets one (docs/corrections.md).
"""

import time
from dataclasses import asdict, dataclass

from django.core import signing
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from .report_target import ReportTarget

SALT = "admm_site.feedback"
MIN_SECONDS = 3  # seconds in which nobody reads a form and fills it in
MAX_SECONDS = 12 * 3600


@dataclass(frozen=True)
class SignedFormState:
    rendered_at: float
    address: str = ""
    revision: int | None = None
    published_at: str = ""

    @classmethod
    def for_target(cls, target: ReportTarget | None) -> "SignedFormState":
        """A new one for the version that is published now."""
        page = target and target.page
        if not page:
            return cls(time.time(), target.address if target else "")
        published_at = page.last_published_at.isoformat() if page.last_published_at else ""
        return cls(time.time(), target.address, page.live_revision_id, published_at)

    @classmethod
    def from_token(cls, token: str) -> "SignedFormState | None":
        """The one that was signed; None where it was not by this portal, or is too old."""
        try:
            state = cls(**signing.loads(token, salt=SALT))
        except signing.BadSignature:
            return None
        return state if state.age <= MAX_SECONDS else None

    def to_token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)

    @property
    def age(self) -> float:
        """Seconds since it was shown."""
        return time.time() - self.rendered_at

    @property
    def is_too_recent(self) -> bool:
        return self.age < MIN_SECONDS

    def get_version(self) -> dict:
        """The version that was read, as an error report stores it."""
        return {
            "revision": Revision.objects.filter(pk=self.revision).first(),
            "published_at": parse_datetime(self.published_at),
        }

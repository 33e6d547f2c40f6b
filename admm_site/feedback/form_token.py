"""A signed token in the form: when it was rendered, and which version of the page the visitor read.

It takes the place of Django's CSRF cookie, because no public page sets a cookie (docs/corrections.md).
"""

import time
from dataclasses import asdict, dataclass

from django.core import signing
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from .report_target import ReportTarget

SALT = "admm_site.feedback"
MIN_SECONDS = 3  # in which no person fills in the form
MAX_SECONDS = 12 * 3600


@dataclass(frozen=True)
class SignedFormState:
    rendered_at: float
    address: str = ""
    revision: int | None = None
    published_at: str = ""

    @classmethod
    def for_target(cls, target: ReportTarget | None) -> "SignedFormState":
        """Return a new state for the version that is public now."""
        page = target and target.page
        if not page:
            return cls(time.time(), target.address if target else "")
        published_at = page.last_published_at.isoformat() if page.last_published_at else ""
        return cls(time.time(), target.address, page.live_revision_id, published_at)

    @classmethod
    def from_token(cls, token: str) -> "SignedFormState | None":
        """Return the state from its token; None if the signature is invalid or it is too old."""
        try:
            state = cls(**signing.loads(token, salt=SALT))
        except signing.BadSignature:
            return None
        return state if state.age <= MAX_SECONDS else None

    def to_token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)

    @property
    def age(self) -> float:
        """Return the seconds since the form was rendered."""
        return time.time() - self.rendered_at

    @property
    def is_too_recent(self) -> bool:
        return self.age < MIN_SECONDS

    def get_version(self) -> dict:
        """Return the fields of an error report that say which version was read."""
        return {
            "revision": Revision.objects.filter(pk=self.revision).first(),
            "published_at": parse_datetime(self.published_at),
        }

"""Keep the fields of an admin form that could not be saved, so that it can be sent again.

The fields are kept in the error page, not on the server, and are sent again only when a person presses its
button. `sign_in_again.py` says when they may be kept.
"""

from dataclasses import dataclass
from functools import cached_property

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.urls import reverse

SALT = "admm_site.editorial.failed_saves"
MAX_SIGNED_LENGTH = 2_000_000  # below DATA_UPLOAD_MAX_MEMORY_SIZE, with the other fields of the sign-in form
EXCLUDED_FIELDS = ("password", "csrfmiddlewaretoken")
# Forms that hold passwords or no work of an editor.
EXCLUDED_VIEWS = ("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset", "sign_in_again")


@dataclass(frozen=True)
class UnsavedForm:
    """The fields posted to the address `action`, and the names of the files, which can't be kept."""

    action: str
    fields: list[list[str]]
    files: list[str]

    @classmethod
    def from_request(cls, request: HttpRequest) -> "UnsavedForm | None":
        """Return the posted form, or None if there is nothing to keep."""
        if request.method != "POST" or request.path.startswith(tuple(map(reverse, EXCLUDED_VIEWS))):
            return None
        try:
            data, files = request.POST, request.FILES
        except (SuspiciousOperation, UnreadablePostError):
            return None
        fields = [
            [name, value] for name, values in data.lists() if is_resubmittable(name) for value in values
        ]
        names = [file.name or "" for name in files for file in files.getlist(name)]
        form = cls(request.get_full_path(), fields, names)
        return form if fields and len(form.signed) <= MAX_SIGNED_LENGTH else None

    @classmethod
    def from_signed(cls, signed: str) -> "UnsavedForm":
        """Return the form from its signed text; raise BadSignature if the portal did not sign it."""
        return cls(**signing.loads(signed, salt=SALT))

    @cached_property
    def signed(self) -> str:
        """Return the form as signed text for a hidden field."""
        content = {"action": self.action, "fields": self.fields, "files": self.files}
        return signing.dumps(content, salt=SALT, compress=True)


def is_resubmittable(name: str) -> bool:
    return not any(part in name for part in EXCLUDED_FIELDS)

"""Titles of documents and images, which browsers make from the names of files."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Control characters, separators of lines, and marks that turn the direction of what follows: with one of
# those, "report[mark]fdp.exe" reads "reportexe.pdf". Joiners stay: scripts of the region need them.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


class TitleFormMixin:
    """A form whose title has no hidden characters."""

    def clean_title(self):
        title = " ".join(HIDDEN.sub(" ", self.cleaned_data["title"]).split())
        if not title:
            raise ValidationError(_("Enter a title."), code="required")
        return title

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeKind(TextChoices):
    """The kinds of changes of a page that the public could read."""

    PUBLISHED = "published", _("Published")
    CHANGED = "changed", _("Changed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PUBLISHED_AGAIN = "published-again", _("Published again")


PUBLISHING_KINDS = (ChangeKind.PUBLISHED, ChangeKind.PUBLISHED_AGAIN)

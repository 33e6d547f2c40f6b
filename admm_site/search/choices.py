from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """The kind of a result."""

    MEETING = "meeting", _("Meeting")
    DECISION = "decision", _("Decision")
    PAPER = "concept-paper", _("Concept paper")
    INITIATIVE = "initiative", _("Initiative")
    UPDATE = "status-update", _("Status update")
    ACTIVITY = "activity", _("Activity")
    DOCUMENT = "document", _("Document")
    COUNTRY = "country", _("Country")
    AREA = "area", _("Area of cooperation")
    SERIES = "series", _("Series of meetings")
    PAGE = "page", _("Page")


# How high a kind ranks where words don't decide: visitors look for a meeting more than for its records.
WEIGHTS: dict[str, int] = {
    Kind.MEETING: 10,
    Kind.COUNTRY: 9,
    Kind.AREA: 9,
    Kind.SERIES: 9,
    Kind.INITIATIVE: 9,
    Kind.PAPER: 8,
    Kind.PAGE: 7,
    Kind.ACTIVITY: 6,
    Kind.DOCUMENT: 5,
    Kind.DECISION: 4,
    Kind.UPDATE: 3,
}


class Order(TextChoices):
    RELEVANCE = "relevance", _("Relevance")
    DATE = "date", _("Date")

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OccasionState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


class OccasionFormat(TextChoices):
    IN_PERSON = "in-person", _("In person")
    VIDEO_CONFERENCE = "video-conference", _("Video conference")
    HYBRID = "hybrid", _("Hybrid")

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaperKind(TextChoices):
    CONCEPT_PAPER = "concept-paper", _("Concept paper")
    WORK_PROGRAMME = "work-programme", _("Work programme")
    PROTOCOL = "protocol", _("Protocol")
    GUIDELINES = "guidelines", _("Guidelines")
    TERMS_OF_REFERENCE = "terms-of-reference", _("Terms of reference")
    PROCEDURE = "procedure", _("Procedure")
    STRATEGY = "strategy", _("Strategy")


class Status(TextChoices):
    """The status of an initiative. `ADOPTED` is never stored: it follows from the decisions of meetings."""

    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Adopted")
    UNDER_WAY = "under-way", _("Under way")
    COMPLETED = "completed", _("Completed")
    SUPERSEDED = "superseded", _("Superseded")
    DORMANT = "dormant", _("Dormant")


STORED_STATUSES = [choice for choice in Status.choices if choice[0] != Status.ADOPTED]
STATUSES_GOING_ON = (Status.ADOPTED, Status.UNDER_WAY)
QUIET_AFTER = timedelta(days=365)  # without a status update for longer, an initiative has gone quiet
STATUSES_AFTER_ADOPTION = (Status.UNDER_WAY, Status.COMPLETED)


class LeadRole(TextChoices):
    LEAD = "lead", _("Lead")
    CO_LEAD = "co-lead", _("Co-lead")


class ActivityKind(TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    TABLE_TOP_EXERCISE = "table-top-exercise", _("Table-top exercise")
    FIELD_EXERCISE = "field-exercise", _("Field exercise")
    COURSE = "course", _("Course")
    CONFERENCE = "conference", _("Conference")
    MEETING = "meeting", _("Meeting")
    CEREMONY = "ceremony", _("Ceremony")


class RowKind(TextChoices):
    """The kinds of rows in the list of progress."""

    INITIATIVE = "initiative", _("Initiative")
    PAPER = "paper", _("Adopted paper")


class MissingFollowUp(TextChoices):
    """That no initiative carries out a concept paper (`not_carried_out`)."""

    NONE = "none", _("Not recorded yet")


class Adopted(TextChoices):
    """Whether ministers adopted or endorsed a paper."""

    YES = "yes", _("Yes")
    NO = "no", _("Not yet")


class StatusUpdateRecency(TextChoices):
    """Whether a row of the list of progress has a recent status update."""

    RECENT = "recent", _("In the last year")
    QUIET = "quiet", _("No status update for a year")


class StepKind(TextChoices):
    """The kinds of steps of a trail, in the order in which those of the same day follow each other."""

    PAPER = "paper", _("Paper")
    DECISION = "decision", _("Decision")
    INITIATIVE = "initiative", _("Initiative")
    ACTIVITY = "activity", _("Activity")
    STATUS_UPDATE = "status-update", _("Status update")

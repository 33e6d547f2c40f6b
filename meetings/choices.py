from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from admm_site.reference.choices import CountryRole


class Framework(TextChoices):
    ADMM = "admm", _("ADMM")
    ADMM_PLUS = "admm-plus", _("ADMM-Plus")


def frameworks_of(role: CountryRole) -> list[Framework]:
    """Return the frameworks that countries of the role belong to: members belong to both."""
    both = [Framework.ADMM, Framework.ADMM_PLUS]
    return {CountryRole.MEMBER: both, CountryRole.PLUS: [Framework.ADMM_PLUS]}.get(role, [])


class Level(TextChoices):
    """The level of a series, from the top down: each prepares the meetings of the level above it."""

    MINISTERS = "ministers", _("Ministers")
    SENIOR_OFFICIALS = "senior-officials", _("Senior officials")
    WORKING_GROUP = "working-group", _("Working group")
    EXPERTS = "experts", _("Experts")


class MeetingLevel(TextChoices):
    """The options of the filter by level: the levels, and two groups that cut across them."""

    NUMBERED = "counted", _("ADMM and ADMM-Plus, numbered")
    MINISTERS = Level.MINISTERS.value, Level.MINISTERS.label
    SENIOR_OFFICIALS = Level.SENIOR_OFFICIALS.value, Level.SENIOR_OFFICIALS.label
    WORKING_GROUP = Level.WORKING_GROUP.value, Level.WORKING_GROUP.label
    EXPERTS = Level.EXPERTS.value, Level.EXPERTS.label
    PREPARATORY = "preparatory", _("All but ministers")


class ChairRole(TextChoices):
    CHAIR = "chair", _("Chair")
    CO_CHAIR = "co-chair", _("Co-chair")


class ParticipationRole(TextChoices):
    PARTICIPANT = "participant", _("Participant")
    OBSERVER = "observer", _("Observer")


class Verb(TextChoices):
    """The verbs of decisions: what a meeting did with the subject."""

    ADOPTED = "adopted", _("Adopted")
    ENDORSED = "endorsed", _("Endorsed")
    SIGNED = "signed", _("Signed")
    ISSUED = "issued", _("Issued")
    NOTED = "noted", _("Noted")
    AGREED = "agreed", _("Agreed")
    LAUNCHED = "launched", _("Launched")


ADOPTING_VERBS = (Verb.ADOPTED, Verb.ENDORSED)
# Verbs whose source is the document itself: it has the signatures or the date of issue.
EVIDENT_VERBS = (Verb.SIGNED, Verb.ISSUED)
# Verbs of decisions about texts; ministers note, agree and launch other things as well.
TEXT_VERBS = (*ADOPTING_VERBS, *EVIDENT_VERBS)

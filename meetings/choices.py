from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from admm_site.reference.choices import CountryRole


class Framework(TextChoices):
    ADMM = "admm", _("ADMM")
    ADMM_PLUS = "admm-plus", _("ADMM-Plus")


def frameworks_of(role: CountryRole) -> list[Framework]:
    """Return the frameworks to which countries of the role belong: members to both."""
    both = [Framework.ADMM, Framework.ADMM_PLUS]
    return {CountryRole.MEMBER: both, CountryRole.PLUS: [Framework.ADMM_PLUS]}.get(role, [])


class Level(TextChoices):
    """From the top down: each prepares the one before it."""

    MINISTERS = "ministers", _("Ministers")
    SENIOR_OFFICIALS = "senior-officials", _("Senior officials")
    WORKING_GROUP = "working-group", _("Working group")
    EXPERTS = "experts", _("Experts")


class ChairRole(TextChoices):
    CHAIR = "chair", _("Chair")
    CO_CHAIR = "co-chair", _("Co-chair")


class ParticipationRole(TextChoices):
    PARTICIPANT = "participant", _("Participant")
    OBSERVER = "observer", _("Observer")


class Verb(TextChoices):
    """What ministers did with a text."""

    ADOPTED = "adopted", _("Adopted")
    ENDORSED = "endorsed", _("Endorsed")
    SIGNED = "signed", _("Signed")
    ISSUED = "issued", _("Issued")
    NOTED = "noted", _("Noted")
    AGREED = "agreed", _("Agreed")
    LAUNCHED = "launched", _("Launched")


ADOPTING_VERBS = (Verb.ADOPTED, Verb.ENDORSED)

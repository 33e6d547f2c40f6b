from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CountryRole(TextChoices):
    MEMBER = "member", _("Member of ASEAN")
    PLUS = "plus", _("Plus country")
    OBSERVER = "observer", _("Observer")

    @property
    def heading(self) -> str:
        """Return the heading of a list of countries in the role."""
        return {
            CountryRole.MEMBER: gettext("Members of ASEAN"),
            CountryRole.PLUS: gettext("Plus countries"),
            CountryRole.OBSERVER: gettext("Observers"),
        }[self]


class AreaKind(TextChoices):
    EWG = "ewg", _("Area of an Experts’ Working Group")
    ADMM = "admm", _("Area named by ASEAN for the ADMM")
    PORTAL = "portal", _("Grouping made for this portal")

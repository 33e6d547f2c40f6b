from django.db.models import Q, QuerySet

from admm_site.core.clock import past_as_of_date
from admm_site.core.publication import AsOfQuerySet

from .choices import CountryRole


class CountryQuerySet(AsOfQuerySet):
    def known_as_of(self, day):
        """Return the condition that a country had a role by the day: its current or its earlier one."""
        return Q(since__isnull=True) | Q(since__lte=day) | ~Q(earlier_role="")

    def in_role(self, role: CountryRole):
        """Filter by role, as of a past date by the role on that date."""
        if not (day := past_as_of_date()):
            return self.filter(role=role)
        not_yet = Q(since__gt=day)
        return self.filter(Q(~not_yet, role=role) | Q(not_yet, earlier_role=role))

    def get_by_natural_key(self, code):
        return self.get(code=code)

    def members(self):
        return self.in_role(CountryRole.MEMBER)

    def plus(self):
        return self.in_role(CountryRole.PLUS)


class CooperationAreaQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

from django.db.models import QuerySet

from .choices import CountryRole


class CountryQuerySet(QuerySet):
    def get_by_natural_key(self, code):
        return self.get(code=code)

    def members(self):
        return self.filter(role=CountryRole.MEMBER)

    def plus(self):
        return self.filter(role=CountryRole.PLUS)


class CooperationAreaQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

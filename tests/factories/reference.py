from itertools import product
from string import ascii_uppercase

import factory
from django.utils.text import slugify

from admm_site.reference.choices import AreaKind, CountryRole
from admm_site.reference.models import CooperationArea, Country

# Codes that tests give to the countries they name are never made up for one that they don't.
NAMED = "AU BN CN ID IN JP KH KR LA MM MY NZ PH RU SG TH TL US VN"
CODES = [code for code in map("".join, product(ascii_uppercase, repeat=2)) if code not in NAMED]


class CountryFactory(factory.django.DjangoModelFactory):
    """A member of ASEAN."""

    code = factory.Sequence(lambda number: CODES[number % len(CODES)])
    name = factory.Sequence("Country {}".format)
    official_name = factory.LazyAttribute("Kingdom of {0.name}".format)
    slug = factory.LazyAttribute(lambda country: slugify(country.name))
    role = CountryRole.MEMBER

    class Meta:
        model = Country
        django_get_or_create = ["code"]

    class Params:
        plus = factory.Trait(role=CountryRole.PLUS)
        observer = factory.Trait(role=CountryRole.OBSERVER)


class CooperationAreaFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence("Area {}".format)
    acronym = factory.Sequence("AREA{}".format)
    slug = factory.LazyAttribute(lambda area: slugify(area.acronym))
    kind = AreaKind.EWG
    description = "Ministers work together on it."

    class Meta:
        model = CooperationArea

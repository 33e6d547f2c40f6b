from datetime import date

import factory

from admm_site.core.searchable import SEARCH_WEIGHTS, SearchKind
from admm_site.search.models import IndexVersion, Passage, QueryCount, Spelling, Synonym


class PassageFactory(factory.django.DjangoModelFactory):
    """A passage without a source, as public as the portal; it is not in the index."""

    key = factory.Sequence("page:{}".format)
    owner = factory.SelfAttribute("key")
    group_key = factory.Sequence(int)
    kind = SearchKind.PAGE
    weight = SEARCH_WEIGHTS[SearchKind.PAGE]
    name = factory.Sequence("Passage {}".format)

    class Meta:
        model = Passage


class SpellingFactory(factory.django.DjangoModelFactory):
    word = factory.Sequence("word{}".format)

    class Meta:
        model = Spelling


class IndexVersionFactory(factory.django.DjangoModelFactory):
    number = 1

    class Meta:
        model = IndexVersion


class SynonymFactory(factory.django.DjangoModelFactory):
    terms = factory.Sequence("one{0}, other{0}".format)

    class Meta:
        model = Synonym


class QueryCountFactory(factory.django.DjangoModelFactory):
    query = factory.Sequence("query {}".format)
    day = date(2026, 3, 1)
    count = 1
    result_count = 1

    class Meta:
        model = QueryCount

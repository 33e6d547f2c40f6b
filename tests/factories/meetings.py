import factory
from django.utils.text import slugify

from admm_site.core.choices import EventStatus
from admm_site.core.partial_dates import PartialDate
from meetings.choices import ChairRole, Framework, Level, Verb
from meetings.models import ChairTerm, Decision, MeetingDocument, MeetingPage, MeetingSeries, Participation

from .documents import PortalDocumentFactory
from .pages import PortalPageFactory, meetings_section
from .reference import CooperationAreaFactory, CountryFactory


class MeetingSeriesFactory(factory.django.DjangoModelFactory):
    """A series of meetings of ministers."""

    name = factory.LazyAttribute("Meetings of the {0.acronym}".format)
    acronym = factory.Sequence("Series {}".format)
    slug = factory.LazyAttribute(lambda series: slugify(series.acronym))
    framework = Framework.ADMM
    level = Level.MINISTERS
    summary = "It meets every year."

    class Meta:
        model = MeetingSeries
        django_get_or_create = ["acronym"]

    class Params:
        plus = factory.Trait(framework=Framework.ADMM_PLUS)
        working_group = factory.Trait(
            framework=Framework.ADMM_PLUS,
            level=Level.EXPERTS,
            area=factory.SubFactory(CooperationAreaFactory),
        )


class ChairTermFactory(factory.django.DjangoModelFactory):
    series = factory.SubFactory(MeetingSeriesFactory)
    country = factory.SubFactory(CountryFactory)
    role = ChairRole.CHAIR
    start = PartialDate(2024)
    end = PartialDate(2027)

    class Meta:
        model = ChairTerm


class MeetingPageFactory(PortalPageFactory):
    """A meeting that was held on 19 May 2011. Its title is generated."""

    section = staticmethod(meetings_section)
    title = ""
    series = factory.SubFactory(MeetingSeriesFactory)
    ordinal = factory.Sequence(lambda number: number % 31_000 + 1_001)  # beyond those that tests choose
    state = EventStatus.HELD
    start_date = PartialDate(2011, 5, 19)
    city = "Jakarta"
    country = factory.SubFactory(CountryFactory)

    class Meta:
        model = MeetingPage

    class Params:
        planned = factory.Trait(state=EventStatus.PLANNED, start_date=PartialDate(2026, 11, 18))


class ParticipationFactory(factory.django.DjangoModelFactory):
    page = factory.SubFactory(MeetingPageFactory)
    country = factory.SubFactory(CountryFactory)

    class Meta:
        model = Participation


class DecisionFactory(factory.django.DjangoModelFactory):
    page = factory.SubFactory(MeetingPageFactory)
    sort_order = factory.Sequence(int)
    verb = Verb.ADOPTED
    text = factory.Sequence("Ministers agreed on matter {}.".format)

    class Meta:
        model = Decision


class MeetingDocumentFactory(factory.django.DjangoModelFactory):
    page = factory.SubFactory(MeetingPageFactory)
    sort_order = factory.Sequence(int)
    document = factory.SubFactory(PortalDocumentFactory)

    class Meta:
        model = MeetingDocument

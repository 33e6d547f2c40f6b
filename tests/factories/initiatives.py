import factory

from admm_site.core.choices import EventStatus
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from initiatives.models import (
    ActivityDocument,
    ActivityPage,
    ConceptPaperPage,
    InitiativeLead,
    InitiativePage,
    StatusUpdate,
)

from .documents import PortalDocumentFactory
from .pages import PortalPageFactory, initiatives_section, papers_section
from .reference import CooperationAreaFactory, CountryFactory


class ConceptPaperPageFactory(PortalPageFactory):
    section = staticmethod(papers_section)
    title = factory.Sequence("Concept paper {}".format)
    area = factory.SubFactory(CooperationAreaFactory)

    class Meta:
        model = ConceptPaperPage


class InitiativePageFactory(PortalPageFactory):
    section = staticmethod(initiatives_section)
    title = factory.Sequence("Initiative {}".format)
    area = factory.SubFactory(CooperationAreaFactory)

    class Meta:
        model = InitiativePage


class InitiativeLeadFactory(factory.django.DjangoModelFactory):
    page = factory.SubFactory(InitiativePageFactory)
    country = factory.SubFactory(CountryFactory)

    class Meta:
        model = InitiativeLead


class StatusUpdateFactory(factory.django.DjangoModelFactory):
    page = factory.SubFactory(InitiativePageFactory)
    sort_order = factory.Sequence(int)
    date = PartialDate(2016, 1, 27)
    status = Status.UNDER_WAY
    note = "Work went on."

    class Meta:
        model = StatusUpdate


class ActivityPageFactory(PortalPageFactory):
    """A workshop that was held in 2012. Pass `parent` to put it under an existing initiative."""

    parent = factory.SubFactory(InitiativePageFactory)
    title = factory.Sequence("Workshop {}".format)
    state = EventStatus.HELD
    start_date = PartialDate(2012, 9)
    city = "Manila"

    class Meta:
        model = ActivityPage


class ActivityDocumentFactory(factory.django.DjangoModelFactory):
    page = factory.SubFactory(ActivityPageFactory)
    sort_order = factory.Sequence(int)
    document = factory.SubFactory(PortalDocumentFactory)

    class Meta:
        model = ActivityDocument

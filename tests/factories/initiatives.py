import factory

from admm_site.content.choices import OccasionState
from admm_site.content.partial_dates import PartialDate
from initiatives.choices import Status
from initiatives.models import (
    ActivityDocument,
    ActivityPage,
    ConceptPaperPage,
    InitiativeLead,
    InitiativePage,
    StatusUpdate,
)

from .media import PortalDocumentFactory
from .pages import PortalPageFactory, initiatives_section, papers_section
from .reference import CooperationAreaFactory, CountryFactory


class ConceptPaperPageFactory(PortalPageFactory):
    section = staticmethod(papers_section)
    title = factory.Sequence("Concept paper {}".format)
    area = factory.SubFactory(CooperationAreaFactory)

    class Meta:
        model = ConceptPaperPage

    @classmethod
    def _create(cls, model_class, *args, proposed_by=(), **kwargs):
        page = super()._create(model_class, *args, **kwargs)
        if proposed_by:
            page.proposed_by.set(proposed_by)
            page.save()
        return page


class InitiativePageFactory(PortalPageFactory):
    section = staticmethod(initiatives_section)
    title = factory.Sequence("Initiative {}".format)
    area = factory.SubFactory(CooperationAreaFactory)

    class Meta:
        model = InitiativePage

    @classmethod
    def _create(cls, model_class, *args, implements=(), **kwargs):
        page = super()._create(model_class, *args, **kwargs)
        if implements:
            page.implements.set(implements)
            page.save()
        return page


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
    """A workshop that was held in 2012. Say `parent` to put it under an initiative at hand."""

    parent = factory.SubFactory(InitiativePageFactory)
    title = factory.Sequence("Workshop {}".format)
    state = OccasionState.HELD
    start_date = PartialDate(2012, 9)
    city = "Manila"

    class Meta:
        model = ActivityPage

    @classmethod
    def _create(cls, model_class, *args, hosts=(), **kwargs):
        page = super()._create(model_class, *args, **kwargs)
        if hosts:
            page.hosts.set(hosts)
            page.save()
        return page


class ActivityDocumentFactory(factory.django.DjangoModelFactory):
    page = factory.SubFactory(ActivityPageFactory)
    sort_order = factory.Sequence(int)
    document = factory.SubFactory(PortalDocumentFactory)

    class Meta:
        model = ActivityDocument

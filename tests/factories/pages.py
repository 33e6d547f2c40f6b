from types import SimpleNamespace

import factory
import wagtail_factories

from admm_site.pages.models import ContentPage, HomePage
from initiatives.models import ConceptPaperIndexPage, InitiativeIndexPage
from meetings.models import MeetingIndexPage


def home() -> HomePage:
    """The home page, created by migrations."""
    return HomePage.objects.get()


def section(page_type: type, title: str, slug: str):
    """The section of this type and slug below the home page; created if it is missing."""
    existing = page_type.objects.filter(slug=slug, depth=3).first()
    return existing or home().add_child(instance=page_type(title=title, slug=slug, show_in_menus=True))


def meetings_section():
    return section(MeetingIndexPage, "Meetings", "meetings")


def papers_section():
    return section(ConceptPaperIndexPage, "Concept papers", "concept-papers")


def initiatives_section():
    return section(InitiativeIndexPage, "Initiatives", "initiatives")


def about_section():
    return section(ContentPage, "About", "about")


def create_portal() -> SimpleNamespace:
    """The home page and its four sections, without content."""
    return SimpleNamespace(
        home=home(),
        meetings=meetings_section(),
        papers=papers_section(),
        initiatives=initiatives_section(),
        about=about_section(),
    )


class PortalPageFactory(wagtail_factories.PageFactory):
    """A page in its section; the portal makes its slug from its title."""

    slug = ""

    class Meta:
        abstract = True

    @classmethod
    def section(cls):
        raise NotImplementedError

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        return super()._create_instance(model_class, parent or cls.section(), kwargs)


class ContentPageFactory(PortalPageFactory):
    section = staticmethod(about_section)
    title = factory.Sequence("Page {}".format)
    introduction = "What this page is about."

    class Meta:
        model = ContentPage

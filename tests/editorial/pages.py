"""A page of each type, by name, for tests over all page types."""

import pytest

from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CountryFactory

SECTIONS = {
    "home page": lambda portal: portal.home,
    "list of meetings": lambda portal: portal.meetings,
    "list of papers": lambda portal: portal.papers,
    "list of initiatives": lambda portal: portal.initiatives,
}
PAGES = {
    "page of text": lambda portal: ContentPageFactory(),
    "meeting": lambda portal: DecisionFactory(subject=ConceptPaperPageFactory()).page,
    "concept paper": lambda portal: ConceptPaperPageFactory(proposed_by=[CountryFactory()]),
    "initiative": lambda portal: StatusUpdateFactory(reported_to=MeetingPageFactory()).page,
    "activity": lambda portal: ActivityPageFactory(hosts=[CountryFactory()]),
}
every_page = pytest.mark.parametrize("make", (SECTIONS | PAGES).values(), ids=(SECTIONS | PAGES).keys())
below_sections = pytest.mark.parametrize("make", PAGES.values(), ids=PAGES.keys())

import factory

from admm_site.core.choices import EventStatus
from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import InitiativePageFactory
from tests.factories.pages import PortalPageFactory
from tests.page_type.models import ExercisePage


class ExercisePageFactory(PortalPageFactory):
    """An exercise that was held on two days of 2014."""

    parent = factory.SubFactory(InitiativePageFactory)
    title = factory.Sequence("Exercise {}".format)
    state = EventStatus.HELD
    start_date = PartialDate(2014, 4, 28)
    end_date = PartialDate(2014, 4, 29)
    city = "Bangkok"

    class Meta:
        model = ExercisePage

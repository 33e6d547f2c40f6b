import django_filters
from django.utils.translation import gettext_lazy as _

from admm_site.core.choices import OccasionFormat
from admm_site.core.listings import (
    ChoicesFilter,
    OccurringFilter,
    OccurringYearFilter,
    PortalFilterSet,
    StateFilter,
)
from admm_site.reference.models import Country

from .choices import Framework, MeetingLevel
from .options import AREA, COUNTRY, SERIES, all_countries


class ByParticipant:
    """Finds meetings in which a country takes part."""

    def in_which_it_takes_part(self, meetings, name, slug):
        return meetings.with_participant(Country.objects.get(slug=slug))


class MeetingFilter(ByParticipant, PortalFilterSet):
    series = OccurringFilter("series__slug", named_by="series__acronym", label=_("Series"), of=SERIES)
    framework = django_filters.ChoiceFilter(
        field_name="series__framework", label=_("Framework"), choices=Framework.choices
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=MeetingLevel.choices, method="at_level")
    area = OccurringFilter("series__area__slug", named_by="series__area__name", label=_("Area"), of=AREA)
    year = OccurringYearFilter("start_date", label=_("Year"))
    country = OccurringFilter("country__slug", named_by="country__name", label=_("Held in"), of=COUNTRY)
    participant = ChoicesFilter(
        label=_("Takes part"), load=all_countries, of=COUNTRY, method="in_which_it_takes_part"
    )
    format = django_filters.ChoiceFilter(
        field_name="format", label=_("Format"), choices=OccasionFormat.choices
    )
    state = StateFilter()

    def at_level(self, meetings, name, level):
        return meetings.at_level(level)

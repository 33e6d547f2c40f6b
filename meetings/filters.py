import django_filters
from django.utils.translation import gettext_lazy as _

from admm_site.core.choices import EventFormat
from admm_site.core.listings import (
    ChoicesFilter,
    OccurringValuesFilter,
    OccurringYearsFilter,
    PortalFilterSet,
    StateFilter,
)
from admm_site.reference.models import Country

from .choices import Framework, MeetingLevel
from .options import AREA, COUNTRY, SERIES, all_countries


class ParticipantFilterMixin:
    """A filter set with a method that narrows meetings to those in which a country takes part."""

    def filter_by_participant(self, meetings, name, slug):
        return meetings.with_participant(Country.objects.get(slug=slug))


class MeetingFilter(ParticipantFilterMixin, PortalFilterSet):
    series = OccurringValuesFilter(
        "series__slug", label_path="series__acronym", label=_("Series"), model_label=SERIES
    )
    framework = django_filters.ChoiceFilter(
        field_name="series__framework", label=_("Framework"), choices=Framework.choices
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=MeetingLevel.choices, method="at_level")
    area = OccurringValuesFilter(
        "series__area__slug", label_path="series__area__name", label=_("Area"), model_label=AREA
    )
    year = OccurringYearsFilter("start_date", label=_("Year"))
    country = OccurringValuesFilter(
        "country__slug", label_path="country__name", label=_("Held in"), model_label=COUNTRY
    )
    participant = ChoicesFilter(
        label=_("Takes part"), load=all_countries, model_label=COUNTRY, method="filter_by_participant"
    )
    format = django_filters.ChoiceFilter(field_name="format", label=_("Format"), choices=EventFormat.choices)
    state = StateFilter()

    def at_level(self, meetings, name, level):
        return meetings.at_level(level)

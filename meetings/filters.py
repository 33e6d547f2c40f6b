import django_filters
from django.utils.translation import gettext_lazy as _

from admm_site.content.choices import OccasionFormat
from admm_site.content.listings import ChoicesFilter, PortalFilterSet, StateFilter, years_of

from .choices import Framework


def series_choices(meetings):
    return meetings.order_by("series__acronym").values_list("series__slug", "series__acronym").distinct()


def country_choices(meetings):
    hosts = meetings.filter(country__isnull=False).order_by("country__name")
    return hosts.values_list("country__slug", "country__name").distinct()


class MeetingFilter(PortalFilterSet):
    series = ChoicesFilter(field_name="series__slug", label=_("Series"), load=series_choices)
    framework = django_filters.ChoiceFilter(
        field_name="series__framework", label=_("Framework"), choices=Framework.choices
    )
    year = ChoicesFilter(field_name="start_date__year", label=_("Year"), load=years_of("start_date"))
    country = ChoicesFilter(field_name="country__slug", label=_("Country"), load=country_choices)
    format = django_filters.ChoiceFilter(
        field_name="format", label=_("Format"), choices=OccasionFormat.choices
    )
    state = StateFilter()

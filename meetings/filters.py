import django_filters
from django.utils.translation import gettext_lazy as _

from admm_site.content.choices import OccasionFormat
from admm_site.content.listings import OccurringFilter, OccurringYearFilter, PortalFilterSet, StateFilter

from .choices import Framework


class MeetingFilter(PortalFilterSet):
    series = OccurringFilter("series__slug", named_by="series__acronym", label=_("Series"))
    framework = django_filters.ChoiceFilter(
        field_name="series__framework", label=_("Framework"), choices=Framework.choices
    )
    area = OccurringFilter("series__area__slug", named_by="series__area__name", label=_("Area"))
    year = OccurringYearFilter("start_date", label=_("Year"))
    country = OccurringFilter("country__slug", named_by="country__name", label=_("Country"))
    format = django_filters.ChoiceFilter(
        field_name="format", label=_("Format"), choices=OccasionFormat.choices
    )
    state = StateFilter()

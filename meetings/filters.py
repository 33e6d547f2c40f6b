import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from admm_site.core.choices import EventFormat
from admm_site.core.listings import (
    ChoicesFilter,
    OccurringValuesFilter,
    OccurringYearsFilter,
    PortalFilterSet,
    StateFilter,
    YearBoundFilter,
)
from admm_site.core.publication import is_public
from admm_site.reference.models import Country

from .choices import Framework, MeetingLevel, Verb
from .options import AREA, COUNTRY, SERIES, all_areas, all_countries, all_series


class ParticipantFilterMixin:
    """A filter set with a method that narrows meetings to those in which a country takes part."""

    def filter_by_participant(self, meetings, name, slug):
        return meetings.with_participant(Country.objects.get(slug=slug))


class MeetingFilter(ParticipantFilterMixin, PortalFilterSet):
    row_count = ngettext_lazy("%(number)d meeting", "%(number)d meetings", "number")
    main_filters = ("level", "area", "participant", "year")

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
    chair = ChoicesFilter(
        field_name="chair_country__slug", label=_("In the chair"), load=all_countries, model_label=COUNTRY
    )
    participant = ChoicesFilter(
        label=_("Takes part"), load=all_countries, model_label=COUNTRY, method="filter_by_participant"
    )
    format = django_filters.ChoiceFilter(field_name="format", label=_("Format"), choices=EventFormat.choices)
    state = StateFilter()

    def at_level(self, meetings, name, level):
        return meetings.at_level(level)


class DecisionFilter(PortalFilterSet):
    row_count = ngettext_lazy("%(number)d decision", "%(number)d decisions", "number")
    main_filters = ("verb", "area", "series", "year")

    verb = django_filters.ChoiceFilter(field_name="verb", label=_("Decision type"), choices=Verb.choices)
    area = ChoicesFilter(label=_("Area"), load=all_areas, model_label=AREA, method="in_area")
    series = ChoicesFilter(
        field_name="page__series__slug", label=_("Series"), load=all_series, model_label=SERIES
    )
    country = ChoicesFilter(
        field_name="page__country__slug", label=_("Held in"), load=all_countries, model_label=COUNTRY
    )
    participant = ChoicesFilter(
        label=_("Takes part"), load=all_countries, model_label=COUNTRY, method="with_participant"
    )
    year = OccurringYearsFilter("page__start_date", label=_("Year"))
    year_from = YearBoundFilter("page__start_date", lookup_expr="gte", label=_("From year"))
    year_to = YearBoundFilter("page__start_date", lookup_expr="lte", label=_("To year"))

    def in_area(self, decisions, name, slug):
        """Return decisions on a page of the area, such as a paper, and those of its working group."""
        from .models.decisions import decidable_page_types

        about = Q()
        for page_type in decidable_page_types():
            for path in page_type.related_paths.get("area", ()):
                about |= Q(**{f"subject__{page_type._meta.model_name}__{path}__slug": slug})
        return decisions.filter(about & is_public("subject") | Q(page__series__area__slug=slug))

    def with_participant(self, decisions, name, slug):
        from .models import MeetingPage

        meetings = MeetingPage.objects.with_participant(Country.objects.get(slug=slug))
        return decisions.filter(page__in=meetings.values("pk"))

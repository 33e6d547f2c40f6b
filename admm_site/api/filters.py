"""The filters of the lists: those of the pages, made strict."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from admm_site.core.listings import ChoicesFilter, PortalFilterSet, YearBoundFilter
from admm_site.exports.filters import DocumentFilter
from admm_site.reference.choices import AreaKind, CountryRole
from initiatives.filters import ActivityFilter, ConceptPaperFilter, InitiativeFilter, StatusUpdateFilter
from meetings.choices import Framework, Level
from meetings.filters import DecisionFilter, MeetingFilter

MAX_SLUG_LENGTH = 255


class SlugFilter(django_filters.Filter):
    """Filter by the slug of a record."""

    field_class = forms.SlugField
    schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": MAX_SLUG_LENGTH}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, strip=False, max_length=MAX_SLUG_LENGTH, **kwargs)


class YearFilter(django_filters.Filter):
    """Filter by a year of four digits at most."""

    field_class = forms.RegexField
    schema = {"type": "integer", "minimum": 1, "maximum": 9999}

    def __init__(self, *args, **kwargs):
        messages = {"invalid": _("Write a year as a number, such as 2011.")}
        super().__init__(*args, regex=r"\A[1-9][0-9]{0,3}\Z", strip=False, error_messages=messages, **kwargs)


def strict(filterset_class: type[PortalFilterSet]) -> type[PortalFilterSet]:
    """Return the filters of a page's list, changed to take any slug or year, not only those in the list.

    A page offers choices and refuses other values; to a program, an empty list is a valid response. There is
    no `sort`: a list of the API has one order.
    """
    strict_filters = {
        name: (YearFilter if filter_.field_name.endswith("__year") else SlugFilter)(
            field_name=filter_.field_name,
            label=filter_.label,
            method=filter_.method,
            distinct=filter_.distinct,
        )
        for name, filter_ in filterset_class.base_filters.items()
        if isinstance(filter_, ChoicesFilter)
    }
    return type(f"Strict{filterset_class.__name__}", (filterset_class,), {"sort": None, **strict_filters})


def schema_of(filter_: django_filters.Filter) -> dict:
    """Return the OpenAPI schema of the values of a filter."""
    if isinstance(filter_, SlugFilter | YearFilter):
        return filter_.schema
    if isinstance(filter_, YearBoundFilter):
        return {"type": "integer", "minimum": 1000, "maximum": 9999}
    if choices := filter_.extra.get("choices"):
        return {"type": "string", "enum": [value for value, _label in choices]}
    return {"type": "string", "pattern": r"^[^\u0000]+$", "maxLength": filter_.extra["max_length"]}


MeetingFilters = strict(MeetingFilter)
PaperFilters = strict(ConceptPaperFilter)
InitiativeFilters = strict(InitiativeFilter)
ActivityFilters = strict(ActivityFilter)
DocumentFilters = strict(DocumentFilter)


class DecisionFilters(strict(DecisionFilter)):
    meeting = SlugFilter(field_name="page__slug", label=_("Meeting"))


class StatusUpdateFilters(strict(StatusUpdateFilter)):
    initiative = SlugFilter(field_name="page__slug", label=_("Initiative"))


class CountryFilters(PortalFilterSet):
    role = django_filters.ChoiceFilter(label=_("Role"), choices=CountryRole.choices, method="in_role")

    def in_role(self, countries, name, role):
        return countries.in_role(role)


class AreaFilters(PortalFilterSet):
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=AreaKind.choices)


class SeriesFilters(PortalFilterSet):
    framework = django_filters.ChoiceFilter(
        field_name="framework", label=_("Framework"), choices=Framework.choices
    )
    level = django_filters.ChoiceFilter(field_name="level", label=_("Level"), choices=Level.choices)
    area = SlugFilter(field_name="area__slug", label=_("Area"))

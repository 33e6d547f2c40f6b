"""Lists: filters as GET parameters, chips that remove one, pagination that keeps them."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import django_filters
from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, F
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.search import index

from .choices import EventStatus
from .page_base import page_tabs
from .query_cache import get_or_compute
from .query_parameters import PAGE_PARAMETER, truncated_name, visitor_parameter_errors
from .sections import SectionPage

PAGE_SIZE = 50
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,255}", re.ASCII)
YEAR = re.compile(r"[1-9][0-9]{3}", re.ASCII)
NO_SUCH_VALUE = _("That value doesn’t exist; choose one from the list.")


@dataclass(frozen=True)
class Chip:
    """An active filter with the query string of the list without it."""

    label: str | Promise
    value: str
    query_without: str


@dataclass(frozen=True)
class YearLink:
    """A link to the rows of one year: the query string of the list with that year."""

    year: str
    query: str
    is_current: bool


class SlugChoiceField(django_filters.fields.ChoiceField):
    """Offer some records by slug, and accept every record of the model, even if no row of the list has it.

    `model_label` names the model; without one, only the choices offered are valid.
    """

    def __init__(self, *args, model_label: str = "", **kwargs):
        self.model_label = model_label
        super().__init__(*args, **kwargs)

    def valid_value(self, value):
        if super().valid_value(value):
            return True
        if not self.model_label or not SLUG.fullmatch(value):
            return False
        record = apps.get_model(self.model_label).objects.filter(slug=value).first()
        if record:
            self.choices = [*self._offered(), (value, str(record))]
        return record is not None

    def _offered(self):
        return [(value, label) for value, label in self.choices if value]


class YearChoiceField(SlugChoiceField):
    """Offer the years that occur in the list, and accept any year of four digits."""

    def valid_value(self, value):
        return super().valid_value(value) or bool(YEAR.fullmatch(value))


class ChoicesFilter(django_filters.ChoiceFilter):
    """A filter by slug. Its options are what `load` returns for the rows of the list.

    It accepts any record of the model `model_label`, even if no row of the list has it.
    """

    field_class = SlugChoiceField

    def __init__(self, *args, load=None, model_label: str = "", **kwargs):
        self.load = load
        super().__init__(*args, model_label=model_label, **kwargs)

    @property
    def field(self):
        self.extra.setdefault("choices", self.options())
        return super().field

    def options(self) -> list[tuple[str, str]]:
        return list(self.parent.cached(lambda: tuple(self.load(self.parent.queryset)), self.load))


class OccurringValuesFilter(ChoicesFilter):
    """A filter whose options are the values in the rows of the list. `label_path` leads to an option's label.

    `PortalFilterSet.occurring_values` reads the options of all such filters in one query.
    """

    def __init__(self, field_name: str, *, label_path: str = "", **kwargs):
        self.paths = (field_name, label_path or field_name)
        super().__init__(field_name=field_name, **kwargs)

    def options(self):
        options = {tuple(row[path] for path in self.paths) for row in self.parent.occurring_values}
        return self.sort_options((value, label) for value, label in options if value)

    def sort_options(self, options):
        return sorted(options, key=itemgetter(1, 0))


class OccurringYearsFilter(OccurringValuesFilter):
    """A filter by the years of a partial date that occur in the list, the newest first."""

    field_class = YearChoiceField

    def __init__(self, field_name: str, **kwargs):
        super().__init__(f"{field_name}__year", **kwargs)

    def sort_options(self, options):
        return [(str(year), str(year)) for year, _year in sorted(options, reverse=True)]


class YearBoundFilter(django_filters.Filter):
    """A filter by the first or the last year (`lookup_expr` is `gte` or `lte`) of a partial date."""

    field_class = forms.RegexField

    def __init__(self, field_name: str, **kwargs):
        super().__init__(
            f"{field_name}__year",
            regex=rf"\A{YEAR.pattern}\Z",
            strip=False,
            widget=forms.NumberInput(attrs={"min": 1000, "max": 9999}),
            error_messages={"invalid": _("Write a year in four digits, such as 2011.")},
            **kwargs,
        )


class StateFilter(django_filters.ChoiceFilter):
    """A filter of events by the state that is shown."""

    def __init__(self):
        super().__init__(field_name="state", label=_("State"), choices=EventStatus.choices)

    def filter(self, events, state):
        return events.in_state(state) if state else events


class FilterForm(forms.Form):
    """A form of the filters of a list. A parameter that is no filter is an error."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = NO_SUCH_VALUE

    def clean(self):
        for name, why in visitor_parameter_errors(self.data, {*self.fields, PAGE_PARAMETER}).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, why)
            elif name not in self.fields:
                params = {"name": name, "shown": truncated_name(name), "why": why}
                self.add_error(None, forms.ValidationError("%(shown)s: %(why)s", params=params))
        return super().clean()


class PortalFilterSet(django_filters.FilterSet):
    """The filters of one list, on its page and in every export.

    `main_filters` names those that the page shows, in their order; it folds the others. Without it, it shows
    all. `row_count` is the number of rows in words.

    Addresses with a parameter of `former_parameters` stay valid: each leads to the name of a filter and to
    the values that were renamed, if any.
    """

    main_filters: tuple[str, ...] = ()
    row_count = ngettext_lazy("%(number)d found", "%(number)d found", "number")
    former_parameters: Mapping[str, tuple[str, Mapping[str, str]]] = {}

    class Meta:
        form = FilterForm

    def __init__(self, data: QueryDict | None = None, *args, **kwargs):
        super().__init__(self._rename_parameters(data) if data else data, *args, **kwargs)

    def _rename_parameters(self, data: QueryDict) -> QueryDict:
        if self.former_parameters.keys().isdisjoint(data):
            return data
        data = data.copy()
        for former_name, (name, values) in self.former_parameters.items():
            for value in data.pop(former_name, []):
                data.appendlist(name, values.get(value, value))
        return data

    def all_rows(self) -> models.QuerySet:
        """Return the rows of the whole list."""
        return self.queryset

    @cached_property
    def occurring_values(self) -> list[dict]:
        """Return each combination of values in the whole list with its number of `rows`, in one query."""
        filters = [item for item in self.filters.values() if isinstance(item, OccurringValuesFilter)]
        paths = list(dict.fromkeys(path for item in filters for path in item.paths))
        if not paths:
            return []

        def combinations():
            rows = self.all_rows().order_by()
            return tuple(rows.values_list(*map(F, paths)).annotate(rows=Count("pk")))

        rows = self.cached(combinations, *paths)
        return [dict(zip((*paths, "rows"), row, strict=True)) for row in rows]

    def cached(self, compute: Callable[[], Any], *key: Hashable) -> Any:
        """Return the cached result of `compute`, which depends on the rows of the whole list alone."""
        return get_or_compute(compute, str(type(self)), self.queryset.model, *key)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Return the fields that the page shows: those of the main filters and of all that are in use."""
        main = [self.form[name] for name in self.main_filters or self.form.fields]
        return main + [field for field in self._other_fields if self._in_use(field)]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Return the fields that the page folds."""
        return [field for field in self._other_fields if not self._in_use(field)]

    @property
    def _other_fields(self) -> list[forms.BoundField]:
        main = self.main_filters or self.form.fields
        return [field for field in self.form if field.name not in main]

    def _in_use(self, field: forms.BoundField) -> bool:
        return self.is_bound and bool(self.data.get(field.html_name))

    @cached_property
    def chips(self) -> list[Chip]:
        """Return a chip for each filter that is set, if the form is valid."""
        if not self.is_bound or not self.form.is_valid():
            return []
        return [self._chip(name) for name in self.form.fields if self.form.cleaned_data.get(name)]

    @property
    def year_links(self) -> list[YearLink]:
        """Return a link for each year in the list; none while another filter may leave a year empty."""
        if not isinstance(self.filters.get("year"), OccurringYearsFilter) or self.query(without="year"):
            return []
        years = [year for year, _label in self.filters["year"].options()]
        current = self.data.get("year") if self.is_bound else None
        return [YearLink(year, f"year={year}", year == current) for year in years] if len(years) > 1 else []

    def _chip(self, name):
        field, value = self.form.fields[name], self.form.cleaned_data[name]
        choices = dict(getattr(field, "choices", ()))
        return Chip(field.label, choices.get(value, value), self.query(without=name))

    def query(self, without: str = "") -> str:
        """Return the query string of the filters that are set, without the one named `without`."""
        parameters = self.data.copy() if self.is_bound else {}
        for name in list(parameters):
            if name == without or name not in self.filters or not parameters[name]:
                del parameters[name]
        return parameters.urlencode() if parameters else ""


def listing_context(request, filterset_class, queryset, rows_a_page: int = PAGE_SIZE) -> dict:
    """Return the context of a list: `filterset`, `rows` (a page of them), `count`, `count_in_words`,
    `page_range`, `query`.

    An invalid value gives an empty list, with the error on its field.
    """
    filterset = filterset_class(request.GET or None, queryset=queryset, request=request)
    valid = not filterset.is_bound or filterset.is_valid()
    paginator = Paginator(filterset.qs if valid else queryset.none(), rows_a_page)
    query = filterset.query()
    if valid and filterset.occurring_values and not query:
        paginator.count = sum(combination["rows"] for combination in filterset.occurring_values)
    rows = paginator.get_page(request.GET.get("page"))
    return {
        "filterset": filterset,
        "valid": valid,
        "rows": rows,
        "count": paginator.count,
        "count_in_words": filterset.row_count % {"number": paginator.count},
        "page_range": paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1),
        "query": query,
    }


class ListingPage(SectionPage):
    """A page that lists the pages below it: those of `get_queryset`, filtered by `filterset_class`."""

    filterset_class: type[PortalFilterSet]
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences above the list.")
    )

    tracked_fields = ("title", "introduction")
    show_history = False
    edit_handler = page_tabs(
        ObjectList([*SectionPage.content_panels, FieldPanel("introduction")], heading=_("Content"))
    )
    search_fields = [*SectionPage.search_fields, index.SearchField("introduction")]

    class Meta:
        abstract = True

    @property
    def summary(self) -> str:
        return self.introduction

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | listing_context(request, self.filterset_class, self.get_queryset())

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if not response.context_data["valid"]:
            response.status_code = 400
        return response

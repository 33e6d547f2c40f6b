"""Lists of things: filters as GET parameters, removable chips, pages that keep the filters."""

import re
from dataclasses import dataclass
from operator import itemgetter

import django_filters
from django import forms
from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, F
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.search import index

from .choices import EventStatus
from .page_base import page_tabs
from .query_cache import cached_rows, get_or_compute
from .query_parameters import PAGE_PARAMETER, truncated_name, visitor_parameter_errors
from .sections import SectionPage

PAGE_SIZE = 50
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,255}", re.ASCII)
YEAR = re.compile(r"[1-9][0-9]{3}", re.ASCII)
NO_SUCH_VALUE = _("That value doesn’t exist; choose one from the list.")


@dataclass(frozen=True)
class Chip:
    """An active filter, and the query string of the list without it."""

    label: str | Promise
    value: str
    query_without: str


class SlugChoiceField(django_filters.fields.ChoiceField):
    """Offers some records by slug, and takes each record of the model: it may be in no row, but it exists.

    `of` names the model; without one, what is offered is all there is.
    """

    def __init__(self, *args, of: str = "", **kwargs):
        self.of = of
        super().__init__(*args, **kwargs)

    def valid_value(self, value):
        if super().valid_value(value):
            return True
        if not self.of or not SLUG.fullmatch(value):
            return False
        record = apps.get_model(self.of).objects.filter(slug=value).first()
        if record:
            self.choices = [*self._offered(), (value, str(record))]
        return record is not None

    def _offered(self):
        return [(value, label) for value, label in self.choices if value]


class YearChoiceField(SlugChoiceField):
    """Offers the years that occur, and takes any year of four digits."""

    def valid_value(self, value):
        return super().valid_value(value) or bool(YEAR.fullmatch(value))


class ChoicesFilter(django_filters.ChoiceFilter):
    """A filter by slug. Its options are what `load` finds in the rows of the list, asked once a request.

    It takes any record of the model `of`, whether or not the list has a row of it.
    """

    field_class = SlugChoiceField

    def __init__(self, *args, load=None, of: str = "", **kwargs):
        self.load = load
        super().__init__(*args, of=of, **kwargs)

    @property
    def field(self):
        self.extra.setdefault("choices", self.options())
        return super().field

    def options(self) -> list[tuple[str, str]]:
        offered = vars(self.parent).setdefault("_offered", {})  # for all filters that offer the same
        if self.load not in offered:
            rows = self.parent.queryset
            offered[self.load] = get_or_compute(lambda: tuple(self.load(rows)), self.load, rows)
        return list(offered[self.load])


class OccurringValuesFilter(ChoicesFilter):
    """A filter by what occurs in the rows of the list. `label_path` leads to an option's label.

    A list asks for the options of all such filters at once: `PortalFilterSet.occurring_values`.
    """

    def __init__(self, field_name: str, *, label_path: str = "", **kwargs):
        self.paths = (field_name, label_path or field_name)
        super().__init__(field_name=field_name, **kwargs)

    def options(self):
        found = {tuple(row[path] for path in self.paths) for row in self.parent.occurring_values}
        return self.in_order((value, name) for value, name in found if value)

    def in_order(self, options):
        return sorted(options, key=itemgetter(1, 0))


class OccurringYearsFilter(OccurringValuesFilter):
    """By the years of a partial date that occur in the list, the newest first."""

    field_class = YearChoiceField

    def __init__(self, field_name: str, **kwargs):
        super().__init__(f"{field_name}__year", **kwargs)

    def in_order(self, options):
        return [(str(year), str(year)) for year, _year in sorted(options, reverse=True)]


class YearBoundFilter(django_filters.Filter):
    """By the first or the last year (`lookup_expr` is `gte` or `lte`) of a partial date."""

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
    """A filter of meetings or activities by the state that they are shown in."""

    def __init__(self):
        super().__init__(field_name="state", label=_("State"), choices=EventStatus.choices)

    def filter(self, occasions, state):
        return occasions.in_state(state) if state else occasions


def load_years(field: str):
    """Loads the years of a partial date that occur in a list, the newest first."""

    def load(rows):
        known = rows.filter(**{f"{field}__isnull": False}).annotate(found_year=F(f"{field}__year"))
        years = known.order_by("-found_year").values_list("found_year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]

    return load


class FilterForm(forms.Form):
    """The filters of a list as a form, in which a parameter that is no filter is an error."""

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
    """The filters of one list, the same for its page and for whatever else is made of it."""

    class Meta:
        form = FilterForm

    @cached_property
    def occurring_values(self) -> list[dict]:
        """What occurs together in the rows of the whole list, with how many say so (`rows`): one query."""
        filters = [one for one in self.filters.values() if isinstance(one, OccurringValuesFilter)]
        paths = list(dict.fromkeys(path for one in filters for path in one.paths))
        if not paths:
            return []
        found = self.queryset.order_by().values_list(*map(F, paths)).annotate(rows=Count("pk"))
        rows = get_or_compute(lambda: tuple(found), *paths, self.queryset)
        return [dict(zip((*paths, "rows"), row, strict=True)) for row in rows]

    @cached_property
    def chips(self) -> list[Chip]:
        """One for each valid filter that is set."""
        if not self.is_bound or not self.form.is_valid():
            return []
        return [self._chip(name) for name in self.form.fields if self.form.cleaned_data.get(name)]

    def _chip(self, name):
        field, value = self.form.fields[name], self.form.cleaned_data[name]
        choices = dict(getattr(field, "choices", ()))
        return Chip(field.label, choices.get(value, value), self.query(without=name))

    def query(self, without: str = "") -> str:
        """The query string of the filters that are set, leaving out one, and whatever is not a filter."""
        kept = self.data.copy() if self.is_bound else {}
        for name in list(kept):
            if name == without or name not in self.filters or not kept[name]:
                del kept[name]
        return kept.urlencode() if kept else ""


class CachedPaginator(Paginator):
    """Pages of a query. How many rows there are and which are on a page is kept while nothing changes."""

    @cached_property
    def count(self):
        return get_or_compute(lambda: super(CachedPaginator, self).count, "count", self.object_list)

    def _get_page(self, rows, number, paginator):
        return Page(cached_rows(rows), number, paginator)


def listing_context(request, filterset_class, queryset, rows_a_page: int = PAGE_SIZE) -> dict:
    """Context of a list: `filterset`, `rows` (a page of them), `count`, `page_range`, `query`.

    A value that does not exist gives an empty list with the error on its field.
    """
    filterset = filterset_class(request.GET or None, queryset=queryset, request=request)
    valid = not filterset.is_bound or filterset.is_valid()
    paginator = CachedPaginator(filterset.qs if valid else queryset.none(), rows_a_page)
    query = filterset.query()
    if valid and filterset.occurring_values and not query:
        paginator.count = sum(found["rows"] for found in filterset.occurring_values)
    rows = paginator.get_page(request.GET.get("page"))
    return {
        "filterset": filterset,
        "valid": valid,
        "rows": rows,
        "count": paginator.count,
        "page_range": paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1),
        "query": query,
    }


class ListingPage(SectionPage):
    """A page that lists the pages below it. Its `listed()` are filtered by `filterset_class`."""

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

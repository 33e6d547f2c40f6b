import django_filters
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.models import Page

from admm_site.core.listings import ChoicesFilter, PortalFilterSet, YearChoiceField
from admm_site.core.page_types import page_types
from meetings.options import AREA, COUNTRY, SERIES, all_areas, all_countries, all_series

from .choices import ChangeKind
from .querysets import is_change_of


class YearFilter(ChoicesFilter):
    """Filter by one of the years from the newest change to the oldest."""

    field_class = YearChoiceField

    def options(self):
        [occurring_years] = self.parent.occurring_values
        if not occurring_years["rows"]:
            return []
        first, last = (timezone.localdate(occurring_years[end]).year for end in ("first", "last"))
        return [(str(year), str(year)) for year in range(last, first - 1, -1)]


class FlagFilter(django_filters.ChoiceFilter):
    """Keep only the rows on which a boolean field is true."""

    def __init__(self, **kwargs):
        super().__init__(choices=[("yes", _("Only these"))], **kwargs)

    def filter(self, rows, value):
        return rows.filter(**{self.field_name: True}) if value else rows


class ChangeFilter(PortalFilterSet):
    """The filters of the log; those by area, country and series match public pages only."""

    row_count = ngettext_lazy("%(number)d change", "%(number)d changes", "number")
    main_filters = ("kind", "area", "country", "year")

    kind = django_filters.ChoiceFilter(
        field_name="kind", label=_("What happened"), choices=ChangeKind.choices
    )
    major = FlagFilter(field_name="is_major", label=_("Major changes"))
    correction = FlagFilter(field_name="is_correction", label=_("Corrections"))
    area = ChoicesFilter(label=_("Area"), load=all_areas, model_label=AREA, method="in_area")
    country = ChoicesFilter(label=_("Country"), load=all_countries, model_label=COUNTRY, method="of_country")
    series = ChoicesFilter(
        label=_("Series of meetings"), load=all_series, model_label=SERIES, method="in_series"
    )
    year = YearFilter(field_name="at__year", label=_("Year"))

    @cached_property
    def occurring_values(self):
        """Return the first and last change and their number; faster than a query for each year."""
        ends = {"rows": Count("pk"), "first": Min("at"), "last": Max("at")}
        return [self.cached(lambda: self.queryset.order_by().aggregate(**ends), "ends")]

    def in_area(self, changes, name, slug):
        return changes.with_public_page().filter(is_about("area", slug))

    def of_country(self, changes, name, slug):
        return changes.with_public_page().filter(is_about("country", slug))

    def in_series(self, changes, name, slug):
        return changes.with_public_page().filter(is_about("series", slug))


def is_about(relation: str, slug: str) -> Q:
    """Return the condition that a change is of a page of the `area`, `country` or `series` with the slug."""
    pages = (
        model.objects.filter(**{f"{path}__slug": slug}).values("pk")
        for model in page_types()
        for path in model.related_paths.get(relation, ())
    )
    return is_change_of(Page.objects.filter(Q(*(Q(pk__in=keys) for keys in pages), _connector=Q.OR)))

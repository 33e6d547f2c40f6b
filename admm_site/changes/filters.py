import django_filters
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from admm_site.content.listings import ChoicesFilter, PortalFilterSet
from admm_site.reference.models import CooperationArea
from meetings.models import MeetingSeries

from .choices import ChangeKind

AREAS = ("conceptpaperpage", "initiativepage", "activitypage", "meetingpage__series")


def all_areas(rows):
    return CooperationArea.objects.values_list("slug", "name")


def all_series(rows):
    return MeetingSeries.objects.order_by("acronym").values_list("slug", "acronym")


def years(rows):
    """From the newest change to the oldest: to look for each year would be to read every change."""
    found = rows.order_by().aggregate(first=Min("at"), last=Max("at"))
    if not found["last"]:
        return []
    first, last = (timezone.localdate(at).year for at in (found["first"], found["last"]))
    return [(str(year), str(year)) for year in range(last, first - 1, -1)]


class OnlyFilter(django_filters.ChoiceFilter):
    """Finds the rows of which a field is true, if asked to."""

    def __init__(self, **kwargs):
        super().__init__(choices=[("yes", _("Only these"))], **kwargs)

    def filter(self, rows, value):
        return rows.filter(**{self.field_name: True}) if value else rows


class ChangeFilter(PortalFilterSet):
    """The filters of the log; those by area and series find no page that may not be named."""

    kind = django_filters.ChoiceFilter(
        field_name="kind", label=_("What happened"), choices=ChangeKind.choices
    )
    major = OnlyFilter(field_name="is_major", label=_("Major changes"))
    correction = OnlyFilter(field_name="is_correction", label=_("Corrections"))
    area = ChoicesFilter(label=_("Area"), load=all_areas, method="in_area")
    series = ChoicesFilter(label=_("Series of meetings"), load=all_series, method="in_series")
    year = ChoicesFilter(field_name="at__year", label=_("Year"), load=years)

    def in_area(self, changes, name, slug):
        conditions = [Q(**{f"page__{path}__area__slug": slug}) for path in AREAS]
        return changes.named().filter(Q(*conditions, _connector=Q.OR))

    def in_series(self, changes, name, slug):
        return changes.named().filter(page__meetingpage__series__slug=slug)

"""The options of filters that offer all there is, whatever is in the rows of their list."""

from admm_site.reference.models import CooperationArea, Country

from .models import MeetingSeries


def all_areas(rows):
    return CooperationArea.objects.values_list("slug", "name")


def all_countries(rows):
    return Country.objects.known().values_list("slug", "name")


def all_series(rows):
    return MeetingSeries.objects.known().order_by("acronym").values_list("slug", "acronym")

"""The options of filters that offer all there is, whatever is in the rows of their list."""

from django.apps import apps

from admm_site.reference.models import CooperationArea, Country

# The models of which each record has a page: filters take its slug, whether or not a list has a row of it.
AREA, COUNTRY, SERIES = "reference.CooperationArea", "reference.Country", "meetings.MeetingSeries"


def all_areas(rows):
    return CooperationArea.objects.values_list("slug", "name")


def all_countries(rows):
    return Country.objects.known_as_of_request().values_list("slug", "name")


def all_series(rows):
    return (
        apps.get_model(SERIES)
        .objects.known_as_of_request()
        .order_by("acronym")
        .values_list("slug", "acronym")
    )

"""The options of filters that offer every area, country or series, whatever the rows of their list are."""

from django.apps import apps

from admm_site.reference.models import CooperationArea, Country

# Models whose records have a page each: their filters accept the slug of any record, listed or not.
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

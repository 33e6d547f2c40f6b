"""A page type that is declared, and named nowhere else, is on every public surface."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from admm_site.core.checks import page_types_are_declared
from tests.changes.publishing import publish
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import InitiativePageFactory
from tests.factories.meetings import MeetingSeriesFactory
from tests.factories.reference import CountryFactory
from tests.factories.users import AdministratorFactory
from tests.page_type.factories import ExercisePageFactory
from tests.page_type.models import ExercisePage

TITLE = "Pelican relief exercise"


@pytest.fixture
def exercise(portal):
    exercise = ExercisePageFactory(
        title=TITLE,
        parent=InitiativePageFactory(title="Disaster relief"),
        country=CountryFactory(code="TH", name="Thailand"),
        series=MeetingSeriesFactory(acronym="HADR EWG", working_group=True),
        summary="Divers rescued a crew.",
        source_document=PortalDocumentFactory(title="Report of the exercise"),
        live=False,
    )
    publish(exercise)
    call_command("index_passages", verbosity=0)
    return ExercisePage.objects.get()


# What each address answers; `{page}` is the address of the exercise without its last slash.
ADDRESSES = {
    "its page": "{page}/",
    "its list": "/exercises/",
    "its list, filtered": "/exercises/?year=2014&state=held",
    "csv": "/exercises.csv",
    "json": "/exercises.json",
    "atom": "/exercises.atom",
    "ics": "/exercises.ics",
    "its event": "{page}.ics",
    "its reference for BibTeX": "{page}.bib",
    "its reference for RIS": "{page}.ris",
    "list of the API": "/api/v1/exercises/",
    "record of the API": "/api/v1/exercises{page}/",
    "search": "/search/?q=divers+rescued",
    "changes": "/changes/",
    "changes by country": "/changes/?country=thailand",
    "changes by series": "/changes/?series=hadr-ewg",
    "its history": "/changes{page}/",
    "calendar": "/meetings/calendar/",
    "calendar, filtered": "/meetings/calendar/?country=thailand",
    "calendar, ics": "/meetings/calendar.ics",
    "month": "/meetings/calendar/2014/4/",
    "trail of its initiative": "/initiatives/disaster-relief/",
    "initiative on two days": "/initiatives/disaster-relief/compare/?a=2014-01-01&b=2015-01-01",
    "page of its source": "/documents/report-of-the-exercise/",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_the_type_is_on_every_surface(client, exercise, address):
    page = exercise.url.rstrip("/")
    if address.startswith("/api"):
        page = page.removeprefix("/initiatives")
    response = client.get(address.format(page=page))
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert TITLE in body.decode().replace("\r\n ", "")


def test_the_data_of_the_page_redirect_to_the_api(client, exercise):
    response = client.get(f"{exercise.url.rstrip('/')}.json")
    assert response["Location"] == f"/api/v1/exercises/{exercise.url.removeprefix('/initiatives/')}"
    assert client.get("/api/v1/").json()["exercises"] == "http://testserver/api/v1/exercises/"


def test_the_page_and_its_list_are_in_the_sitemap(client, exercise):
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"http://testserver{exercise.url}<" in sitemap
    assert "http://testserver/exercises/<" in sitemap


def test_structured_data_describes_the_page_as_an_event(client, exercise):
    page = client.get(exercise.url).content.decode()
    graph = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    about = graph["@graph"][0]["mainEntity"]
    assert (about["@type"], about["name"], about["startDate"]) == ("Event", TITLE, "2014-04-28")


def test_the_place_of_the_page_is_on_the_map(client, exercise):
    assert "Bangkok" in client.get("/meetings/map/").content.decode()


@pytest.mark.parametrize("address", ["/exercise/", "{page}e/"])
def test_a_similar_address_suggests_the_page(client, exercise, address):
    response = client.get(address.format(page=exercise.url.rstrip("/")))
    assert response.status_code == 404
    assert ("Exercises" if address == "/exercise/" else TITLE) in response.content.decode()


def test_editors_have_its_listing_and_are_told_of_its_draft(client, exercise):
    client.force_login(AdministratorFactory())
    assert TITLE in client.get(reverse("exercises:index")).content.decode()
    assert TITLE in client.get(f"{reverse('exercises:index')}?export=csv").getvalue().decode()
    ExercisePageFactory(title="Exercise in draft", parent=exercise.get_parent(), live=False)
    assert "Exercise in draft" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_editors_are_told_that_it_has_no_source(client, exercise):
    client.force_login(AdministratorFactory())
    ExercisePageFactory(title="Exercise without source", parent=exercise.get_parent())
    gaps = client.get(reverse("gaps_report")).content.decode()
    assert "Exercise without source" in gaps
    assert TITLE not in gaps


@pytest.mark.parametrize(
    "address", ["{page}/", "/exercises/", "/exercises.csv", "/meetings/calendar/2014/4/"]
)
def test_the_page_is_nowhere_as_of_an_earlier_day(client, exercise, address):
    response = client.get(f"{address.format(page=exercise.url.rstrip('/'))}?as_of=2013-01-01")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert "Divers" not in body.decode()
    assert address == "{page}/" or TITLE not in body.decode()


def test_the_check_names_what_a_page_type_does_not_say(monkeypatch):
    assert page_types_are_declared() == []
    monkeypatch.setattr(ExercisePage, "record_type", None)
    [error] = page_types_are_declared()
    assert (error.id, error.msg) == ("core.E002", "page_type.ExercisePage does not declare record_type.")

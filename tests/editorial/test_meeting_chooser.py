"""The chooser of the meeting of a status update offers meetings after the last status update."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import MeetingPageFactory

from .browser_form import get_form_fields

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture(autouse=True)
def search_index():
    """Keeps the search index up to date in these tests."""


def chooser_urls(client, initiative) -> dict[str, str]:
    """The address of the chooser in each row of status updates; `__prefix__` is the row to add."""
    page = client.get(reverse("wagtailadmin_pages:edit", args=[initiative.pk])).text
    matches = re.findall(r'new Chooser\("id_status_updates-(\w+)-reported_to", (\{.*?\})\)', page)
    return {row: json.loads(options)["modalUrl"] for row, options in matches}


def get_titles(client, url) -> list[str]:
    response = client.get(url)
    html = response.json()["html"] if "json" in response["Content-Type"] else response.text
    rows = BeautifulSoup(html, "html.parser").select("a[data-chooser-modal-choice]")
    return [row.get_text(strip=True) for row in rows]


@pytest.fixture
def meetings():
    """One meeting in each of three years."""
    return {
        year: MeetingPageFactory(custom_title=f"Meeting of {year}", start_date=PartialDate(year, 5, 20))
        for year in (2012, 2014, 2016)
    }


@pytest.fixture
def initiative(meetings):
    """An initiative with a status update of 2012 and one to the meeting of 2014."""
    first = StatusUpdateFactory(date=PartialDate(2012))
    StatusUpdateFactory(page=first.page, date=PartialDate(2014, 5, 20), reported_to=meetings[2014])
    return first.page


def test_a_new_report_is_offered_the_meetings_after_the_last_one(editor_client, initiative):
    url = chooser_urls(editor_client, initiative)["__prefix__"]

    assert get_titles(editor_client, url) == ["Meeting of 2016"]


def test_a_stored_report_is_offered_the_meetings_after_the_one_before_it(editor_client, initiative):
    urls = chooser_urls(editor_client, initiative)

    assert get_titles(editor_client, urls["1"]) == ["Meeting of 2016", "Meeting of 2014"]
    assert get_titles(editor_client, urls["0"]) == ["Meeting of 2016", "Meeting of 2014", "Meeting of 2012"]


def test_a_report_that_is_only_drafted_counts_as_the_last(editor_client, initiative):
    initiative.status_updates.add(StatusUpdateFactory.build(page=None, date=PartialDate(2016, 5, 20)))
    initiative.save_revision()

    assert get_titles(editor_client, chooser_urls(editor_client, initiative)["__prefix__"]) == []


def test_the_first_report_of_an_initiative_is_offered_every_meeting(editor_client, meetings):
    url = chooser_urls(editor_client, InitiativePageFactory())["__prefix__"]

    assert len(get_titles(editor_client, url)) == 3


def test_all_meetings_are_offered_to_whoever_asks_for_them(editor_client, initiative):
    url = chooser_urls(editor_client, initiative)["__prefix__"]

    assert len(get_titles(editor_client, f"{url}&earlier=on")) == 3


def test_a_search_keeps_to_the_meetings_after_the_last_report(editor_client, initiative, settings):
    backends = settings.WAGTAILSEARCH_BACKENDS
    settings.WAGTAILSEARCH_BACKENDS = {
        name: {**backend, "AUTO_UPDATE": True} for name, backend in backends.items()
    }
    for year in (2011, 2017):
        MeetingPageFactory(custom_title=f"Retreat of {year}", start_date=PartialDate(year))
    results = reverse("meeting_chooser:choose_results")

    assert get_titles(editor_client, f"{results}?after=2014-05-20&q=retreat") == ["Retreat of 2017"]


def test_the_chosen_meeting_is_stored_with_the_report(editor_client, initiative, meetings):
    chooser_data = editor_client.get(reverse("meeting_chooser:chosen", args=[meetings[2016].pk])).json()[
        "result"
    ]
    url = reverse("wagtailadmin_pages:edit", args=[initiative.pk])
    form = get_form_fields(editor_client.get(url))

    editor_client.post(
        url, form | {"status_updates-1-reported_to": chooser_data["id"], "action-publish": "1"}
    )

    assert chooser_data["title"] == "Meeting of 2016"
    assert meetings[2016].received_status_updates.get().page == initiative

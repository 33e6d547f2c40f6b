"""Schedule, expiry, comments and change note of every page type, submitted with its form."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, get_page_models

from admm_site.changes.models import Change
from admm_site.core.page_base import PortalPage
from admm_site.core.revisions import store_live_revisions, without_live_revision
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory

from .browser_form import edit_url, get_form_fields
from .pages import every_page

PUBLISH = {"action-publish": "1"}


def at(days: int) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")


def schedule_of(page) -> dict:
    """The fields of the schedule dialog, which a browser submits without seconds."""
    moments = {name: getattr(page, name) for name in ("go_live_at", "expire_at")}
    return {
        name: timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
        for name, moment in moments.items()
    }


def let_time_pass(page):
    """Moves the schedule into the past."""
    past = timezone.now() - timedelta(hours=1)
    for revision in Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False):
        content = revision.content | {"go_live_at": past.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)


@pytest.mark.parametrize(
    "model", [m for m in get_page_models() if issubclass(m, PortalPage)], ids=lambda model: model.__name__
)
def test_every_page_type_has_a_schedule_comments_and_the_note_where_one_publishes(model):
    handler = model.get_edit_handler()
    form = handler.get_form_class()

    assert {"go_live_at", "expire_at", "change_note", "correction_reason"} <= form.base_fields.keys()
    assert "comments" in form.formsets
    assert "change_note" in handler.children[0].get_form_options()["fields"]


@pytest.mark.sample(3)
@every_page
def test_a_change_of_a_live_page_waits_for_its_day(browser, portal, make):
    page = make(portal)
    before = Page.objects.get(pk=page.pk).specific.title
    form = get_form_fields(browser.get(edit_url(page)))
    fields = {"title": "Of tomorrow"} if "title" in form else {"custom_title": "Of tomorrow"}

    response = browser.post(edit_url(page), form | fields | {"go_live_at": at(1)} | PUBLISH)

    stored_page = Page.objects.get(pk=page.pk)
    assert response.status_code == 302
    assert (stored_page.live, stored_page.title) == (True, before)
    assert stored_page.live_revision.content["title"] == before
    assert browser.get(stored_page.url).status_code == 200

    let_time_pass(stored_page)
    call_command("publish_scheduled")
    stored_page.refresh_from_db()
    assert (stored_page.live, stored_page.title) == (True, "Of tomorrow")

    form = get_form_fields(browser.get(edit_url(page))) | schedule_of(stored_page)
    again = {"title": "Later"} if "title" in form else {"custom_title": "Later"}
    assert form["go_live_at"]
    assert browser.post(edit_url(page), form | again | PUBLISH).status_code == 302
    stored_page.refresh_from_db()
    assert (stored_page.live, stored_page.title) == (True, "Later")


def test_a_new_page_waits_for_its_day(browser, portal):
    page = ConceptPaperPageFactory(live=False)
    form = get_form_fields(browser.get(edit_url(page)))

    browser.post(edit_url(page), form | {"go_live_at": at(1)} | PUBLISH)

    page.refresh_from_db()
    assert not page.live
    assert page.scheduled_revision
    assert page.status_string == "scheduled"


def test_a_page_that_expired_can_be_edited_and_published_again(browser, portal):
    page = ConceptPaperPageFactory(expire_at=timezone.now() - timedelta(days=1))
    call_command("publish_scheduled")
    form = get_form_fields(browser.get(edit_url(page))) | schedule_of(page)

    assert form["expire_at"]
    assert browser.post(edit_url(page), form).status_code == 302
    browser.post(edit_url(page), get_form_fields(browser.get(edit_url(page))) | PUBLISH)

    page.refresh_from_db()
    assert (page.live, page.expire_at) == (True, None)


def test_a_correction_is_written_where_one_publishes(browser, portal):
    page = ConceptPaperPageFactory()
    response = browser.get(edit_url(page))
    form = get_form_fields(response)
    first = BeautifulSoup(response.content, "html.parser").select_one(
        "section[role=tabpanel], .w-tabs__panel"
    )
    note = {"change_is_correction": "on", "correction_reason": "The day was wrong."}

    browser.post(edit_url(page), form | note | PUBLISH)

    assert first.select_one("[name=correction_reason]")
    assert Change.objects.of_page(page).get().reason == "The day was wrong."


def test_the_live_revision_equals_the_published_page(portal):
    page = DecisionFactory().page
    before = Change.objects.count()

    store_live_revisions()

    page.refresh_from_db()
    assert not without_live_revision().exists()
    assert page.live_revision == page.latest_revision
    assert page.latest_revision_created_at == page.live_revision.created_at
    assert not page.has_unpublished_changes
    assert page.get_latest_revision_as_object().serializable_data() == page.serializable_data()
    assert {entry.action for entry in PageLogEntry.objects.filter(page=page.pk)} == {
        "wagtail.create",
        "wagtail.publish",
    }
    assert store_live_revisions() == 0
    assert Change.objects.count() == before


@pytest.mark.parametrize("number", [1, 12])
def test_many_pages_take_as_many_queries_as_one(portal, number, django_assert_max_num_queries):
    for ordinal in range(number):
        MeetingPageFactory(ordinal=ordinal + 1)

    with django_assert_max_num_queries(80):
        store_live_revisions()

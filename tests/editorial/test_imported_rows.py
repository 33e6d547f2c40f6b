"""Rows that another program imported: live pages get a live revision, and pages without slug are reported."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from admm_site.core.revisions import store_live_revisions, without_live_revision
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory

from .browser_form import get_form_fields

PUBLISH = {"action-publish": "1"}


def warnings_of_check() -> str:
    output = io.StringIO()
    call_command("check", databases=["default"], stdout=output, stderr=output)
    return output.getvalue()


def without_slug(page, **values):
    Page.objects.filter(pk=page.pk).update(slug="", **values)
    return page


def test_a_page_without_slug_is_named_by_check(portal):
    page = ConceptPaperPageFactory(title="!!")
    Page.objects.filter(pk=page.pk).update(slug="")
    ConceptPaperPageFactory(title="Plain")

    assert warnings_of_check().count("(core.W001)") == 1
    assert f"{page.pk}, “!!”" in warnings_of_check()


SNIPPETS = {
    "country": lambda: CountryFactory(name="ລາວ"),
    "area": lambda: CooperationAreaFactory(name="ປະຊຸມ", acronym=""),
    "series": lambda: MeetingSeriesFactory(name="Old", acronym="!!"),
}


@pytest.mark.parametrize("kind", SNIPPETS)
def test_a_snippet_without_slug_is_named_by_check(portal, kind):
    row = SNIPPETS[kind]()
    assert "core.W001" not in warnings_of_check()

    type(row).objects.filter(pk=row.pk).update(slug="")

    assert f" {row.pk}, “{row.name}”" in warnings_of_check()


def test_live_pages_are_given_a_live_revision(portal):
    imported_page, published_page, changed_page = (ConceptPaperPageFactory() for _number in range(3))
    revision = published_page.save_revision()
    Page.objects.filter(pk=published_page.pk).update(has_unpublished_changes=False)
    changed_page.title = "Not yet public"
    draft = changed_page.save_revision()

    store_live_revisions()

    assert not without_live_revision().exists()
    for page in (imported_page, published_page, changed_page):
        page.refresh_from_db()
    assert imported_page.live_revision == imported_page.latest_revision
    assert published_page.live_revision == published_page.latest_revision == revision
    assert changed_page.latest_revision == draft
    assert changed_page.has_unpublished_changes
    assert changed_page.live_revision.content["title"] == changed_page.title != "Not yet public"


@pytest.mark.parametrize("differs", [True, False])
def test_a_latest_revision_that_the_public_does_not_read_is_not_the_live_one(portal, differs):
    page = MeetingPageFactory()
    revision = page.save_revision()
    Page.objects.filter(pk=page.pk).update(has_unpublished_changes=False)
    if differs:
        type(page).objects.filter(pk=page.pk).update(theme="Written past the revision")

    store_live_revisions()

    page.refresh_from_db()
    assert (page.live_revision == revision) is not differs
    assert page.live_revision.content["theme"] == page.theme


@pytest.fixture
def scheduled_before(portal):
    """A live page without live revision, with an approved revision scheduled for tomorrow."""
    page = ConceptPaperPageFactory(title="Of today")
    page.title, page.go_live_at = "Of tomorrow", timezone.now() + timedelta(days=1)
    draft = page.save_revision(approved_go_live_at=page.go_live_at)
    Page.objects.filter(pk=page.pk).update(live_revision=None)
    Revision.objects.filter(object_id=str(page.pk)).exclude(pk=draft.pk).delete()
    store_live_revisions()
    return Page.objects.get(pk=page.pk)


def let_time_pass(page):
    past = timezone.now() - timedelta(hours=1)
    for revision in Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False):
        content = revision.content | {"go_live_at": past.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    call_command("publish_scheduled")
    page.refresh_from_db()


def test_a_page_approved_earlier_is_published_on_schedule(client, scheduled_before):
    page = scheduled_before
    assert "Of today" in client.get(page.url).text

    let_time_pass(page)

    assert (page.live, page.title) == (True, "Of tomorrow")
    assert page.live_revision == page.latest_revision


def test_an_approved_schedule_can_be_changed_while_the_page_stays_live(browser, scheduled_before):
    page = scheduled_before
    draft = page.latest_revision
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    moment = timezone.localtime(draft.approved_go_live_at).strftime("%Y-%m-%d %H:%M")

    browser.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, draft.pk]))
    form = get_form_fields(browser.get(url)) | {"title": "Of tomorrow, better", "go_live_at": moment}
    assert browser.post(url, form | PUBLISH).status_code == 302

    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Of today")
    assert "Of today" in browser.get(page.url).text
    let_time_pass(page)
    assert (page.live, page.title) == (True, "Of tomorrow, better")


def test_a_revision_that_a_workflow_publishes_takes_no_page_offline(scheduled_before):
    """The last task publishes the revision that was approved, and creates no other."""
    page = scheduled_before

    page.latest_revision.publish()

    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Of today")

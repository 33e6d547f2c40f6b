"""What earlier versions stored is mended by an upgrade, and asked of the portal."""

import io
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from admm_site.content.apps import ContentConfig
from admm_site.content.revisions import without_live_revision
from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory

from .browser_form import fields_of

PUBLISH = {"action-publish": "1"}


def mend_slugs():
    import_module("admm_site.pages.migrations.0004_mend_empty_slugs").mend_empty_slugs(apps, None)


def upgrade(plan=(("a migration", False),)):
    """What migrate ends with."""
    config = apps.get_app_config(ContentConfig.name.rpartition(".")[2])
    post_migrate.send(config, app_config=config, using="default", verbosity=0, plan=plan)


def warnings_of_check() -> str:
    written = io.StringIO()
    call_command("check", databases=["default"], stdout=written, stderr=written)
    return written.getvalue()


def without_slug(page, **stored):
    Page.objects.filter(pk=page.pk).update(slug="", **stored)
    return page


def test_pages_without_slug_are_named_mended_and_found(client, portal):
    above = without_slug(InitiativePageFactory(title="ກອງປະຊຸມ"))
    below = ActivityPageFactory(parent=above, title="Below")
    signs = without_slug(ConceptPaperPageFactory(title="!!"), url_path=f"{portal.papers.url_path}/")
    ConceptPaperPageFactory(title="Plain")

    assert warnings_of_check().count("(content.W001)") == 2
    assert f"{signs.pk}, “!!”" in warnings_of_check()

    mend_slugs()

    assert "content.W001" not in warnings_of_check()
    assert Page.objects.get(pk=above.pk).slug == "kngpaxoum"
    assert Page.objects.get(pk=signs.pk).slug == "concept-paper-1"
    for page in (above, below, signs):
        stored = Page.objects.get(pk=page.pk)
        assert stored.url_path == f"{stored.get_parent().url_path}{stored.slug}/"
        assert client.get(stored.url).context["page"].pk == page.pk


@pytest.mark.parametrize("title", ["Timeline", "ກອງປະຊຸມ"])
def test_a_mended_slug_is_free(portal, title):
    ConceptPaperPageFactory(title="ກອງປະຊຸມ")
    page = without_slug(ConceptPaperPageFactory(title=title))

    mend_slugs()

    assert Page.objects.get(pk=page.pk).slug == {"Timeline": "timeline-2"}.get(title, "kngpaxoum-2")


def test_a_draft_without_slug_is_mended_and_published(browser, portal):
    page = ConceptPaperPageFactory(title="ກອງປະຊຸມ", live=False)
    revision = page.save_revision()
    without_slug(page)
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"slug": ""})

    mend_slugs()
    revision.refresh_from_db()
    assert revision.content["slug"] == "kngpaxoum"

    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert browser.post(url, fields_of(browser.get(url)) | PUBLISH).status_code == 302
    page.refresh_from_db()
    assert (page.live, page.slug) == (True, "kngpaxoum")


SNIPPETS = {
    "country": (lambda: CountryFactory(name="ລາວ"), "lav"),
    "area": (lambda: CooperationAreaFactory(name="ປະຊຸມ", acronym=""), "paxoum"),
    "series": (lambda: MeetingSeriesFactory(name="Old", acronym="!!"), "old"),
}


@pytest.mark.parametrize("kind", SNIPPETS)
def test_snippets_without_slug_are_named_mended_and_found(client, portal, kind):
    make, slug = SNIPPETS[kind]
    row = make()
    type(row).objects.filter(pk=row.pk).update(slug="")
    assert f" {row.pk}, “{row.name}”" in warnings_of_check()

    mend_slugs()

    row.refresh_from_db()
    assert row.slug == slug
    assert "content.W001" not in warnings_of_check()
    assert client.get(row.get_absolute_url()).status_code == 200


def test_an_upgrade_gives_live_pages_a_live_revision(portal):
    stored, published, changed = (ConceptPaperPageFactory() for _number in range(3))
    revision = published.save_revision()
    Page.objects.filter(pk=published.pk).update(has_unpublished_changes=False)
    changed.title = "Not yet public"
    draft = changed.save_revision()

    upgrade()

    assert not without_live_revision().exists()
    for page in (stored, published, changed):
        page.refresh_from_db()
    assert stored.live_revision == stored.latest_revision
    assert published.live_revision == published.latest_revision == revision
    assert changed.latest_revision == draft
    assert changed.has_unpublished_changes
    assert changed.live_revision.content["title"] == changed.title != "Not yet public"


@pytest.mark.parametrize("differs", [True, False])
def test_a_latest_revision_that_the_public_does_not_read_is_not_the_live_one(portal, differs):
    page = MeetingPageFactory()
    revision = page.save_revision()
    Page.objects.filter(pk=page.pk).update(has_unpublished_changes=False)
    if differs:
        type(page).objects.filter(pk=page.pk).update(theme="Written past the revision")

    upgrade()

    page.refresh_from_db()
    assert (page.live_revision == revision) is not differs
    assert page.live_revision.content["theme"] == page.theme


def test_only_a_migration_that_was_the_last_stores_revisions(portal, django_assert_num_queries):
    ConceptPaperPageFactory()

    with django_assert_num_queries(0):
        upgrade(plan=())

    assert without_live_revision().exists()


@pytest.fixture
def scheduled_before(portal):
    """A live page without live revision, whose change was approved for tomorrow."""
    page = ConceptPaperPageFactory(title="Of today")
    page.title, page.go_live_at = "Of tomorrow", timezone.now() + timedelta(days=1)
    draft = page.save_revision(approved_go_live_at=page.go_live_at)
    Page.objects.filter(pk=page.pk).update(live_revision=None)
    Revision.objects.filter(object_id=str(page.pk)).exclude(pk=draft.pk).delete()
    upgrade()
    return Page.objects.get(pk=page.pk)


def let_time_pass(page):
    past = timezone.now() - timedelta(hours=1)
    for revision in Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False):
        content = revision.content | {"go_live_at": past.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    call_command("publish_scheduled")
    page.refresh_from_db()


def test_what_was_approved_before_waits_for_its_day(client, scheduled_before):
    page = scheduled_before
    assert "Of today" in client.get(page.url).text

    let_time_pass(page)

    assert (page.live, page.title) == (True, "Of tomorrow")
    assert page.live_revision == page.latest_revision


def test_what_was_approved_before_is_changed_while_the_page_stays(browser, scheduled_before):
    page = scheduled_before
    draft = page.latest_revision
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    moment = timezone.localtime(draft.approved_go_live_at).strftime("%Y-%m-%d %H:%M")

    browser.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, draft.pk]))
    form = fields_of(browser.get(url)) | {"title": "Of tomorrow, better", "go_live_at": moment}
    assert browser.post(url, form | PUBLISH).status_code == 302

    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Of today")
    assert "Of today" in browser.get(page.url).text
    let_time_pass(page)
    assert (page.live, page.title) == (True, "Of tomorrow, better")


def test_a_revision_that_a_workflow_publishes_takes_no_page_offline(scheduled_before):
    """The last task publishes the revision that it was given, and stores no other."""
    page = scheduled_before

    page.latest_revision.publish()

    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Of today")

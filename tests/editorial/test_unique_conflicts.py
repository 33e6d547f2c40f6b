"""What must be unique was given to another page while a draft waited: every way to publish that draft."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Revision, get_page_models

from initiatives.models import ConceptPaperPage, InitiativePage
from meetings.models import MeetingPage
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory, EditorFactory

from .browser_form import get_form_fields

pytestmark = [pytest.mark.exhaustive, pytest.mark.usefixtures("portal")]


def meetings():
    series = MeetingSeriesFactory(acronym="ADMM")
    return (
        MeetingPageFactory(series=series, ordinal=4, city="Ha Noi"),
        MeetingPageFactory(series=series, ordinal=5, city="Jakarta"),
        6,
        "Ordinal: “6th ADMM, Jakarta",
    )


def papers():
    return (
        ConceptPaperPageFactory(title="Waiting", acronym="OLD"),
        ConceptPaperPageFactory(title="Quicker", acronym="ELSE"),
        "NEW",
        "Acronym: “Quicker” has this acronym already",
    )


def initiatives():
    return (
        InitiativePageFactory(title="Waiting", acronym="OLD"),
        InitiativePageFactory(title="Quicker", acronym="ELSE"),
        "NEW",
        "Acronym: “Quicker” has this acronym already",
    )


class Taken:
    """A live page, of which a draft asks for what another page has been given since; and the sentence."""

    def __init__(self, make):
        self.page, self.other, self.value, self.sentence = make()
        self.field = next(iter(self.page.exclude_fields_in_copy))
        self.page.save_revision().publish()
        self.page = type(self.page).objects.get(pk=self.page.pk)
        self.before = self.stored
        setattr(self.page, self.field, self.value)
        self.draft = self.page.save_revision()

    def take(self):
        setattr(self.other, self.field, self.value)
        self.other.save_revision().publish()

    def schedule(self):
        """Let the draft be published in a day, and let that day pass."""
        self.page.go_live_at = timezone.now() + timedelta(days=1)
        self.draft = self.page.save_revision()
        self.draft.publish()
        past = timezone.now() - timedelta(hours=1)
        content = self.draft.content | {"go_live_at": past.isoformat()}
        Revision.objects.filter(pk=self.draft.pk).update(approved_go_live_at=past, content=content)

    @property
    def stored(self):
        names = ("live", "live_revision", "last_published_at", "title", self.field)
        return type(self.page).objects.values(*names).get(pk=self.page.pk)


@pytest.fixture(params=[meetings, papers, initiatives], ids=["meeting", "paper", "initiative"])
def taken(request, portal) -> Taken:
    return Taken(request.param)


@pytest.fixture(params=["administrator", "editor"])
def browser(request, editor) -> Client:
    client = Client()
    client.force_login(AdministratorFactory() if request.param == "administrator" else editor)
    return client


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def page_url(name: str, *args) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def bulk_publish(client, *pages):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ids = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{url}?{ids}&next={page_url('edit', pages[0].pk)}", follow=True)


def test_the_form_says_it_at_the_field_and_keeps_what_was_typed(browser, taken):
    taken.take()
    form = get_form_fields(browser.get(page_url("edit", taken.page.pk)))
    assert form[taken.field] == str(taken.value)

    response = browser.post(
        page_url("edit", taken.page.pk), form | {"action-publish": "1", "summary": "Just typed."}
    )

    errors = response.context["form"].errors
    assert list(errors) == [taken.field]
    assert taken.sentence.partition(": ")[2] in errors[taken.field][0]
    assert get_form_fields(response)["summary"] == "Just typed."
    assert taken.stored == taken.before


def test_a_new_page_is_told_at_the_field(browser, taken):
    model = type(taken.page)
    url = page_url("add", model._meta.app_label, model._meta.model_name, taken.page.get_parent().pk)
    taken.take()
    copied = get_form_fields(browser.get(page_url("edit", taken.other.pk)))
    new = get_form_fields(browser.get(url))
    typed = {name: value for name, value in copied.items() if name in ("area", "kind", "series")}

    for action in ({"action-publish": "1"}, {}):
        sent = new | typed | {"title": "Third", "slug": "", taken.field: str(taken.value)} | action
        response = browser.post(url, sent)
        if "action-publish" in action:
            assert taken.sentence.partition(": ")[2] in response.context["form"].errors[taken.field][0]
    assert model.objects.filter(**{taken.field: taken.value}).get() == taken.other


@pytest.mark.parametrize("is_script", [True, False], ids=["in the dialog", "on a page"])
def test_a_moderator_who_approves_is_told_and_the_page_stays_in_moderation(taken, is_script):
    author = EditorFactory(groups=[Group.objects.get(name="Editors")])
    moderating = Client()
    moderating.force_login(EditorFactory(groups=[Group.objects.get(name="Moderators")]))
    writing = Client()
    writing.force_login(author)
    form = get_form_fields(writing.get(page_url("edit", taken.page.pk)))
    writing.post(page_url("edit", taken.page.pk), form | {"action-submit": "1"})
    taken.take()
    state = taken.page.workflow_states.get(status="in_progress").current_task_state
    headers = {"X-Requested-With": "XMLHttpRequest"} if is_script else {}

    response = moderating.post(
        page_url("workflow_action", taken.page.pk, "approve", state.pk), {"comment": "Good"}, headers=headers
    )
    led_to = response.json()["redirect"] if is_script else response.url

    assert led_to == page_url("edit", taken.page.pk)
    assert taken.sentence in visible_text(moderating.get(led_to))
    assert taken.stored == taken.before
    assert taken.page.workflow_states.get(status="in_progress").current_task_state == state


def test_nothing_is_published_with_others(browser, taken):
    taken.take()
    also = ContentPageFactory(live=False)
    also.save_revision()

    response = bulk_publish(browser, also, taken.page)

    assert taken.sentence in visible_text(response)
    assert taken.stored == taken.before
    assert not Page.objects.get(pk=also.pk).live


def test_two_drafts_that_ask_for_the_same_are_not_half_published(browser, taken):
    before = type(taken.other).objects.values().get(pk=taken.other.pk)
    setattr(taken.other, taken.field, taken.value)
    taken.other.save_revision()

    response = bulk_publish(browser, taken.other, taken.page)

    assert response.status_code == 400
    assert f"{taken.sentence.partition(':')[0]}: “" in visible_text(response)
    after = type(taken.other).objects.values().get(pk=taken.other.pk)
    assert (after[taken.field], after["live_revision_id"]) == (
        before[taken.field],
        before["live_revision_id"],
    )
    assert taken.stored == taken.before


def test_an_earlier_revision_is_told_at_the_field(browser, taken):
    taken.take()
    earlier = taken.draft
    later = type(taken.page).objects.get(pk=taken.page.pk)
    later.save_revision()
    url = page_url("revisions_revert", taken.page.pk, earlier.pk)

    response = browser.post(url, get_form_fields(browser.get(url)) | {"action-publish": "1"})

    assert list(response.context["form"].errors) == [taken.field]
    assert taken.stored == taken.before


def test_a_script_of_the_admin_is_told_at_the_field(browser, taken):
    taken.take()

    response = browser.post(
        reverse("wagtailadmin_api:pages:action", args=[taken.page.pk, "publish"]),
        "{}",
        content_type="application/json",
    )

    assert response.status_code == 400
    assert taken.sentence.partition(": ")[2] in response.json()[taken.field][0]
    assert taken.stored == taken.before


def test_an_alias_follows_its_source_no_further(browser, taken):
    alias = type(taken.page).objects.get(pk=taken.page.pk).create_alias(update_slug="alias")
    title = alias.title
    taken.take()

    bulk_publish(browser, taken.page)

    alias.refresh_from_db()
    assert alias.title == title


def test_a_page_is_copied_for_another_language_whatever_its_draft_says(client, taken):
    client.force_login(AdministratorFactory())  # editors may not translate
    french = Locale.objects.create(language_code="fr")
    taken.take()

    response = client.post(
        reverse("wagtailadmin_api:pages:action", args=[taken.page.pk, "copy_for_translation"]),
        json.dumps({"locale": "fr", "copy_parents": True}),
        content_type="application/json",
    )

    assert response.status_code == 201
    copy = type(taken.page).objects.get(locale=french)
    assert not getattr(copy, taken.field)
    assert not getattr(copy.get_latest_revision_as_object(), taken.field)


# Scheduled


def run_schedule(capsys) -> tuple[str, str]:
    with pytest.raises(CommandError) as error:
        call_command("publish_scheduled")
    assert error.value.returncode == 1
    return capsys.readouterr()


def test_the_schedule_goes_on_with_the_others_and_names_the_page(capsys, taken):
    taken.schedule()
    taken.take()
    later = ConceptPaperPageFactory(title="Later", live=False)
    later.go_live_at = timezone.now() - timedelta(minutes=10)
    Revision.objects.filter(pk=later.save_revision().pk).update(approved_go_live_at=later.go_live_at)
    expired = ContentPageFactory(expire_at=timezone.now() - timedelta(minutes=10))

    out, err = run_schedule(capsys)

    assert taken.sentence in err
    assert str(taken.page.pk) in err
    assert "Published: 1, unpublished: 1, failed: 1" in out
    assert Page.objects.get(pk=later.pk).live
    assert not Page.objects.get(pk=expired.pk).live
    assert taken.stored == taken.before


def test_the_schedule_of_what_failed_is_kept_and_editors_see_why(browser, capsys, taken):
    taken.schedule()
    taken.take()
    run_schedule(capsys)

    assert Revision.objects.get(pk=taken.draft.pk).approved_go_live_at
    assert Page.objects.get(pk=taken.page.pk).scheduled_revision == taken.draft
    dashboard = visible_text(browser.get(reverse("wagtailadmin_home")))
    assert "Scheduled, but not published" in dashboard
    assert taken.sentence in dashboard
    assert taken.sentence in visible_text(browser.get(page_url("edit", taken.page.pk)))

    empty = {taken.field: taken.other._meta.get_field(taken.field).get_default()}
    type(taken.other).objects.filter(pk=taken.other.pk).update(**empty)
    call_command("publish_scheduled")

    assert taken.stored[taken.field] == taken.value
    assert "Scheduled, but not published" not in visible_text(browser.get(reverse("wagtailadmin_home")))


def test_a_dry_run_names_what_is_due_and_publishes_nothing(capsys, taken):
    taken.schedule()

    call_command("publish_scheduled", "--dry-run")

    assert f"({taken.page.pk})" in capsys.readouterr().out
    assert Page.objects.get(pk=taken.page.pk).scheduled_revision


def test_a_run_without_anything_to_do_says_so(capsys, portal):
    call_command("publish_scheduled")
    assert capsys.readouterr().out == "Published: 0, unpublished: 0, failed: 0\n"


def test_every_type_with_something_unique_is_tried_here():
    tried = {MeetingPage, ConceptPaperPage, InitiativePage}
    assert {model for model in get_page_models() if model.exclude_fields_in_copy} == tried

"""Unique values taken by another page while a draft waits, for every way to publish the draft."""

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
from tests.roles import ROLES

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


class Conflict:
    """A live page with a draft whose unique value another page has by now, and the error message."""

    def __init__(self, make):
        self.page, self.other, self.value, self.sentence = make()
        self.field = next(iter(self.page.exclude_fields_in_copy))
        self.page.save_revision().publish()
        self.page = type(self.page).objects.get(pk=self.page.pk)
        self.before = self.stored_values
        setattr(self.page, self.field, self.value)
        self.draft = self.page.save_revision()

    def take(self):
        setattr(self.other, self.field, self.value)
        self.other.save_revision().publish()

    def schedule(self):
        """Schedules the draft, and moves the schedule into the past."""
        self.page.go_live_at = timezone.now() + timedelta(days=1)
        self.draft = self.page.save_revision()
        self.draft.publish()
        past = timezone.now() - timedelta(hours=1)
        content = self.draft.content | {"go_live_at": past.isoformat()}
        Revision.objects.filter(pk=self.draft.pk).update(approved_go_live_at=past, content=content)

    @property
    def stored_values(self):
        names = ("live", "live_revision", "last_published_at", "title", self.field)
        return type(self.page).objects.values(*names).get(pk=self.page.pk)


@pytest.fixture(params=[meetings, papers, initiatives], ids=["meeting", "paper", "initiative"])
def conflict(request, portal) -> Conflict:
    return Conflict(request.param)


@pytest.fixture(params=ROLES)
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


def test_the_form_names_the_conflict_at_the_field_and_keeps_its_values(browser, conflict):
    conflict.take()
    form = get_form_fields(browser.get(page_url("edit", conflict.page.pk)))
    assert form[conflict.field] == str(conflict.value)

    response = browser.post(
        page_url("edit", conflict.page.pk), form | {"action-publish": "1", "summary": "Just typed."}
    )

    errors = response.context["form"].errors
    assert list(errors) == [conflict.field]
    assert conflict.sentence.partition(": ")[2] in errors[conflict.field][0]
    assert get_form_fields(response)["summary"] == "Just typed."
    assert conflict.stored_values == conflict.before


def test_the_form_of_a_new_page_names_the_conflict_at_the_field(browser, conflict):
    model = type(conflict.page)
    url = page_url("add", model._meta.app_label, model._meta.model_name, conflict.page.get_parent().pk)
    conflict.take()
    data = get_form_fields(browser.get(page_url("edit", conflict.other.pk)))
    new = get_form_fields(browser.get(url))
    unchanged = {name: value for name, value in data.items() if name in ("area", "kind", "series")}

    for action in ({"action-publish": "1"}, {}):
        new_data = (
            new | unchanged | {"title": "Third", "slug": "", conflict.field: str(conflict.value)} | action
        )
        response = browser.post(url, new_data)
        if "action-publish" in action:
            assert conflict.sentence.partition(": ")[2] in response.context["form"].errors[conflict.field][0]
    assert model.objects.filter(**{conflict.field: conflict.value}).get() == conflict.other


@pytest.mark.parametrize("is_script", [True, False], ids=["in the dialog", "on a page"])
def test_an_approval_with_a_conflict_leaves_the_page_in_moderation(conflict, is_script):
    author = EditorFactory(groups=[Group.objects.get(name="Editors")])
    moderating = Client()
    moderating.force_login(EditorFactory(groups=[Group.objects.get(name="Moderators")]))
    writing = Client()
    writing.force_login(author)
    form = get_form_fields(writing.get(page_url("edit", conflict.page.pk)))
    writing.post(page_url("edit", conflict.page.pk), form | {"action-submit": "1"})
    conflict.take()
    state = conflict.page.workflow_states.get(status="in_progress").current_task_state
    headers = {"X-Requested-With": "XMLHttpRequest"} if is_script else {}

    response = moderating.post(
        page_url("workflow_action", conflict.page.pk, "approve", state.pk),
        {"comment": "Good"},
        headers=headers,
    )
    led_to = response.json()["redirect"] if is_script else response.url

    assert led_to == page_url("edit", conflict.page.pk)
    assert conflict.sentence in visible_text(moderating.get(led_to))
    assert conflict.stored_values == conflict.before
    assert conflict.page.workflow_states.get(status="in_progress").current_task_state == state


def test_a_page_with_a_conflict_is_not_published_in_bulk(browser, conflict):
    conflict.take()
    also = ContentPageFactory(live=False)
    also.save_revision()

    response = bulk_publish(browser, also, conflict.page)

    assert conflict.sentence in visible_text(response)
    assert conflict.stored_values == conflict.before
    assert not Page.objects.get(pk=also.pk).live


def test_two_drafts_that_ask_for_the_same_are_not_half_published(browser, conflict):
    before = type(conflict.other).objects.values().get(pk=conflict.other.pk)
    setattr(conflict.other, conflict.field, conflict.value)
    conflict.other.save_revision()

    response = bulk_publish(browser, conflict.other, conflict.page)

    assert response.status_code == 400
    assert f"{conflict.sentence.partition(':')[0]}: “" in visible_text(response)
    after = type(conflict.other).objects.values().get(pk=conflict.other.pk)
    assert (after[conflict.field], after["live_revision_id"]) == (
        before[conflict.field],
        before["live_revision_id"],
    )
    assert conflict.stored_values == conflict.before


def test_the_form_of_an_earlier_revision_names_the_conflict_at_the_field(browser, conflict):
    conflict.take()
    earlier = conflict.draft
    later = type(conflict.page).objects.get(pk=conflict.page.pk)
    later.save_revision()
    url = page_url("revisions_revert", conflict.page.pk, earlier.pk)

    response = browser.post(url, get_form_fields(browser.get(url)) | {"action-publish": "1"})

    assert list(response.context["form"].errors) == [conflict.field]
    assert conflict.stored_values == conflict.before


def test_an_admin_script_gets_the_conflict_at_the_field(browser, conflict):
    conflict.take()

    response = browser.post(
        reverse("wagtailadmin_api:pages:action", args=[conflict.page.pk, "publish"]),
        "{}",
        content_type="application/json",
    )

    assert response.status_code == 400
    assert conflict.sentence.partition(": ")[2] in response.json()[conflict.field][0]
    assert conflict.stored_values == conflict.before


def test_an_alias_follows_its_source_no_further(browser, conflict):
    alias = type(conflict.page).objects.get(pk=conflict.page.pk).create_alias(update_slug="alias")
    title = alias.title
    conflict.take()

    bulk_publish(browser, conflict.page)

    alias.refresh_from_db()
    assert alias.title == title


def test_a_page_is_copied_for_another_language_whatever_its_draft_says(client, conflict):
    client.force_login(AdministratorFactory())  # editors may not translate
    french = Locale.objects.create(language_code="fr")
    conflict.take()

    response = client.post(
        reverse("wagtailadmin_api:pages:action", args=[conflict.page.pk, "copy_for_translation"]),
        json.dumps({"locale": "fr", "copy_parents": True}),
        content_type="application/json",
    )

    assert response.status_code == 201
    copy = type(conflict.page).objects.get(locale=french)
    assert not getattr(copy, conflict.field)
    assert not getattr(copy.get_latest_revision_as_object(), conflict.field)


# Scheduled


def run_schedule(capsys) -> tuple[str, str]:
    with pytest.raises(CommandError) as error:
        call_command("publish_scheduled")
    assert error.value.returncode == 1
    return capsys.readouterr()


def test_the_schedule_goes_on_with_the_others_and_names_the_page(capsys, conflict):
    conflict.schedule()
    conflict.take()
    later = ConceptPaperPageFactory(title="Later", live=False)
    later.go_live_at = timezone.now() - timedelta(minutes=10)
    Revision.objects.filter(pk=later.save_revision().pk).update(approved_go_live_at=later.go_live_at)
    expired_page = ContentPageFactory(expire_at=timezone.now() - timedelta(minutes=10))

    out, err = run_schedule(capsys)

    assert conflict.sentence in err
    assert str(conflict.page.pk) in err
    assert "Published: 1, unpublished: 1, failed: 1" in out
    assert Page.objects.get(pk=later.pk).live
    assert not Page.objects.get(pk=expired_page.pk).live
    assert conflict.stored_values == conflict.before


def test_the_schedule_of_what_failed_is_kept_and_editors_see_why(browser, capsys, conflict):
    conflict.schedule()
    conflict.take()
    run_schedule(capsys)

    assert Revision.objects.get(pk=conflict.draft.pk).approved_go_live_at
    assert Page.objects.get(pk=conflict.page.pk).scheduled_revision == conflict.draft
    dashboard = visible_text(browser.get(reverse("wagtailadmin_home")))
    assert "Scheduled, but not published" in dashboard
    assert conflict.sentence in dashboard
    assert conflict.sentence in visible_text(browser.get(page_url("edit", conflict.page.pk)))

    empty = {conflict.field: conflict.other._meta.get_field(conflict.field).get_default()}
    type(conflict.other).objects.filter(pk=conflict.other.pk).update(**empty)
    call_command("publish_scheduled")

    assert conflict.stored_values[conflict.field] == conflict.value
    assert "Scheduled, but not published" not in visible_text(browser.get(reverse("wagtailadmin_home")))


def test_a_dry_run_names_what_is_due_and_publishes_nothing(capsys, conflict):
    conflict.schedule()

    call_command("publish_scheduled", "--dry-run")

    assert f"({conflict.page.pk})" in capsys.readouterr().out
    assert Page.objects.get(pk=conflict.page.pk).scheduled_revision


def test_a_run_without_anything_to_do_says_so(capsys, portal):
    call_command("publish_scheduled")
    assert capsys.readouterr().out == "Published: 0, unpublished: 0, failed: 0\n"


def test_every_type_with_a_unique_field_is_tested():
    page_types_here = {MeetingPage, ConceptPaperPage, InitiativePage}
    assert {model for model in get_page_models() if model.exclude_fields_in_copy} == page_types_here

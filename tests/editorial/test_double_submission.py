"""A form for a new page that is submitted twice creates one page."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from admm_site.editorial.models import PageCreation
from admm_site.pages.models import ContentPage
from meetings.models import Decision
from tests.factories.editorial import PageCreationFactory
from tests.factories.meetings import MeetingPageFactory
from tests.roles import ROLE_FACTORIES

from .browser_form import edit_url, get_form_fields, row

NOTED = {"verb": "noted", "text": "Ministers noted it.", "more_sources-count": "0"}


@pytest.fixture(params=ROLE_FACTORIES)
def admin(request, client, db):
    client.force_login(request.param())
    return client


def add_url(parent, model="pages.contentpage"):
    return reverse("wagtailadmin_pages:add", args=[*model.split("."), parent.pk])


def text_page(admin, parent, **changes) -> dict:
    return get_form_fields(admin.get(add_url(parent))) | {"title": "A text", **changes}


@pytest.mark.sample(2)
@pytest.mark.parametrize("action", ["action-publish", "action-submit", "save"])
def test_back_and_the_same_button_again_make_one_page(admin, portal, action):
    data = text_page(admin, portal.about, **{action: "1"})
    before = ContentPage.objects.count()
    first, second = (admin.post(add_url(portal.about), data) for _ in range(2))
    page = ContentPage.objects.get(title="A text")
    assert ContentPage.objects.count() == before + 1
    assert first.status_code == 302
    assert second.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "created already" in " ".join(map(str, get_messages(second.wsgi_request)))


def test_a_form_that_was_refused_can_be_sent_again(admin, portal):
    data = text_page(admin, portal.about, title="")
    assert admin.post(add_url(portal.about), data | {"action-publish": "1"}).status_code == 200
    assert admin.post(add_url(portal.about), data | {"title": "A text"}).status_code == 302
    assert ContentPage.objects.filter(title="A text").count() == 1


def test_a_refused_form_shows_its_token_again(admin, portal):
    data = text_page(admin, portal.about, title="")
    fields = get_form_fields(admin.post(add_url(portal.about), data | {"action-publish": "1"}))
    assert fields["creation_token"] == data["creation_token"]


def test_two_forms_make_two_pages(admin, portal):
    for _number in range(2):
        admin.post(add_url(portal.about), text_page(admin, portal.about))
    assert ContentPage.objects.filter(title="A text").count() == 2


def test_a_page_that_was_deleted_can_be_made_again(admin, portal):
    data = text_page(admin, portal.about)
    admin.post(add_url(portal.about), data)
    ContentPage.objects.get(title="A text").delete()
    admin.post(add_url(portal.about), data)
    assert ContentPage.objects.filter(title="A text").count() == 1


def test_a_script_request_sent_twice_makes_one_page(admin, portal):
    data = text_page(admin, portal.about)
    responses = [
        admin.post(add_url(portal.about), data, headers={"Accept": "application/json"}) for _ in range(2)
    ]
    assert responses[0].json()["success"]
    assert responses[1].json()["error_code"] == "already_created"
    assert ContentPage.objects.filter(title="A text").count() == 1


def test_a_repeated_form_of_another_user_makes_its_own_page(admin, portal):
    data = text_page(admin, portal.about)
    PageCreationFactory(token=data["creation_token"], page=portal.about)
    assert admin.post(add_url(portal.about), data).status_code == 302
    assert ContentPage.objects.filter(title="A text").count() == 1


def test_tokens_are_forgotten_after_a_week(admin, portal):
    old = PageCreationFactory(page=portal.about)
    PageCreation.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    admin.post(add_url(portal.about), text_page(admin, portal.about))
    assert not PageCreation.objects.filter(pk=old.pk).exists()


def test_a_decision_that_is_published_again_after_back_is_stored_once(admin, portal):
    meeting = MeetingPageFactory(ordinal=5)
    data = get_form_fields(admin.get(edit_url(meeting))) | row("decisions", 0, **NOTED)
    data |= {"action-publish": "1"}

    for _click in range(2):
        assert admin.post(edit_url(meeting), data).status_code == 302

    decision = Decision.objects.get(page=meeting)
    again = get_form_fields(admin.get(edit_url(meeting))) | {"action-publish": "1"}
    again |= row("decisions", 1, **NOTED | {"text": "Ministers noted another."})
    assert admin.post(edit_url(meeting), again).status_code == 302
    assert Decision.objects.filter(page=meeting).count() == 2
    assert Decision.objects.filter(pk=decision.pk, key=decision.key).exists()

"""The admin's API enforces the rules of its forms."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from admm_site.withdrawals.models import Withdrawal
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory, DrafterFactory
from tests.roles import ROLES

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture(params=ROLES)
def act(request, editor):
    """Sends an action on a page as a script of the admin does."""
    client = Client()
    client.force_login(AdministratorFactory() if request.param == "administrator" else editor)

    def act(page, action: str, **data):
        url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
        return client.post(url, json.dumps(data), content_type="application/json")

    return act


@pytest.mark.parametrize(
    "data", [{}, {"reason": " "}, {"reason": "x" * 10_000}], ids=["none", "blank", "long"]
)
def test_unpublishing_requires_a_reason(act, data):
    page = ContentPageFactory()

    response = act(page, "unpublish", **data)

    assert response.status_code == 400
    assert response.json()["reason"][0]
    assert Page.objects.get(pk=page.pk).live


def test_the_reason_is_kept_for_the_page_and_those_below_it(act, client):
    page = ContentPageFactory()
    below = ContentPageFactory(parent=page)

    response = act(page, "unpublish", recursive=True, reason="It was wrong.")

    assert response.status_code == 200
    assert not Page.objects.filter(pk__in=[page.pk, below.pk], live=True).exists()
    assert {row.reason for row in Withdrawal.objects.all()} == {"It was wrong."}
    assert "It was wrong." in client.get(below.url).text


def test_the_reason_is_asked_for_the_sake_of_the_pages_below(act):
    page = ContentPageFactory()
    below = ContentPageFactory(parent=page)
    Page.objects.filter(pk=page.pk).update(live=False)

    assert act(page, "unpublish", recursive=True).status_code == 400
    assert Page.objects.get(pk=below.pk).live


def test_a_page_that_nobody_could_read_goes_without_a_reason(act):
    page = ContentPageFactory()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert act(page, "unpublish").status_code == 200
    assert not Page.objects.get(pk=page.pk).live
    assert not Withdrawal.objects.exists()


def test_a_referenced_object_is_not_deleted_and_the_reference_is_named(act):
    paper = ConceptPaperPageFactory()
    meeting = DecisionFactory(subject=paper).page

    response = act(paper, "delete")

    assert response.status_code == 400
    assert str(meeting) in response.json()["detail"]
    assert "<" not in response.json()["detail"]
    assert Page.objects.filter(pk=paper.pk).exists()


def test_an_object_without_references_is_deleted(act):
    page = ContentPageFactory()
    assert act(page, "delete").status_code == 204
    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_copy_of_a_numbered_meeting_is_a_draft(act):
    meeting = MeetingPageFactory(ordinal=5)

    response = act(meeting, "copy", title="Copied")

    copy = type(meeting).objects.get(pk=response.json()["id"])
    assert (copy.live, copy.ordinal) == (False, None)
    assert meeting.__class__.objects.get(pk=meeting.pk).ordinal == 5


def test_an_alias_of_a_private_page_stays_private_as_a_page_of_its_own(act, client):
    above = ContentPageFactory()
    PageViewRestriction.objects.create(page=above, restriction_type="login")
    alias = ContentPageFactory(parent=above).create_alias(update_slug="alias", parent=ContentPageFactory())

    assert act(alias, "convert_alias").status_code == 200

    alias = Page.objects.get(pk=alias.pk)
    assert alias.alias_of_id is None
    assert client.get(alias.url).status_code == 302


def test_what_is_refused_half_way_changes_nothing(act):
    page = ContentPageFactory(slug="here")
    elsewhere = ContentPageFactory()
    ContentPageFactory(parent=elsewhere, slug="here")

    response = act(page, "move", destination_page_id=elsewhere.pk, position="last-child")

    assert response.status_code in (400, 403)
    assert Page.objects.get(pk=page.pk).get_parent().pk != elsewhere.pk


@pytest.mark.parametrize(
    ("kind", "make"), [("documents", PortalDocumentFactory), ("images", PortalImageFactory)]
)
def test_files_are_listed_for_those_who_may_choose_them(editor_client, kind, make):
    file = make(title="Not released yet")
    client = Client()
    client.force_login(DrafterFactory())
    url = reverse(f"wagtailadmin_api:{kind}:listing")

    drafters, editors = (browser.get(url).json()["items"] for browser in (client, editor_client))

    assert drafters == []
    assert [item["id"] for item in editors] == [file.pk]

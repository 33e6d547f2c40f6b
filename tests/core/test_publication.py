"""The publication rule: which pages are public."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from admm_site.core.publication import is_public, public_pages
from admm_site.pages.models import ContentPage
from meetings.models import Decision
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.visibility import HIDING_METHODS, hide


def test_a_live_page_is_public(portal):
    page = ContentPageFactory()
    assert public_pages().filter(pk=page.pk).exists()
    assert ContentPage.objects.public().filter(pk=page.pk).exists()


@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_page_is_not_public(portal, hiding_method):
    page = ContentPageFactory()
    hide(page, hiding_method)

    assert not public_pages().filter(pk=page.pk).exists()
    assert not ContentPage.objects.public().filter(pk=page.pk).exists()


@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_record_is_as_public_as_its_page(portal, hiding_method):
    decision = DecisionFactory()
    assert Decision.objects.public().get() == decision

    hide(decision.page, hiding_method)
    assert not Decision.objects.public().exists()


@pytest.mark.parametrize("restriction", ["password", "login", "groups"])
def test_everything_below_a_private_page_is_private(portal, restriction):
    parent = ContentPageFactory()
    page = ContentPageFactory(parent=ContentPageFactory(parent=parent))
    PageViewRestriction.objects.create(page=parent, restriction_type=restriction)

    assert not public_pages().filter(pk=page.pk).exists()


def test_a_private_page_hides_nothing_beside_it(portal):
    hidden, beside = ContentPageFactory(), ContentPageFactory()
    hide(hidden, "behind a password")

    assert public_pages().filter(pk__in=[hidden.pk, beside.pk]).get().pk == beside.pk


def test_a_private_page_hides_no_page_whose_place_only_starts_alike(portal):
    """`00010001` is not an ancestor of `000100011...`: paths are compared by whole steps."""
    first, *siblings = ContentPageFactory.create_batch(3)
    PageViewRestriction.objects.create(page=first, restriction_type="login")

    assert set(ContentPage.objects.public().child_of(portal.about)) == set(siblings)


def test_a_page_that_expires_later_is_public_until_then(portal):
    page = ContentPageFactory(expire_at=timezone.now() + timedelta(hours=1))
    assert public_pages().filter(pk=page.pk).exists()


def test_a_page_that_is_published_later_is_not_public_yet(portal):
    page = ContentPageFactory(live=False, go_live_at=timezone.now() + timedelta(hours=1))
    assert not public_pages().filter(pk=page.pk).exists()


def test_draft_changes_of_a_public_page_are_not_public(portal, client):
    page = ContentPageFactory(introduction="As published.")
    page.introduction = "As drafted."
    page.save_revision()

    content = client.get(page.url).content.decode()
    assert "As published." in content
    assert "As drafted." not in content


def test_the_rule_can_be_asked_of_a_page_that_a_row_points_at(portal):
    public_page, hidden = MeetingPageFactory.create_batch(2)
    decision = DecisionFactory(subject=public_page)
    DecisionFactory(subject=hidden)
    hide(hidden, "draft")

    assert Decision.objects.filter(is_public("subject")).get() == decision


def test_the_rule_is_part_of_one_query(portal, django_assert_num_queries):
    ContentPageFactory.create_batch(3)
    with django_assert_num_queries(1):
        list(ContentPage.objects.public())

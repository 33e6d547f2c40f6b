"""Copying pages in the admin: copies are drafts without the values that must be unique; aliases."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Locale, Page

from admm_site.core.choices import EventStatus
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.roles import ROLE_FACTORIES

pytestmark = pytest.mark.usefixtures("portal")


def numbered_meeting():
    return DecisionFactory(page=MeetingPageFactory(ordinal=5, state=EventStatus.HELD)).page


def paper():
    return ConceptPaperPageFactory(title="Defence Industry Collaboration", acronym="ADIC")


def initiative():
    page = StatusUpdateFactory(page=InitiativePageFactory(title="Direct Line", acronym="ADI")).page
    ActivityPageFactory(parent=page, title="Workshop")
    return page


UNIQUE = {
    "meeting": (numbered_meeting, "ordinal"),
    "paper": (paper, "acronym"),
    "initiative": (initiative, "acronym"),
}
KINDS = pytest.mark.parametrize(("make", "field"), UNIQUE.values(), ids=UNIQUE.keys())


@pytest.fixture(params=ROLE_FACTORIES)
def admin(request, client, db):
    client.force_login(request.param())
    return client


@pytest.fixture
def copy(admin):
    """Submits the copy form as shown, with these changes; returns the new page."""

    def copy(page, **changes):
        address = reverse("wagtailadmin_pages:copy", args=[page.pk])
        form = admin.get(address).context["form"]
        values = {"new_title": form["new_title"].value(), "new_slug": form["new_slug"].value()}
        values |= {"new_parent_page": page.get_parent().pk, **changes}
        before = set(Page.objects.values_list("pk", flat=True))
        response = admin.post(address, values)
        assert response.status_code == 302, response.context["form"].errors
        copy.messages = " ".join(str(message) for message in get_messages(response.wsgi_request))
        return Page.objects.exclude(pk__in=before).order_by("path").first().specific

    return copy


def publish(page) -> None:
    page.save_revision().publish()


@pytest.mark.sample(3)
@KINDS
@pytest.mark.parametrize("publish_copies", [{}, {"publish_copies": "on"}], ids=["", "published"])
def test_a_copy_is_a_draft_that_leaves_empty_what_must_be_unique(copy, make, field, publish_copies):
    page = make()
    new = copy(page, copy_subpages="on", **publish_copies)
    assert type(new) is type(page)
    assert new.live is False
    assert not getattr(new, field)
    assert not getattr(new.get_latest_revision_as_object(), field)
    assert getattr(type(page).objects.get(pk=page.pk), field)
    assert str(page._meta.get_field(field).verbose_name).capitalize() in copy.messages


@pytest.mark.sample(2)
@KINDS
def test_a_copy_of_a_copy_works(copy, make, field):
    page = make()
    assert copy(copy(page)).get_latest_revision_as_object().title
    assert type(page).objects.count() == 3


@pytest.mark.sample(2)
@KINDS
def test_an_alias_follows_its_source(copy, make, field):
    page = make()
    new = copy(page, alias="on", copy_subpages="on")
    assert new.alias_of_id == page.pk
    assert (new.live, new.title) == (True, page.title)
    page.summary = "Another summary"
    publish(page)
    new.refresh_from_db()
    assert (new.summary, new.title) == ("Another summary", page.title)
    assert not getattr(new, field)
    assert getattr(type(page).objects.get(pk=page.pk), field)


@pytest.mark.sample(2)
@KINDS
def test_an_alias_can_be_made_a_page_of_its_own(copy, admin, make, field):
    new = copy(make(), alias="on")
    response = admin.post(reverse("wagtailadmin_pages:convert_alias", args=[new.pk]), {})
    assert response.status_code == 302
    new.refresh_from_db()
    assert new.alias_of_id is None
    publish(new)


@KINDS
def test_a_page_can_be_copied_for_another_language(make, field):
    page = make()
    french = Locale.objects.create(language_code="fr")
    for alias in (False, True):
        new = page.copy_for_translation(french, copy_parents=True, alias=alias)
        assert not getattr(new, field)
        new.delete()


def test_the_pages_below_are_copied_with_it(copy):
    copy(initiative(), copy_subpages="on")
    assert ActivityPage.objects.count() == 2
    assert InitiativePage.objects.filter(acronym="").count() == 1


def test_the_copy_of_a_text_page_may_be_published(copy):
    page = ContentPageFactory(title="About")
    assert copy(page, publish_copies="on").live


def test_an_address_that_is_left_empty_is_made_of_the_title(copy):
    assert copy(paper(), new_title="Another paper", new_slug="").slug == "another-paper"
    assert copy(ConceptPaperPage.objects.first(), new_title="ประชุม", new_slug="").slug


def test_the_address_that_is_offered_is_free(copy):
    page = paper()
    assert copy(page).slug == f"{page.slug}-2"

"""Home page and lists: editors edit them, only administrators unpublish, move or delete them."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, get_page_models

from admm_site.core.sections import SectionPage
from tests.factories.meetings import MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory

from .browser_form import get_form_fields

SECTIONS = ["home", "meetings", "papers", "initiatives"]
WITHDRAWAL = {"reason": "It was wrong.", "stays_readable": "False", "include_descendants": "on"}
each_section = pytest.mark.parametrize("name", SECTIONS)


def page_url(name: str, *args) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def bulk_url(action: str, page) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{url}?id={page.pk}&next={reverse('wagtailadmin_home')}"


def api_url(page, action: str) -> str:
    return reverse("wagtailadmin_api:pages:action", args=[page.pk, action])


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


# Each way by which a page can be taken away or hidden, as it is sent.
REMOVALS = {
    "unpublish": lambda client, page, other_page: client.post(page_url("unpublish", page.pk), WITHDRAWAL),
    "bulk unpublish": lambda client, page, other_page: client.post(bulk_url("unpublish", page), WITHDRAWAL),
    "delete": lambda client, page, other_page: client.post(page_url("delete", page.pk)),
    "bulk delete": lambda client, page, other_page: client.post(bulk_url("delete", page)),
    "move": lambda client, page, other_page: client.post(page_url("move_confirm", page.pk, other_page.pk)),
    "bulk move": lambda client, page, other_page: client.post(
        bulk_url("move", page), {"chooser": other_page.pk}
    ),
    "login": lambda client, page, other_page: client.post(
        page_url("set_privacy", page.pk), {"restriction_type": "login"}
    ),
    "password": lambda client, page, other_page: client.post(
        page_url("set_privacy", page.pk), {"restriction_type": "password", "password": "secret"}
    ),
    "API unpublish": lambda client, page, other_page: client.post(
        api_url(page, "unpublish"), json.dumps({"recursive": True}), content_type="application/json"
    ),
    "API delete": lambda client, page, other_page: client.post(
        api_url(page, "delete"), "{}", content_type="application/json"
    ),
    "API move": lambda client, page, other_page: client.post(
        api_url(page, "move"),
        json.dumps({"destination_page_id": other_page.pk, "position": "last-child"}),
        content_type="application/json",
    ),
    "expiry": lambda client, page, other_page: client.post(
        page_url("edit", page.pk),
        get_form_fields(client.get(page_url("edit", page.pk)))
        | {"expire_at": "2027-01-01 00:00", "action-publish": "1"},
    ),
    "another address": lambda client, page, other_page: client.post(
        page_url("edit", page.pk),
        get_form_fields(client.get(page_url("edit", page.pk))) | {"slug": "elsewhere", "action-publish": "1"},
    ),
}


def test_sections_are_the_pages_of_which_there_is_one(portal):
    assert {model for model in get_page_models() if issubclass(model, SectionPage)} == {
        model for model in get_page_models() if model.max_count == 1
    }


@pytest.mark.sample(8)
@each_section
@pytest.mark.parametrize("action", REMOVALS)
def test_an_editor_can_not_remove_or_hide_a_section(editor_client, portal, name, action):
    section, other_page = getattr(portal, name), ContentPageFactory()
    before = Page.objects.values("live", "path", "slug", "expire_at").get(pk=section.pk)

    response = REMOVALS[action](editor_client, section, other_page)

    assert response.status_code < 500
    assert Page.objects.values("live", "path", "slug", "expire_at").get(pk=section.pk) == before
    assert not PageViewRestriction.objects.exists()


def test_the_refusal_is_explained_to_editors(editor_client, portal):
    for name in ("unpublish", "delete", "set_privacy"):
        response = editor_client.post(page_url(name, portal.meetings.pk), follow=True)
        assert "do not have permission" in visible_text(response)
    form = get_form_fields(editor_client.get(page_url("edit", portal.meetings.pk)))
    assert "Only an administrator can change the address" in visible_text(
        editor_client.post(page_url("edit", portal.meetings.pk), form | {"slug": "elsewhere"})
    )


@each_section
def test_an_editor_still_writes_and_publishes_on_a_section(editor_client, portal, name):
    section = getattr(portal, name)
    form = get_form_fields(editor_client.get(page_url("edit", section.pk)))

    editor_client.post(page_url("edit", section.pk), form | {"introduction": "News.", "action-publish": "1"})

    section.refresh_from_db()
    assert section.introduction == "News."


@each_section
def test_an_editor_is_offered_no_action_that_removes_a_section(editor_client, portal, name):
    section = getattr(portal, name)

    html = editor_client.get(page_url("edit", section.pk)).content.decode()

    hiding = 'data-a11y-dialog-show="set-privacy"'
    assert hiding not in html
    assert hiding in editor_client.get(page_url("edit", ContentPageFactory().pk)).content.decode()
    for action in ("unpublish", "delete", "move"):
        assert page_url(action, section.pk) not in html


def test_an_editor_makes_no_collection_private(editor_client):
    root = Collection.get_first_root_node()

    editor_client.post(
        reverse("wagtailadmin_collections:set_privacy", args=[root.pk]), {"restriction_type": "login"}
    )

    assert not CollectionViewRestriction.objects.exists()


def test_an_administrator_is_told_how_many_pages_are_affected(client, portal):
    client.force_login(AdministratorFactory())
    for _ in range(3):
        MeetingPageFactory()

    unpublish = visible_text(client.get(page_url("unpublish", portal.meetings.pk)))
    delete = visible_text(client.get(page_url("delete", portal.meetings.pk)))
    bulk = visible_text(client.get(bulk_url("unpublish", portal.meetings)))
    privacy = visible_text(client.get(page_url("set_privacy", portal.meetings.pk)))

    assert "3 published pages are below it" in unpublish
    assert "3" in delete
    assert "This page has 3 subpages" in bulk
    assert "hides the 3 published pages below this one" in privacy


def test_an_administrator_can_do_so(client, portal):
    client.force_login(AdministratorFactory())

    client.post(page_url("set_privacy", portal.papers.pk), {"restriction_type": "login"})
    client.post(page_url("unpublish", portal.meetings.pk), WITHDRAWAL)

    assert PageViewRestriction.objects.get().page_id == portal.papers.pk
    assert not Page.objects.get(pk=portal.meetings.pk).live


@pytest.mark.sample(2)
@each_section
@pytest.mark.parametrize("days", [-1, 1], ids=["past", "to come"])
def test_an_expiry_that_an_administrator_set_stops_no_editor(editor_client, portal, name, days):
    section = getattr(portal, name)
    section.expire_at = timezone.now() + timedelta(days=days)
    section.save()
    form = get_form_fields(editor_client.get(page_url("edit", section.pk)))
    form["expire_at"] = timezone.localtime(section.expire_at).strftime("%Y-%m-%d %H:%M")

    response = editor_client.post(
        page_url("edit", section.pk), form | {"introduction": "News.", "action-publish": "1"}
    )

    assert response.status_code == 302
    stored_section = type(section).objects.get(pk=section.pk)
    assert stored_section.introduction == "News."
    assert bool(stored_section.expire_at) == (days > 0)

"""Redirects name no address that the public could not read."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory
from tests.hiding import HIDING, hide

OLD, NEW = "/about/quetzalcoatl", "tezcatlipoca"


@pytest.fixture
def page(portal):
    return ContentPageFactory(title="Renamed", slug="quetzalcoatl")


@pytest.fixture
def admin_client(client, portal):
    client.force_login(AdministratorFactory())
    return client


def rename(page: Page, capture, publish: bool = False) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.slug = NEW
    with capture(execute=True):
        if publish:
            page.save_revision().publish()
        else:
            page.save(clean=False)


def move(client, page: Page, to: Page) -> None:
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, to.pk])
    assert client.post(address).status_code == 302


def old_paths() -> set[str]:
    return set(Redirect.objects.values_list("old_path", flat=True))


def test_a_public_page_that_is_renamed_is_found_at_its_old_address(
    client, page, django_capture_on_commit_callbacks
):
    below = ContentPageFactory(parent=page, title="Below", slug="below")
    rename(page, django_capture_on_commit_callbacks, publish=True)

    assert client.get(f"{OLD}/").url == f"/about/{NEW}/"
    assert client.get(f"{OLD}/below/").url == Page.objects.get(pk=below.pk).url


@pytest.mark.parametrize("way", [way for way in HIDING if way not in ("unpublished", "below a private page")])
def test_no_redirect_is_made_from_an_address_that_never_was_public(
    client, page, way, django_capture_on_commit_callbacks
):
    below = ContentPageFactory(parent=page, title="Below", slug="below", live=False)
    hide(page, way)
    rename(page, django_capture_on_commit_callbacks)

    assert old_paths() == set()
    assert NEW not in str(client.get(f"{OLD}/").headers)
    assert below.pk


def test_a_draft_that_is_published_under_another_name_leaves_no_redirect(
    page, django_capture_on_commit_callbacks
):
    hide(page, "draft")
    rename(page, django_capture_on_commit_callbacks, publish=True)

    assert old_paths() == set()


def test_what_is_below_a_private_page_leaves_no_redirect_when_that_is_moved(admin_client, portal, page):
    private = ContentPageFactory(parent=page, title="Private", slug="private")
    ContentPageFactory(parent=private, title="Below", slug="below")
    ContentPageFactory(parent=page, title="Beside", slug="beside")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    move(admin_client, page, ContentPageFactory(title="Elsewhere"))

    assert old_paths() == {OLD, f"{OLD}/beside"}


def test_a_page_that_is_moved_out_of_a_private_section_leaves_no_redirect(admin_client, portal, page):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="a word of old")
    below = ContentPageFactory(parent=page, title="Below", slug="below")

    move(admin_client, below, portal.about)

    assert old_paths() == set()


def test_a_draft_that_is_moved_leaves_no_redirect(admin_client, portal, page):
    hide(page, "draft")

    move(admin_client, page, ContentPageFactory(title="Elsewhere"))

    assert old_paths() == set()


@pytest.mark.parametrize("way", HIDING)
def test_a_redirect_names_no_page_that_is_not_public(client, portal, way):
    page = ContentPageFactory(parent=ContentPageFactory(title="Above"), title="Target", slug=NEW)
    Redirect.objects.create(old_path="/old", redirect_page=page)
    Redirect.objects.create(old_path="/typed", redirect_link=f"http://testserver{page.url}")
    assert client.get("/old/").status_code == 301
    assert client.get("/typed/").status_code == 301

    hide(page, way)

    for address in ("/old/", "/typed/", "/old/?utm=1"):
        response = client.get(address)
        assert response.status_code == (410 if way == "unpublished" else 404)
        assert "Location" not in response
        assert NEW not in response.content.decode()


def test_a_page_that_was_withdrawn_and_moved_says_so_at_its_old_address(admin_client, portal, page):
    hide(page, "unpublished")
    move(admin_client, page, ContentPageFactory(title="Elsewhere"))
    admin_client.logout()

    assert admin_client.get(f"{OLD}/").status_code == 410

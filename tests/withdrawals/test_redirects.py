"""Redirects do not reveal addresses that the public could not read."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory
from tests.factories.meetings import DecisionFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory
from tests.visibility import HIDING_METHODS, hide

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


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "hiding_method",
    [method for method in HIDING_METHODS if method not in ("unpublished", "below a private page")],
)
def test_no_redirect_is_made_from_an_address_that_never_was_public(
    client, page, hiding_method, django_capture_on_commit_callbacks
):
    below = ContentPageFactory(parent=page, title="Below", slug="below", live=False)
    hide(page, hiding_method)
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


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_redirect_names_no_page_that_is_not_public(client, portal, hiding_method):
    page = ContentPageFactory(parent=ContentPageFactory(title="Above"), title="Target", slug=NEW)
    Redirect.objects.create(old_path="/old", redirect_page=page)
    Redirect.objects.create(old_path="/typed", redirect_link=f"http://testserver{page.url}")
    assert client.get("/old/").status_code == 301
    assert client.get("/typed/").status_code == 301

    hide(page, hiding_method)

    for address in ("/old/", "/typed/", "/old/?utm=1"):
        response = client.get(address)
        assert response.status_code == (410 if hiding_method == "unpublished" else 404)
        assert "Location" not in response
        assert NEW not in response.content.decode()


@pytest.mark.parametrize("ending", ["", "first-page/", "versions/1/"])
def test_a_typed_redirect_names_no_document_that_is_not_public(client, portal, ending):
    decision = DecisionFactory(document=PortalDocumentFactory(title="Quetzalcoatl"))
    DocumentVersionFactory(document=decision.document)
    address = f"{decision.document.get_absolute_url()}{ending}"
    Redirect.objects.create(old_path="/typed", redirect_link=f"http://testserver{address}")
    Redirect.objects.create(old_path="/relative", redirect_link=address)
    Redirect.objects.create(old_path="/file", redirect_link=decision.document.url)
    for old in ("/typed/", "/relative/", "/file/"):
        assert client.get(old).status_code == 301

    hide(decision.page, "draft")

    for old in ("/typed/", "/relative/", "/file/"):
        response = client.get(old)
        assert (response.status_code, "Location" in response) == (404, False)
        assert "quetzalcoatl" not in response.content.decode().lower()


@pytest.mark.parametrize("path", ["/changes{}", "{}nothing/below/", "{}?year=2011", "{}#years"])
def test_a_typed_redirect_names_no_part_of_a_page_that_is_not_public(client, portal, path):
    page = ContentPageFactory(slug=NEW)
    Redirect.objects.create(old_path="/typed", redirect_link=f"http://testserver{path.format(page.url)}")
    assert client.get("/typed/").status_code == 301

    hide(page, "draft")

    response = client.get("/typed/")
    assert (response.status_code, "Location" in response) == (404, False)


def test_a_redirect_elsewhere_is_followed_whatever_lies_there(client, portal):
    page = ContentPageFactory(slug=NEW)
    hide(page, "draft")
    Redirect.objects.create(old_path="/elsewhere", redirect_link=f"https://example.org{page.url}")

    assert client.get("/elsewhere/")["Location"] == f"https://example.org{page.url}"


def test_a_page_that_was_withdrawn_and_moved_says_so_at_its_old_address(admin_client, portal, page):
    hide(page, "unpublished")
    move(admin_client, page, ContentPageFactory(title="Elsewhere"))
    admin_client.logout()

    assert admin_client.get(f"{OLD}/").status_code == 410

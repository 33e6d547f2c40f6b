"""Aliases: an alias is hidden whenever its source is hidden, in whichever way."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from admm_site.core.publication import public_pages
from admm_site.pages.models import ContentPage
from tests.factories.pages import ContentPageFactory
from tests.roles import ROLE_FACTORIES

SECRET = "Quetzalcoatl"


@pytest.fixture
def section(portal) -> ContentPage:
    return ContentPageFactory(title="Section")


@pytest.fixture
def source(section) -> ContentPage:
    return ContentPageFactory(parent=section, title="Source", introduction=SECRET)


@pytest.fixture(params=ROLE_FACTORIES)
def admin_client(request, client, portal):
    client.force_login(request.param())
    return client


def create_alias_in_admin(client, page: Page, slug: str, to: Page, **options) -> ContentPage:
    """Copies the page in the admin's form with "alias" ticked."""
    fields = {"new_title": page.title, "new_slug": slug, "new_parent_page": to.pk, "alias": "on"}
    response = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields | options)
    assert response.status_code == 302
    return ContentPage.objects.get(slug=slug)


def alias(page: Page, slug: str, to: Page, **options) -> ContentPage:
    return page.create_alias(parent=Page.objects.get(pk=to.pk), update_slug=slug, **options)


def restrict(page: Page, kind: str) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password="a word of old"
    )
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name="Readers"))
    return restriction


def is_hidden(client, page: Page) -> bool:
    """Whether the page is absent from its address and from the public lists."""
    response = client.get(page.url)
    is_in_html = SECRET in response.content.decode()
    is_listed = public_pages().filter(pk=page.pk).exists()
    assert is_in_html == is_listed, "the address and the lists disagree"
    return not is_in_html


KINDS = ["password", "login", "groups"]


@pytest.mark.sample(2)
@pytest.mark.parametrize("kind", KINDS)
def test_the_alias_of_a_page_below_a_private_section_is_not_served(
    admin_client, portal, section, source, kind
):
    alias_page = create_alias_in_admin(admin_client, source, "copied", portal.about)
    admin_client.logout()
    assert not is_hidden(admin_client, alias_page)

    restrict(section, kind)

    assert is_hidden(admin_client, alias_page)
    assert admin_client.get(alias_page.url).status_code == admin_client.get(source.url).status_code


@pytest.mark.parametrize("kind", KINDS)
def test_the_alias_of_an_alias_is_as_private_as_the_first_source(client, portal, section, source, kind):
    second = alias(alias(source, "first", portal.about), "second", portal.about)
    third = alias(second, "third", portal.about)
    restrict(section, kind)

    assert is_hidden(client, second)
    assert is_hidden(client, third)


def test_pages_below_the_alias_of_a_section_are_as_private_as_the_section(client, portal, section, source):
    alias_page = alias(section, "copied", portal.about, recursive=True)
    below = alias_page.get_children().get().specific
    beside = ContentPageFactory(parent=alias_page, title="Beside", introduction=SECRET)
    again = alias(beside, "again", portal.about)
    assert not any(is_hidden(client, page) for page in (below, beside, again))

    restrict(section, "login")

    assert all(is_hidden(client, page) for page in (below, beside, again))


def test_an_alias_is_private_where_it_stands_itself(client, portal, section, source):
    private = ContentPageFactory(title="Private")
    alias_page = alias(source, "copied", private)
    restrict(private, "login")

    assert is_hidden(client, alias_page)
    assert not is_hidden(client, source)


def test_an_alias_beside_a_private_section_is_seen(client, portal, section, source):
    alias_page = alias(source, "copied", portal.about)
    restrict(ContentPageFactory(title="Private"), "login")

    assert not is_hidden(client, alias_page)


def test_a_visitor_with_the_password_of_the_section_reads_the_alias(client, portal, section, source):
    alias_page = alias(source, "copied", portal.about)
    restriction = restrict(section, "password")
    form = {"password": "a word of old", "return_url": alias_page.url}

    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, alias_page.pk])
    response = client.post(address, form, follow=True)

    assert SECRET in response.content.decode()
    assert "private" in response["Cache-Control"]


def unpublish(page):
    page.unpublish()


def expire(page):
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def store_as_draft(page):
    type(page).objects.filter(pk=page.pk).update(live=False)


@pytest.mark.parametrize("hide", [unpublish, expire, store_as_draft])
def test_an_alias_is_shown_no_longer_than_its_source(client, portal, section, source, hide):
    alias_page = alias(source, "copied", portal.about)
    assert not is_hidden(client, alias_page)

    hide(source)

    assert is_hidden(client, alias_page)
    assert "copied" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_an_alias_of_a_private_page_stays_hidden_when_its_source_is_deleted(
    client, portal, section, source, kind
):
    """An alias whose source is deleted becomes a page of its own, public by nobody's decision."""
    alias_page = alias(source, "copied", portal.about)
    second = alias(alias_page, "second", portal.about)
    restrict(section, kind)

    Page.objects.get(pk=section.pk).delete()

    assert is_hidden(client, alias_page)
    assert is_hidden(client, second)


@pytest.mark.parametrize("hide", [unpublish, expire])
def test_an_alias_of_a_hidden_page_stays_hidden_when_its_source_is_deleted(
    client, portal, section, source, hide
):
    alias_page = alias(source, "copied", portal.about)
    hide(source)

    Page.objects.get(pk=source.pk).delete()

    assert is_hidden(client, alias_page)


def test_an_alias_that_becomes_a_page_of_its_own_stays_hidden(admin_client, portal, section, source):
    alias_page = alias(source, "copied", portal.about)
    restrict(section, "login")

    address = reverse("wagtailadmin_pages:convert_alias", args=[alias_page.pk])
    assert admin_client.post(address).status_code == 302
    admin_client.logout()

    assert is_hidden(admin_client, ContentPage.objects.get(pk=alias_page.pk))


@pytest.mark.parametrize("number", [1, 20])
def test_privacy_is_asked_in_as_few_queries_however_many_aliases(
    portal, section, source, number, django_assert_num_queries
):
    for each in range(number):
        alias(source, f"alias-{each}", portal.about)
    restrict(section, "login")
    with django_assert_num_queries(1):
        assert list(public_pages().filter(alias_of__isnull=False)) == []

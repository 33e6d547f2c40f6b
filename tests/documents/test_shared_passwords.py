"""Files cited by a private page are readable for those who gave its password or are signed in for it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.factories.documents import (
    DocumentVersionFactory,
    EarlierAddressFactory,
    PortalDocumentFactory,
    PortalImageFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory, UserFactory
from tests.responses import read, response_text

pytestmark = pytest.mark.slow

PASSWORD = "a word of old"
SECRET = "Quetzalcoatl"


@pytest.fixture
def section(portal):
    return ContentPageFactory(title="Section")


@pytest.fixture
def document(portal):
    document = PortalDocumentFactory(title=SECRET, drawn=True)
    DocumentVersionFactory(document=document)
    EarlierAddressFactory(document=document, slug="named-otherwise")
    return document


@pytest.fixture
def image(portal):
    return PortalImageFactory(title=SECRET)


def cite(document, image, **fields):
    body = [
        ("document_list", {"heading": "", "documents": [document]}),
        ("image", {"image": image, "alt_text": SECRET, "caption": SECRET}),
    ]
    return ContentPageFactory(body=body, **fields)


@pytest.fixture
def page(section, document, image):
    """A page below a section that becomes private."""
    return cite(document, image, parent=section, title="Members only")


@pytest.fixture
def addresses(document, image, page) -> list[str]:
    """Every address that serves a file of the page or a rendition."""
    version = document.versions.get()
    return [
        document.url,
        document.get_absolute_url(),
        f"{document.get_absolute_url()}first-page/",
        version.url,
        version.get_absolute_url(),
        image.get_rendition("width-20").url,
    ]


@pytest.fixture
def restriction(section) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=section, restriction_type="password", password=PASSWORD)


def statuses(client, addresses, **query) -> set[int]:
    statuses_found = set()
    for address in addresses:
        response = client.get(address, query)
        read(response)
        statuses_found.add(response.status_code)
    return statuses_found


def give_password(client, page, password=PASSWORD):
    """Submits the password form that is shown in place of the page; returns the response after it."""
    response = client.get(page.url)
    assert response.status_code == 200
    form = response.context["form"]
    fields = {"password": password, "return_url": form.initial["return_url"]}
    return client.post(response.context["action_url"], fields, follow=True)


def test_who_gave_the_password_reads_the_page_and_its_files_and_nobody_else(
    client, page, addresses, restriction
):
    assert statuses(client, addresses) == {404}
    assert SECRET not in give_password(client, page, "another word").content.decode()
    assert statuses(client, addresses) == {404}

    assert SECRET in give_password(client, page).content.decode()

    assert statuses(client, addresses) == {200}
    assert statuses(Client(), addresses) == {404}


def test_every_file_that_the_page_shows_can_be_opened_from_it(client, page, document, image, restriction):
    html = give_password(client, page).content.decode()
    assert document.url in html
    renditions = [rendition.url for rendition in image.renditions.all() if rendition.url in html]
    assert renditions
    assert statuses(client, renditions) == {200}


def test_no_cache_keeps_what_was_read_with_a_password(client, page, addresses, restriction):
    give_password(client, page)
    for address in (page.url, *addresses):
        response = client.get(address)
        read(response)
        for directive in ("private", "no-store"):
            assert directive in response["Cache-Control"], address
        assert "Cookie" in response["Vary"], address


def test_responses_vary_by_cookie_before_and_after_the_password(client, addresses, restriction):
    for address in addresses:
        assert "Cookie" in client.get(address)["Vary"], address


def test_a_part_of_a_file_and_its_head_are_as_private_as_the_file(client, page, document, restriction):
    assert client.head(document.url).status_code == 404
    assert client.get(document.url, headers={"range": "bytes=0-3"}).status_code == 404
    give_password(client, page)

    head = client.head(document.url)
    read(head)
    assert head.status_code == 200
    part = client.get(document.url, headers={"range": "bytes=0-3"})
    assert (part.status_code, read(part)) == (206, b"%PDF")
    assert "no-store" in part["Cache-Control"]


def test_an_earlier_address_leads_to_the_document_for_those_who_may_read_it(client, page, restriction):
    address = "/documents/named-otherwise/"
    assert client.get(address).status_code == 404
    give_password(client, page)

    response = client.get(address)
    assert response["Location"] == "/documents/quetzalcoatl/"
    assert "no-store" in response["Cache-Control"]


def test_files_are_in_no_list_and_no_search_for_those_who_gave_the_password(client, page, restriction):
    give_password(client, page)
    for address in ("/documents/", "/documents.csv", "/api/v1/documents/", "/sitemap.xml"):
        assert SECRET.lower() not in response_text(client.get(address)).lower()
    assert client.get("/search/", {"q": SECRET}).context["count"] == 0


def test_an_as_of_date_gives_no_access(client, page, document, addresses, restriction):
    day = {"as_of": "2014-05-01"}
    assert statuses(client, addresses, **day) == {404}
    give_password(client, page)

    assert statuses(client, addresses, **day) == {200}
    assert "no-store" in client.get(document.get_absolute_url(), day)["Cache-Control"]


def test_the_password_of_another_page_opens_nothing(client, page, addresses, restriction, portal):
    other_page = ContentPageFactory(title="Other")
    PageViewRestriction.objects.create(page=other_page, restriction_type="password", password=PASSWORD)
    give_password(client, other_page)

    assert statuses(client, addresses) == {404}


def test_what_a_public_page_cites_as_well_is_public(client, document, image, addresses, restriction):
    cite(document, image, title="Public")

    assert statuses(client, addresses) == {200}
    response = client.get(document.url)
    read(response)
    assert response["Cache-Control"] == "no-cache"


def test_a_page_with_a_second_restriction_asks_for_both(client, section, page, addresses, restriction):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="another word")
    give_password(client, page)
    assert statuses(client, addresses) == {404}

    give_password(client, page, "another word")

    assert statuses(client, addresses) == {200}


def test_who_gave_the_password_reads_the_files_of_an_alias(client, portal, section, image, restriction):
    """Only the source and its alias elsewhere cite the document."""
    document = PortalDocumentFactory(title="Of the source")
    source = cite(document, image, parent=section, title="Source")
    alias = source.create_alias(parent=Page.objects.get(pk=portal.about.pk), update_slug="alias")
    assert statuses(client, [document.url]) == {404}

    give_password(client, alias)

    assert statuses(client, [document.url]) == {200}


def unpublish(page):
    page.unpublish()


def expire(page):
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def cite_nothing(page):
    page.body = []
    page.save_revision().publish()


@pytest.mark.parametrize("change", [unpublish, expire, cite_nothing])
def test_what_the_page_shows_no_longer_is_withheld_again(client, page, addresses, restriction, change):
    give_password(client, page)
    assert statuses(client, addresses) == {200}

    change(page)

    assert statuses(client, addresses) == {404}


def test_a_draft_of_the_page_opens_no_file(client, page, image, restriction):
    document = PortalDocumentFactory(title="Not published yet")
    page.body = [("document_list", {"heading": "", "documents": [document]})]
    page.save_revision()
    give_password(client, page)

    assert statuses(client, [document.url, document.get_absolute_url()]) == {404}


def set_privacy(address: str, **fields):
    administrator = Client()
    administrator.force_login(AdministratorFactory())
    assert administrator.post(address, {"restriction_type": "password", **fields}).status_code == 200


def test_who_gave_the_old_password_is_asked_for_the_new_one(client, section, page, addresses, restriction):
    give_password(client, page)
    address = reverse("wagtailadmin_pages:set_privacy", args=[section.pk])

    set_privacy(address, password=PASSWORD)
    assert statuses(client, addresses) == {200}

    set_privacy(address, password="another word")
    assert section.view_restrictions.count() == 1
    assert SECRET not in client.get(page.url).content.decode()
    assert statuses(client, addresses) == {404}

    assert SECRET in give_password(client, page, "another word").content.decode()
    assert statuses(client, addresses) == {200}


def test_readers_of_the_groups_that_may_read_the_page_read_its_files(client, section, page, addresses):
    readers = Group.objects.create(name="Readers")
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="groups")
    restriction.groups.add(readers)
    client.force_login(UserFactory())
    assert statuses(client, addresses) == {404}

    reader = UserFactory()
    reader.groups.add(readers)
    client.force_login(reader)

    assert statuses(client, addresses) == {200}
    assert "no-store" in client.get(addresses[1])["Cache-Control"]


def test_signed_in_readers_read_the_files_of_pages_for_them(client, section, page, addresses):
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert statuses(client, addresses) == {404}
    client.force_login(UserFactory())

    assert statuses(client, addresses) == {200}


def test_the_password_of_a_page_does_not_open_a_private_collection(
    client, page, document, image, addresses, restriction
):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="another word"
    )
    for file in (document, image):
        file.collection = collection
        file.save()
    html = give_password(client, page).content.decode()

    assert document.url not in html
    assert statuses(client, addresses) == {404}


def test_whoever_may_read_page_and_collection_reads_the_files(client, page, document, image, addresses):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    for file in (document, image):
        file.collection = collection
        file.save()
    client.force_login(UserFactory())

    assert statuses(client, addresses) == {200}
    assert "no-store" in client.get(document.get_absolute_url())["Cache-Control"]

"""Access to images: whoever may see a page that shows an image may see the image."""

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from admm_site.documents.models import PortalImage
from tests.factories.documents import PortalImageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import UserFactory
from tests.responses import read
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def image(portal):
    return PortalImageFactory()


@pytest.fixture
def page(image):
    """A public page that shows the image."""
    return ContentPageFactory(body=[("image", {"image": image, "alt_text": "", "caption": ""})])


def status(client, image) -> int:
    response = client.get(image.get_rendition("width-20").url)
    is_picture = read(response).startswith(b"\x89PNG")
    assert is_picture is (response.status_code == 200)
    return response.status_code


def test_a_picture_on_a_public_page_is_public(client, image, page):
    assert status(client, image) == 200


def test_a_picture_on_no_page_is_not_public(client, image):
    assert status(client, image) == 404


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_picture_on_a_hidden_page_is_not_public(client, image, page, hiding_method):
    hide(page, hiding_method)
    assert status(client, image) == 404


def test_a_picture_in_a_private_collection_is_never_public(client, image, page):
    collection = Collection.get_first_root_node().add_child(name="Before signature")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    image.collection = collection
    image.save()
    assert status(client, image) == 404


def test_an_editor_may_see_what_is_not_public(editor_client, image, page):
    hide(page, "draft")
    assert status(editor_client, image) == 200


def test_an_account_without_permissions_may_not(client, image, page):
    hide(page, "draft")
    client.force_login(UserFactory())
    assert status(client, image) == 404


def test_every_picture_on_a_page_can_be_fetched(client, image, page):
    """Several sizes are rendered together when the page is first requested."""
    client.get(page.url)
    addresses = [rendition.url for rendition in image.renditions.all()]
    assert len(addresses) >= 2
    for address in addresses:
        response = client.get(address)
        assert read(response)
        assert response.status_code == 200
        assert address in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    "form", ["/media/{name}", "/{name}", "/images/{pk}/other.png", "/images/{pk}/", "/images/9{pk}/{base}"]
)
def test_a_picture_has_no_second_address(client, image, page, form):
    rendition = image.get_rendition("width-20")
    name = rendition.file.name
    address = form.format(name=name, pk=rendition.pk, base=name.rpartition("/")[2])
    assert client.get(address).status_code == 404


def test_the_original_of_a_picture_has_no_address(client, image, page):
    assert client.get(f"/media/{image.file.name}").status_code == 404


def test_a_picture_whose_file_is_lost_is_not_found(client, image, page):
    rendition = image.get_rendition("width-20")
    rendition.file.storage.delete(rendition.file.name)
    assert client.get(rendition.url).status_code == 404


def test_a_picture_can_only_be_read(client, image, page):
    assert client.post(image.get_rendition("width-20").url).status_code == 405


def test_a_picture_is_found_by_its_file(image):
    assert PortalImage.objects.get_by_natural_key(*image.natural_key()) == image

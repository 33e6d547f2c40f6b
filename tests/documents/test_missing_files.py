"""Missing and damaged files: the admin keeps working, and says what is wrong with the file."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse

from admm_site.documents.models import PortalDocument, PortalImage
from tests.editorial.browser_form import edit_url, get_form_fields
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.pages import ContentPageFactory
from tests.roles import ROLE_FACTORIES

pytestmark = pytest.mark.usefixtures("portal")


def lose(file):
    file.file.storage.delete(file.file.name)


def cut_off(file):
    """Truncates the file to half, as a full disk does."""
    with file.file.storage.open(file.file.name) as stream:
        content = stream.read()
    put_in_its_place(file, content[: len(content) // 2])


def put_in_its_place(file, content: bytes = b"\0neither picture nor text"):
    lose(file)
    assert file.file.storage.save(file.file.name, ContentFile(content)) == file.file.name


FAULTS = {"lost": lose, "cut off": cut_off, "another file": put_in_its_place}


@pytest.fixture(params=ROLE_FACTORIES)
def admin(request, client):
    client.force_login(request.param())
    return client


@pytest.fixture(params=FAULTS)
def fault(request) -> Callable:
    return FAULTS[request.param]


@pytest.fixture
def image(fault) -> PortalImage:
    image = PortalImageFactory(title="Handshake")
    image.get_file_hash()  # stored, as by an upload
    fault(image)
    return image


@pytest.fixture
def document(fault) -> PortalDocument:
    document = PortalDocumentFactory(title="Statement")
    fault(document)
    return document


def addresses_of(kind: str, model: str, key: str, file) -> list[str]:
    """The addresses of the admin that list the file, choose, edit and delete it, alone and in bulk."""
    files, chooser = f"wagtail{kind}", f"wagtail{kind}_chooser"
    actions = ("delete", "add_tags", "add_to_collection")
    return [
        reverse(f"{files}:index"),
        f"{reverse(f'{files}:index')}?layout=list",
        f"{reverse(f'{files}:index_results')}?q={file.title}",
        *(reverse(f"{files}:{name}", args=[file.pk]) for name in ("edit", "delete", f"{key}_usage")),
        reverse(f"{chooser}:choose"),
        f"{reverse(f'{chooser}:choose_results')}?q={file.title}",
        reverse(f"{chooser}:chosen", args=[file.pk]),
        f"{reverse(f'{chooser}:chosen_multiple')}?id={file.pk}",
        *(
            f"{reverse('wagtail_bulk_action', args=['documents', model, action])}?id={file.pk}"
            for action in actions
        ),
        reverse("wagtailadmin_home"),
    ]


def statuses(client, addresses: list[str]) -> dict[str, int]:
    """The status of each address that does not answer with 200."""
    client.raise_request_exception = False
    responses = {address: client.get(address).status_code for address in addresses}
    return {address: status for address, status in responses.items() if status != 200}


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.mark.sample(2)
def test_a_picture_is_listed_chosen_edited_and_deleted(admin, image):
    addresses = addresses_of("images", "portalimage", "image", image)
    addresses.append(reverse("wagtailimages_chooser:select_format", args=[image.pk]))
    assert statuses(admin, addresses) == {}

    assert admin.post(reverse("wagtailimages:delete", args=[image.pk])).status_code == 302
    assert not PortalImage.objects.exists()


@pytest.mark.sample(2)
def test_a_document_is_listed_chosen_edited_and_deleted(admin, document):
    assert statuses(admin, addresses_of("docs", "portaldocument", "document", document)) == {}

    assert admin.post(reverse("wagtaildocs:delete", args=[document.pk])).status_code == 302
    assert not PortalDocument.objects.exists()


@pytest.mark.sample(2)
def test_the_form_of_an_image_says_that_its_file_is_missing_and_takes_another(admin, image):
    address = reverse("wagtailimages:edit", args=[image.pk])
    response = admin.get(address)
    text = visible_text(response)
    assert "The file is not where it was stored" in text or "no longer what was uploaded" in text

    with PortalImageFactory(title="Another").file.open() as new:
        data = get_form_fields(response, "//main//form[@enctype]") | {"title": "Handshake", "file": new}
        assert admin.post(address, data).status_code == 302

    text = visible_text(admin.get(address))
    assert "The file is not where it was stored" not in text
    assert "no longer what was uploaded" not in text


def test_the_form_of_a_document_says_that_its_file_is_missing(admin, document):
    text = visible_text(admin.get(reverse("wagtaildocs:edit", args=[document.pk])))
    assert "could not be found" in text or "no longer what was uploaded" in text


def test_the_image_chooser_says_that_the_file_is_missing(admin, image):
    chooser = "wagtailimages_chooser"
    form = {
        "image-chooser-insertion-format": "fullwidth",
        "image-chooser-insertion-alt_text": "Two ministers",
    }
    chooser_data = admin.get(reverse(f"{chooser}:chosen", args=[image.pk])).json()
    format_data = admin.post(reverse(f"{chooser}:select_format", args=[image.pk]), form).json()

    for response in (chooser_data, format_data):
        assert response["result"]["title"] == "Handshake (its file is missing or damaged)"
    assert format_data["result"]["alt"] == "Two ministers"


@pytest.mark.sample(2)
def test_a_page_with_the_picture_is_edited_published_and_shown(admin, client, image, document):
    text = f'<p>Before</p><embed embedtype="image" id="{image.pk}" format="fullwidth" alt="Two ministers"/>'
    page = ContentPageFactory(
        title="Words",
        body=[
            ("rich_text", text),
            ("image", {"image": image, "alt_text": "Two ministers", "caption": "In Jakarta"}),
            ("document_list", {"heading": "", "documents": [document]}),
        ],
    )
    response = admin.get(edit_url(page))
    assert response.status_code == 200
    assert "Handshake" in response.content.decode()

    revision = page.save_revision()
    revision.publish()
    assert (
        admin.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk])).status_code
        == 200
    )
    assert client.get(page.url).status_code == 200

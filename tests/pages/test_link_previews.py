"""The pictures that other sites show beside a link to a record."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from admm_site.pages.preview_image import HEIGHT, WIDTH, Preview
from meetings.models import Decision
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture(autouse=True)
def empty_cache(settings, tmp_path):
    settings.CACHES = settings.CACHES | {"previews": settings.CACHES["previews"] | {"LOCATION": tmp_path}}


@pytest.fixture
def document(portal):
    document = PortalDocumentFactory(title="Joint Declaration", kind="joint-declaration")
    DecisionFactory(page=MeetingPageFactory(), document=document)
    return document


def named_picture(client, address: str) -> str:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return page.find("meta", property="og:image")["content"].removeprefix("http://testserver")


@pytest.mark.parametrize(
    "factory", [MeetingPageFactory, ConceptPaperPageFactory, InitiativePageFactory, ActivityPageFactory]
)
def test_a_record_names_a_picture_of_its_own(client, portal, factory):
    page = factory()
    address = named_picture(client, page.url)
    assert address == f"{page.url}preview.png"
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(response.content)).size == (WIDTH, HEIGHT)


def test_a_document_and_a_statement_name_theirs(client, document):
    decision = Decision.objects.get(document=document)
    for address in (document.get_absolute_url(), f"/d/{decision.key}/"):
        picture = named_picture(client, address)
        assert picture == f"{address}preview.png"
        assert client.get(picture)["Content-Type"] == "image/png"


@pytest.mark.parametrize("address", ["/", "/meetings/", "/about/background/", "/decisions/"])
def test_pages_that_are_no_records_have_the_general_picture(client, portal, address):
    ContentPageFactory(slug="background")
    assert "/card" in named_picture(client, address)
    assert client.get(f"{address}preview.png").status_code == 404


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_page_has_no_picture(client, portal, hiding_method):
    meeting = MeetingPageFactory()
    assert client.get(f"{meeting.url}preview.png").status_code == 200
    hide(meeting, hiding_method)
    assert client.get(f"{meeting.url}preview.png").status_code == 404


def test_a_document_that_nothing_public_cites_has_no_picture(client, portal):
    document = PortalDocumentFactory(title="Draft declaration")
    assert client.get(f"{document.get_absolute_url()}preview.png").status_code == 404


def test_a_picture_is_drawn_once_for_what_it_says(client, portal, monkeypatch):
    meeting = MeetingPageFactory(theme="Peace")
    first = client.get(f"{meeting.url}preview.png").content
    with monkeypatch.context() as patch:
        patch.setattr(Preview, "draw", lambda preview: pytest.fail("drawn again"))
        ContentPageFactory()  # the cached response is out of date, what the picture says isn't
        assert client.get(f"{meeting.url}preview.png").content == first
    meeting.theme = "Security"
    meeting.save_revision().publish()
    assert client.get(f"{meeting.url}preview.png").content != first


def test_a_disk_that_cannot_be_written_to_costs_no_picture(client, portal, monkeypatch):
    def no_space(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.cache.backends.filebased.FileBasedCache.set", no_space)
    assert client.get(f"{MeetingPageFactory().url}preview.png").status_code == 200


def test_a_title_in_letters_that_the_fonts_lack_has_the_general_picture(client, portal):
    paper = ConceptPaperPageFactory(title="\u56fd\u9632", slug="defence")
    response = client.get(f"{paper.url}preview.png")
    assert response.status_code == 302
    assert "/card" in response.url


def test_a_long_title_ends_with_an_ellipsis_and_not_beyond_the_edge(client, portal):
    paper = ConceptPaperPageFactory(title="Concept paper on cooperation in defence " * 6)
    assert client.get(f"{paper.url}preview.png").status_code == 200

"""The content of the benchmarks, in a small size."""

import pytest
from wagtail.models import Page

from admm_site.documents.models import PageText, PortalDocument
from initiatives.models import InitiativePage, StatusUpdate
from meetings.models import MeetingPage
from tests.bench.author import Author
from tests.bench.scale import make
from tests.module_fixtures import keep_for_module

pytestmark = pytest.mark.django_db

MADE = "made-"


@pytest.fixture(scope="module")
def media_root(django_db_setup, django_db_blocker, tmp_path_factory) -> str:
    """The media folder of a small portal, created once for the module."""
    media = str(tmp_path_factory.mktemp("scale"))
    with keep_for_module(django_db_blocker, media):
        make(meetings=8, documents=20, initiatives=3)
        yield media


@pytest.fixture
def large_portal(media_root, db, settings):
    settings.MEDIA_ROOT = media_root


@pytest.mark.exhaustive
def test_as_many_of_each_as_asked_are_added_to_the_demonstration(large_portal):
    assert MeetingPage.objects.public().filter(slug__startswith=MADE).count() == 8
    assert PortalDocument.objects.public().filter(slug__startswith=MADE).count() == 20
    assert InitiativePage.objects.public().filter(slug__startswith=MADE).count() == 3
    assert StatusUpdate.objects.public().filter(page__slug__startswith=MADE).count() == 30
    assert MeetingPage.objects.filter(slug="5th-admm").exists()


@pytest.mark.exhaustive
def test_generated_content_reads_as_a_portal(client, large_portal):
    pages = Page.objects.filter(slug__startswith=MADE).specific()
    documents = PortalDocument.objects.filter(slug__startswith=MADE)
    addresses = [*(page.url for page in pages), *(document.get_absolute_url() for document in documents)]
    assert {client.get(address).status_code for address in [*addresses, "/", "/meetings/"]} == {200}


@pytest.mark.exhaustive
def test_generated_pages_are_a_sound_tree(large_portal):
    assert not any(Page.find_problems())


@pytest.mark.exhaustive
def test_the_text_of_a_generated_document_is_found(client, large_portal):
    text = PageText.objects.filter(document__slug="made-0").first().text
    rare = text.rpartition("Annex: ")[2].rstrip(".")
    assert "/documents/made-0/" in client.get("/search/", {"q": rare}).content.decode()


def test_the_same_seed_writes_the_same_text():
    assert Author(7).page() == Author(7).page()
    assert Author(7).page() != Author(8).page()


@pytest.mark.exhaustive
def test_a_portal_with_content_is_left_alone(large_portal):
    with pytest.raises(SystemExit, match="for an empty database"):
        make(meetings=8, documents=20, initiatives=3)

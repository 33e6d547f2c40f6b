"""The photograph of a meeting, in place of its cover."""

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Collection, CollectionViewRestriction

from meetings.models import MeetingPage
from tests.editorial.browser_form import edit_url, get_form_fields
from tests.factories.documents import PortalImageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.public.test_query_counts import query_count
from tests.responses import read
from tests.visibility import HIDING_METHODS, hide

PUBLISH = {"action-publish": "1"}


@pytest.fixture
def image(portal):
    return PortalImageFactory(
        title="IMG_2011",
        file__width=900,
        file__height=600,
        description="Ministers at a table",
        credit="A ministry",
    )


@pytest.fixture
def meeting(image):
    return MeetingPageFactory(photograph=image)


def opening(client, meeting, query=""):
    page = BeautifulSoup(client.get(f"{meeting.url}{query}").content, "html.parser")
    return page.select_one(".opening__sheet")


def shows_cloth(client, meeting, query="") -> bool:
    sheet = opening(client, meeting, query)
    assert bool(sheet.select(".cover")) is not bool(sheet.select("img"))
    return bool(sheet.select(".cover"))


def choose(editor_client, meeting, image):
    """The response to the form of a meeting with this photograph."""
    form = get_form_fields(editor_client.get(edit_url(meeting)))
    return editor_client.post(edit_url(meeting), form | PUBLISH | {"photograph": image.pk})


def test_an_editor_replaces_the_cover_by_a_photograph(editor_client, client, image):
    meeting = MeetingPageFactory()
    assert shows_cloth(client, meeting)

    assert choose(editor_client, meeting, image).status_code == 302

    sheet = opening(client, meeting)
    assert not sheet.select(".cover")
    assert sheet.img["alt"] == "Ministers at a table"
    assert sheet.figcaption.get_text(strip=True) == "Photograph: A ministry"


@pytest.mark.parametrize(
    ("words", "missing"),
    [({"credit": ""}, "credit"), ({"description": " "}, "description")],
    ids=["credit", "description"],
)
def test_a_photograph_without_its_words_cannot_be_chosen(editor_client, portal, words, missing):
    meeting, image = (
        MeetingPageFactory(),
        PortalImageFactory(**{"credit": "A ministry", "title": "IMG_2011"} | words),
    )

    response = choose(editor_client, meeting, image)

    message = f"“IMG_2011” lacks: {missing}. Edit the image under Images, then choose it here."
    assert message in response.content.decode()
    assert not MeetingPage.objects.get().photograph


@pytest.mark.parametrize("words", [{"credit": ""}, {"description": ""}], ids=["credit", "description"])
def test_a_photograph_that_has_lost_its_words_gives_way_to_the_cover(client, meeting, image, words):
    for name, value in words.items():
        setattr(image, name, value)
    image.save()
    assert shows_cloth(client, meeting)


def test_a_photograph_is_offered_in_three_formats_and_sizes_without_a_shift(client, meeting):
    sheet = opening(client, meeting)
    types = [source["type"] for source in sheet.select("source")]
    assert types == ["image/avif", "image/webp"]
    assert (sheet.img["width"], sheet.img["height"]) == ("480", "320")
    assert sheet.img["src"].endswith(".jpg")
    for srcset in (sheet.img["srcset"], *(source["srcset"] for source in sheet.select("source"))):
        addresses = [candidate.split()[0] for candidate in srcset.split(", ")]
        assert addresses
        assert all(read(client.get(address)) for address in addresses)


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_photograph_of_a_hidden_meeting_has_no_public_address(client, meeting, image, hiding_method):
    client.get(meeting.url)
    addresses = [rendition.url for rendition in image.renditions.all()]
    assert addresses
    hide(meeting, hiding_method)
    assert {client.get(address).status_code for address in addresses} == {404}


def test_a_photograph_chosen_in_a_draft_has_no_public_address(client, image):
    meeting = MeetingPageFactory()
    meeting.photograph = image
    meeting.save_revision()
    assert client.get(image.get_rendition("width-400").url).status_code == 404
    assert shows_cloth(client, meeting)


def test_a_photograph_in_a_private_collection_gives_way_to_the_cover(client, meeting, image):
    collection = Collection.get_first_root_node().add_child(name="Before signature")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    address = image.get_rendition("width-400").url
    image.collection = collection
    image.save()

    assert shows_cloth(client, meeting)
    assert client.get(address).status_code == 404


def test_a_photograph_whose_file_is_lost_gives_way_to_the_cover(client, meeting, image):
    Path(image.file.path).unlink()
    assert shows_cloth(client, meeting)


def test_a_photograph_that_is_deleted_gives_way_to_the_cover(client, meeting, image):
    image.delete()
    assert shows_cloth(client, meeting)


def test_before_a_meeting_its_photograph_was_not_there(client, image):
    series = MeetingSeriesFactory()
    MeetingPageFactory(series=series, ordinal=4, start_date="2010-05-19")
    meeting = MeetingPageFactory(series=series, ordinal=5, photograph=image)
    assert not shows_cloth(client, meeting)
    assert shows_cloth(client, meeting, "?as_of=2011-05-01")


def test_the_history_says_that_a_photograph_was_added_without_its_file_name(editor_client, client, image):
    meeting = MeetingPageFactory()
    choose(editor_client, meeting, image)
    history = client.get("/changes/").content.decode()
    assert "Photograph added" in history
    assert "IMG_2011" not in history


def test_a_photograph_is_in_the_archive_of_its_meeting(client, meeting):
    archive = ZipFile(io.BytesIO(read(client.get(f"{meeting.url.rstrip('/')}.zip"))))
    (picture,) = [name for name in archive.namelist() if "/pictures/" in name]
    page = archive.read(next(name for name in archive.namelist() if name.endswith("meeting.html"))).decode()
    assert picture.partition("/")[2] in page
    assert "Photograph: A ministry" in page


def test_only_a_page_with_a_photograph_asks_for_its_sizes_and_its_privacy(client, meeting):
    plain = query_count(client, MeetingPageFactory().url)
    assert query_count(client, meeting.url) <= plain + 2

"""Renditions of images carry no metadata of the camera."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image, ImageCms, ImageOps, PngImagePlugin
from wagtail.models import Collection

from admm_site.documents.models import PortalImage
from tests.factories.documents import PortalImageFactory
from tests.factories.pages import ContentPageFactory, create_portal
from tests.responses import read

SECRET = b"Vorbelquist"
TAGS_THAT_NAME = (ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.Artist, ExifTags.Base.Copyright)
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>Vorbelquist</dc:creator></x:xmpmeta>"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SPECS = ("original", "width-20", *(f"format-{name}|width-20" for name in ("webp", "jpeg", "png", "avif")))
INFO_THAT_TELLS_NOTHING = {
    *("icc_profile", "transparency", "background", "gamma", "srgb", "duration", "loop", "timestamp"),
    *("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression", "interlace"),
    *("adobe", "adobe_transform", "chromaticity"),
}


def exif(orientation=6) -> bytes:
    """EXIF data as a phone writes them: who, with what, where; rotated by 90 degrees."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    for tag in (0x010F, 0x0110, 0x013B, 0x8298, 0x010E):  # maker, model, artist, copyright, description
        tags[tag] = SECRET.decode()
    tags.get_ifd(0x8825).update({1: "N", 2: (17.0, 58.0, 0.0), 29: SECRET.decode()})
    tags.get_ifd(0x8769).update({0x927C: SECRET, 0x9286: b"ASCII\0\0\0" + SECRET})
    return tags.tobytes()


def jpeg_segments() -> bytes:
    """Captions for the press (IPTC) in a segment of their own, which Pillow doesn't write."""
    data = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x12\x1c\x02\x50\x00\x0b" + SECRET + b"\x00\x00"
    return b"\xff\xed" + (len(data) + 2).to_bytes(2, "big") + data


def photograph(format_name: str) -> bytes:
    """An image of 40 by 30 pixels with every kind of metadata that its format has."""
    picture, file = Image.linear_gradient("L").resize((40, 30)).convert("RGB"), io.BytesIO()
    options = {"exif": exif(), "icc_profile": PROFILE}
    if format_name == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", SECRET.decode(), zip=False)
        options["pnginfo"].add_text("Comment", SECRET.decode(), zip=True)
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    else:
        options["xmp"] = XMP
    if format_name == "JPEG":
        options["comment"] = SECRET
    picture.save(file, format_name, **options)
    data = file.getvalue()
    return data[:2] + jpeg_segments() + data[2:] if format_name == "JPEG" else data


@pytest.fixture(params=["JPEG", "PNG", "WEBP", "AVIF"])
def image(request, portal):
    data = photograph(request.param)
    assert SECRET in data
    name = f"photograph.{request.param.lower()}"
    return PortalImageFactory(file=ContentFile(data, name=name))


def files(image, several: bool) -> dict[str, bytes]:
    """The renditions for `SPECS`, created together or one after the other."""
    renditions = (
        image.get_renditions(*SPECS) if several else {spec: image.get_rendition(spec) for spec in SPECS}
    )
    return {spec: Path(rendition.file.path).read_bytes() for spec, rendition in renditions.items()}


@pytest.mark.parametrize("several", [False, True], ids=["one by one", "together"])
def test_no_rendition_holds_metadata(image, several):
    for spec, data in files(image, several).items():
        assert SECRET not in data, f"{spec} names who made the picture"
        rendition_image = Image.open(io.BytesIO(data))
        rendition_image.load()
        assert not rendition_image.getexif(), f"{spec} has EXIF"
        assert set(rendition_image.info) <= INFO_THAT_TELLS_NOTHING, f"{spec} has {set(rendition_image.info)}"


def test_renditions_keep_orientation_and_colour_profile(image):
    upright_size = ImageOps.exif_transpose(Image.open(image.file.path)).size
    assert upright_size == (30, 40)
    for spec, data in files(image, several=False).items():
        rendition_image = Image.open(io.BytesIO(data))
        assert rendition_image.height > rendition_image.width, f"{spec} lies on its side"
        assert rendition_image.info.get("icc_profile"), f"{spec} has no colour profile"


def test_a_photograph_that_an_editor_uploads_is_published_without_place_and_artist(editor_client, portal):
    content = (Path(__file__).parent / "cases" / "photo_with_place.jpg").read_bytes()
    tags = Image.open(io.BytesIO(content)).getexif()
    assert tags.get_ifd(ExifTags.IFD.GPSInfo)
    personal_values = [value for tag in TAGS_THAT_NAME if (value := tags.get(tag))]
    assert personal_values
    data = {
        "title": "Ministers",
        "file": SimpleUploadedFile("photo.jpg", content),
        "collection": Collection.get_first_root_node().pk,
    }
    assert editor_client.post(reverse("wagtailimages:add"), data).status_code == 302
    image = PortalImage.objects.get(title="Ministers")
    ContentPageFactory(body=[("image", {"image": image, "alt_text": "x", "caption": ""})])
    editor_client.logout()

    for spec in SPECS:
        rendition_data = read(editor_client.get(image.get_rendition(spec).url))
        tags = Image.open(io.BytesIO(rendition_data)).getexif()
        assert not tags.get_ifd(ExifTags.IFD.GPSInfo)
        assert not any(str(value).encode() in rendition_data for value in personal_values)


def test_what_a_visitor_fetches_holds_no_metadata(client, image):
    page = ContentPageFactory(body=[("image", {"image": image, "alt_text": "", "caption": ""})])
    client.get(page.url)
    addresses = [rendition.url for rendition in image.renditions.all()]
    assert len(addresses) == 6
    assert all(SECRET not in read(client.get(address)) for address in addresses)


def lose(path: Path):
    path.unlink()


def damage(path: Path):
    path.write_bytes(path.read_bytes()[:60])


def fill_with_nonsense(path: Path):
    path.write_bytes(b"not a picture at all" * 20)


def swap_for_a_bomb(path: Path):
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    path.write_bytes(file.getvalue())


@pytest.mark.parametrize("harm", [lose, damage, fill_with_nonsense, swap_for_a_bomb])
def test_a_picture_that_cannot_be_made_leaves_the_page_and_its_words(client, portal, harm):
    image = PortalImageFactory(description="Ministers at a long table")
    page = ContentPageFactory(body=[("image", {"image": image, "alt_text": "", "caption": "In Cebu"})])
    harm(Path(image.file.path))
    response = client.get(page.url)
    assert response.status_code == 200
    text = response.content.decode()
    assert "Ministers at a long table" in text
    assert "In Cebu" in text
    assert "<picture" not in text
    assert 'src=""' not in text


def test_a_storage_that_cannot_be_written_to_leaves_the_page(client, real_transactions, monkeypatch):
    create_portal()
    page = ContentPageFactory(
        body=[("image", {"image": PortalImageFactory(), "alt_text": "The hall", "caption": ""})]
    )

    def no_space(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", no_space)
    response = client.get(page.url)
    assert response.status_code == 200
    assert "The hall" in response.content.decode()

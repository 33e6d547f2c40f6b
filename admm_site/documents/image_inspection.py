"""Inspect an image by its content, before anything else opens it."""

from PIL import (
    AvifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from .inspection import Harmful

# The format of each extension. Pillow imports the modules of formats, and of EXIF, when they are needed.
FORMATS = {"avif": "AVIF", "jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
PLUGINS = (AvifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin, MpoImagePlugin, TiffImagePlugin)
MAX_FRAMES = 100

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a confined process starts no threads
Image.MAX_IMAGE_PIXELS = None  # counted here


def inspect_image(path: str, kind: str, max_pixels: int) -> None:
    """Raise Harmful unless the file is an image of its kind, and small enough to be decoded."""
    with open(path, "rb") as file:
        if b"%PDF-" in file.read(1024):
            raise Harmful("polyglot")
    try:
        with Image.open(path, formats=sorted(set(FORMATS.values()))) as image:
            has_previews = image.format == "MPO"  # a JPEG with smaller pictures of itself, by telephones
            if ("JPEG" if has_previews else image.format) != FORMATS.get(kind):
                raise Harmful("misnamed")
            width, height = image.size
            frames = 1 if has_previews else getattr(image, "n_frames", 1)
            if frames > MAX_FRAMES:
                raise Harmful("frames")
            if width * height * frames > max_pixels:
                raise Harmful("pixels")
            image.load()
    except ValueError as error:  # text of more than Pillow unpacks
        raise Harmful("text" if "text" in str(error).lower() else "no-image") from error
    except (OSError, SyntaxError, ArithmeticError, LookupError, EOFError, RuntimeError) as error:
        raise Harmful("no-image") from error

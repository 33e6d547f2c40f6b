"""The picture that other sites show beside a link: woven cloth, and the title in type."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from meetings.covers import GROUND, SIZE, stitches

WIDTH, HEIGHT = 1200, 630  # what Open Graph advises
CLOTH_WIDTH = 408
STITCH = 17
MARGIN = 56
MAX_TITLE_LINES = 6
PAPER, INK, SOFT_INK, INDIGO = "#faf7f0", "#1d1b18", "#4c4740", "#1d2c54"
COLORS = {GROUND: "#141f3d", "turmeric": "#d29a2d", "lac": "#b5392e", "cotton": "#f5efe2"}
STRIPES = ("#d29a2d", "#d29a2d", "#b5392e", "#d29a2d", "#b5392e")
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
WEIGHTS = {"regular": 400, "semibold": 600}


@dataclass(frozen=True)
class Preview:
    """What the picture says, and the seed of its pattern."""

    seed: str
    kicker: str
    title: str
    detail: str = ""

    @property
    def has_all_letters(self) -> bool:
        """Return whether the fonts have every letter of the texts."""
        missing = _shape("\uffff")
        letters = set(f"{self.kicker}{self.title}{self.detail}") - {" "}
        return all(_shape(letter) != missing for letter in letters)

    def draw(self) -> bytes:
        """Return the picture as PNG."""
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        canvas = ImageDraw.Draw(image)
        _draw_cloth(canvas, self.seed)
        left, width = CLOTH_WIDTH + MARGIN, WIDTH - CLOTH_WIDTH - 2 * MARGIN
        y = _write(canvas, left, MARGIN, _wrap(self.kicker, _sans("semibold", 28), width)[:2], SOFT_INK)
        y = _write(canvas, left, y + 18, _fit(self.title, width), INK)
        _write(canvas, left, y + 18, _wrap(self.detail, _sans("regular", 30), width)[:2], SOFT_INK)
        name = _sans("semibold", 26)
        canvas.text((left, HEIGHT - MARGIN), settings.WAGTAIL_SITE_NAME, INDIGO, name, anchor="ls")
        return _encode(image)


def _draw_cloth(canvas: ImageDraw.ImageDraw, seed: str) -> None:
    pattern = stitches(seed)
    for row in range(HEIGHT // STITCH + 1):
        for column in range(CLOTH_WIDTH // STITCH):
            x, y = column * STITCH, row * STITCH
            color = COLORS[pattern[row % SIZE][column % SIZE]]
            canvas.rectangle((x, y, x + STITCH - 1, y + STITCH - 1), color)
    for number in range(HEIGHT // 6 + 1):
        top = number * 6
        canvas.rectangle((CLOTH_WIDTH, top, CLOTH_WIDTH + 7, top + 5), STRIPES[number % len(STRIPES)])


Lines = list[tuple[str, ImageFont.FreeTypeFont]]


def _fit(title: str, width: int) -> Lines:
    """Return the lines of the title in the largest type in which they have room."""
    for size in (68, 58, 50, 42):
        lines = _wrap(title, _serif(size), width)
        if len(lines) * size <= MAX_TITLE_LINES * 50:
            return lines
    return [*lines[: MAX_TITLE_LINES - 1], (f"{lines[MAX_TITLE_LINES - 1][0]} …", lines[0][1])]


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> Lines:
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [(line, font) for line in lines]


def _write(canvas: ImageDraw.ImageDraw, x: int, y: int, lines: Lines, color: str) -> int:
    """Write the lines from the height `y`, and return the height below them."""
    for text, font in lines:
        canvas.text((x, y), text, color, font)
        y += round(font.size * 1.18)
    return y


def _encode(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


@cache
def _shape(letter: str) -> bytes:
    """Return the pixels of a letter: those of a box, if the font doesn't have it."""
    return bytes(_serif(42).getmask(letter))


@cache
def _serif(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "portal-serif.woff2", size)


@cache
def _sans(weight: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONTS / "portal-sans.woff2", size)
    font.set_variation_by_axes([WEIGHTS[weight]])
    return font

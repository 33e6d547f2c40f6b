"""Covers of meetings: a woven pattern for each, made from its series and number alone.

A meeting that was held has the finished cloth. Of one that is planned, the warp is strung and the first rows
are woven; of one that was postponed or cancelled, there is the warp alone. The page says the same in words.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from random import Random

from django.utils.html import SafeString, format_html, format_html_join

from admm_site.core.choices import EventStatus

SIZE = 24  # stitches of one repeat of the pattern, across and down
SCALE = 5  # pixels of a stitch
CACHED_PATTERNS = 256
GROUND, TURMERIC, LAC, COTTON = "", "turmeric", "lac", "cotton"
CORES = [
    (COTTON, COTTON, TURMERIC),
    (COTTON, GROUND, LAC),
    (TURMERIC, COTTON, TURMERIC),
    (LAC, COTTON, GROUND),
]
BANDS = [(LAC, 1), (LAC, 2), (COTTON, 1), (TURMERIC, 1), (TURMERIC, 2), (TURMERIC, 3)]
GAPS = (1, 2, 3)  # stitches of the ground between two bands
WARP = (TURMERIC, "plain", "plain", LAC, "plain", "plain")
WOVEN_HEIGHTS: dict[str, str] = {EventStatus.HELD: "100%", EventStatus.PLANNED: "25"}

Stitches = tuple[tuple[str, ...], ...]


def cover_svg(seed: str, state: str) -> SafeString:
    """Return the pattern of a meeting as SVG, which fills the box it is put into.

    The same seed gives the same pattern. Colours are classes (`cover__turmeric`), set by the style sheet.
    """
    name = f"cover-{seed}"
    height = WOVEN_HEIGHTS.get(state, "0")
    woven = format_html(
        '<svg y="100%" overflow="visible"><rect y="-{}" width="100%" height="{}" fill="url(#{})"/></svg>',
        height,
        height,
        name,
    )
    return format_html(
        '<svg class="cover__cloth" width="100%" height="100%" shape-rendering="crispEdges">'
        '<defs>{}{}</defs><rect width="100%" height="100%" fill="url(#{}-warp)"/>{}</svg>',
        *(_svg_pattern(name, _woven_paths(seed)), _svg_pattern(f"{name}-warp", _warp_paths()), name, woven),
    )


def _svg_pattern(name: str, content: SafeString) -> SafeString:
    return format_html(
        '<pattern id="{}" width="{}" height="{}" y="100%" patternUnits="userSpaceOnUse"'
        ' patternTransform="scale({})"><rect class="cover__ground" width="{}" height="{}"/>{}</pattern>',
        *(name, SIZE, SIZE, SCALE, SIZE, SIZE, content),
    )


@lru_cache(maxsize=CACHED_PATTERNS)
def _woven_paths(seed: str) -> SafeString:
    """Return one path for each colour, with a rectangle for each run of stitches in a row."""
    paths: dict[str, str] = {}
    for y, row in enumerate(stitches(seed)):
        for x, length, color in _runs(row):
            if color:
                paths[color] = paths.get(color, "") + f"M{x} {y}h{length}v1h-{length}z"
    return format_html_join("", '<path class="cover__{}" d="{}"/>', sorted(paths.items()))


@cache
def _warp_paths() -> SafeString:
    threads = ((WARP[x % len(WARP)], f"M{x}.3 0h.4v{SIZE}h-.4z") for x in range(SIZE))
    return format_html_join("", '<path class="cover__{}" d="{}"/>', threads)


def _runs(row: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    x = 0
    for color, run in groupby(row):
        length = len(list(run))
        yield x, length, color
        x += length


def stitches(seed: str) -> Stitches:
    """Return the colour of each stitch of one repeat: bands around two centres, in fourfold symmetry."""
    random = Random(seed)  # noqa: S311 - nothing secret: the same seed is to give the same pattern
    half = SIZE // 2
    large, small = _bands(random, half), _bands(random, half - 3)
    return tuple(
        tuple(_color(abs(x - half) + abs(y - half), large, small) for x in range(SIZE)) for y in range(SIZE)
    )


def _color(distance: int, large: list[str], small: list[str]) -> str:
    """Return the colour at a distance from the centre of the repeat; its corners are the other centre."""
    if distance < len(large):
        return large[distance]
    from_corner = SIZE - distance
    return small[from_corner] if from_corner < len(small) else GROUND


def _bands(random: Random, length: int) -> list[str]:
    """Return the colours from a centre outwards."""
    colors = list(random.choice(CORES))
    while len(colors) < length:
        color, width = random.choice(BANDS)
        colors += [GROUND] * random.choice(GAPS) + [color] * width
    return colors[:length]

"""Takes the pictures of the components in docs/design.md, and that of the home page in the README.

    make pictures                 (needs Chromium, see `make system`)

A picture shows one component of the demonstration on the date of the browser tests, so that the same portal
gives the same pictures. States that the demonstration doesn't have are specimens: rendered from the same
templates, and put into a page of the portal.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from math import dist
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.module_fixtures import TODAY

from .serving import ROOT, Demonstration, served

FOLDER = ROOT / "docs/images/components"
HOME_PAGE = ROOT / "docs/images/home.png"
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
MARGIN = 12  # pixels around a component
COLORS = 256
DESK, PHONE, SHEET = 1280, 360, 660
# Hides what is not in the picture. The security policy allows no other way to add a style sheet.
ALONE = """selectors => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        body * { visibility: hidden }
        :is(${selectors}), :is(${selectors}) * { visibility: visible }
    `);
    document.adoptedStyleSheets = [sheet];
    scrollTo(0, 0);
}"""
INSERT = """html => {
    const specimen = `<div class="specimen">${html}</div>`;
    document.querySelector("main").innerHTML = `<div class="wrap section">${specimen}</div>`;
}"""


@dataclass(frozen=True)
class Picture:
    """A component on a page: the first element of each of the `elements`, up to a height.

    Before it is taken, the elements named in `clicks` are clicked, `typed` is typed into the search form, or
    the page's content is replaced by a specimen.
    """

    name: str
    address: str
    elements: tuple[str, ...]
    width: int = DESK
    height: int = 520
    is_dark: bool = False
    is_printed: bool = False
    clicks: tuple[str, ...] = ()
    typed: str = ""
    specimen: str = ""


PICTURES = [
    Picture("header", "/meetings/", (".pattern", ".site-header")),
    Picture("header-dark", "/meetings/", (".pattern", ".site-header"), is_dark=True),
    Picture("menu", "/meetings/", (".menu",), PHONE, clicks=(".site-header > .wrap > .menu-button",)),
    Picture("suggestions", "/about/", (".site-header", ".suggestions"), height=660, typed="mari"),
    Picture("footer", "/about/", (".site-footer",), height=700),
    Picture("as-of-form", "/about/", (".as-of",)),
    Picture("as-of-banner", "/meetings/8th-admm/?as_of=2014-05-01", (".as-of--set",)),
    Picture("withdrawn-banner", "/about/still-readable/", (".as-of",)),
    Picture("withdrawn", "/about/taken-away/", ("main",), height=420),
    Picture("not-found", "/meetings/5th-adm/", ("main",), height=460),
    Picture("not-found-phone", "/meetings/5th-adm/", ("main",), PHONE, 420),
    Picture("date-error", "/?as_of=2014-02-30", ("main",), is_dark=True),
    Picture("breadcrumbs", "/initiatives/adic/4th-adic-workshop/", (".breadcrumbs",)),
    Picture("title", "/about/background/", (".title",)),
    Picture("list-title", "/meetings/", (".title--list",)),
    Picture("opening", "/meetings/19th-admm/", (".opening",)),
    Picture("opening-planned", "/meetings/20th-admm/", (".opening",)),
    Picture("opening-phone", "/meetings/19th-admm/", (".opening",), PHONE, 560),
    Picture("covers", "/about/", (".specimen",), specimen="covers"),
    Picture("hero-phone", "/", (".hero",), PHONE, 640),
    Picture("next-meeting", "/", (".hero__next .card",)),
    Picture("ways", "/", (".ways",)),
    Picture("facts", "/initiatives/adic/", ("aside .card",)),
    Picture("tools", "/meetings/", (".tools",)),
    Picture("tools-open", "/meetings/", (".tools",), clicks=(".more-filters > summary",)),
    Picture("tools-used", "/meetings/?state=planned", (".tools", ".chips")),
    Picture("tools-phone", "/meetings/?year=2025", (".tools", ".chips"), PHONE),
    Picture("download-menu", "/meetings/", (".drop", ".drop > div"), clicks=(".drop > summary",)),
    Picture("filter-error", "/meetings/?series=navy", (".tools", ".message")),
    Picture("empty", "/meetings/?state=cancelled", (".tools", ".chips", ".empty")),
    Picture("rows", "/meetings/", (".group--year", ".group--year ~ .group--year"), height=420),
    Picture(
        "rows-print",
        "/meetings/",
        (".group--year", ".group--year ~ .group--year"),
        SHEET,
        360,
        is_printed=True,
    ),
    Picture("calendar", "/meetings/calendar/", (".heading-line", ".heading-line + .rows")),
    Picture("changes", "/changes/", (".rows",), height=220),
    Picture("rows-phone", "/meetings/", (".group--year", ".group--year ~ .group--year"), PHONE, 420),
    Picture("register", "/decisions/", (".register",), height=360),
    Picture("register-phone", "/decisions/", (".register",), PHONE, 420),
    Picture("register-print", "/decisions/", (".register",), SHEET, 320, is_printed=True),
    Picture("register-of-documents", "/documents/", (".register",), height=300),
    Picture("pagination", "/trail/", (".pagination",)),
    Picture("year-links", "/decisions/", (".year-links",)),
    Picture("states", "/about/", (".specimen",), specimen="states"),
    Picture("states-dark", "/about/", (".specimen",), is_dark=True, specimen="states"),
    Picture("decision", "/meetings/5th-admm/", (".decision",)),
    Picture("short-trail", "/meetings/7th-admm/", (".trail",)),
    Picture("unconfirmed", "/meetings/", (".row:has(.unconfirmed)",)),
    Picture(
        "acronyms",
        "/about/background/",
        ("details:has(> .acronyms)",),
        clicks=("details:has(> .acronyms) summary",),
    ),
    Picture("source-notes", "/meetings/5th-admm/", (".notes",), height=320),
    Picture("countries", "/meetings/5th-admm/", (".countries",)),
    Picture("document", "/meetings/5th-admm/", (".document",)),
    Picture("lane", "/initiatives/adic/", (".section--lane",)),
    Picture("lane-phone", "/initiatives/adic/", (".section--lane",), PHONE),
    Picture("lanes-dark", "/", ("section:has(.lanes)",), height=460, is_dark=True),
    Picture(
        "folded-trail",
        "/initiatives/adic/",
        (".event:has(+ .event--fold)", ".event--fold", ".event--fold + .event"),
    ),
    Picture("trail-row", "/trail/?area=defence-industry", (".lane-row--axis", ".page-trail")),
    Picture("year-grid", "/countries/", (".year-grid",), height=420),
    Picture("year-grid-dark", "/countries/", (".legend", ".year-grid"), height=300, is_dark=True),
    Picture("year-grid-phone", "/countries/", (".year-grid",), PHONE, 360),
    Picture("timeline-chart", "/meetings/timeline/", (".chart--history", ".columns-of-years")),
    Picture("status-chart", "/initiatives/progress/", (".legend:has(.color)", ".chart--statuses")),
    Picture("map", "/meetings/map/", (".legend", ".split"), height=760),
    Picture("structure-chart", "/meetings/series/", (".chart--structure",)),
    Picture("tree", "/meetings/series/", (".tree",), PHONE, 480),
    Picture("month", "/meetings/calendar/2011/05/", (".month",)),
    Picture("months", "/meetings/calendar/2011/05/", (".neighbours",)),
    Picture("neighbours", "/meetings/5th-admm/", (".neighbours",)),
    Picture("compare", "/meetings/compare/?a=5th-admm&b=7th-admm", (".table--side-by-side",), height=420),
    Picture("answer", "/search/?q=5th+ADMM", (".answer",)),
    Picture("answer-phone", "/search/?q=19th+ADMM", (".answer",), PHONE),
    Picture("results", "/search/?q=logistics", (".split--facets",), height=560),
    Picture("results-phone", "/search/?q=logistics", (".title--list", ".split--facets"), PHONE, 620),
    Picture("no-results", "/search/?q=xylophone", (".title--list", ".empty")),
    Picture("form-error", "/about/", (".specimen",), specimen="form-error"),
    Picture("form", "/report/?page=/meetings/5th-admm/", ("form.writing",), height=640),
    Picture("contents", "/about/background/", (".contents",)),
    Picture("objectives", "/about/background/", (".objectives",), height=260),
    Picture("table", "/about/working-groups/", (".table",), height=320),
    Picture("process", "/about/in-five-minutes/", (".process",)),
    Picture("citation", "/documents/terms-of-reference-of-asean-our-eyes/", (".cite",)),
    Picture("foot", "/meetings/18th-admm/", (".what-changed", ".as-of")),
]


def main():
    with tempfile.TemporaryDirectory() as name:
        demonstration = Demonstration.prepare(Path(name, "portal"))
        with served(demonstration, TODAY) as address:
            take_pictures(address, PICTURES)


def take_pictures(address: str, pictures: Iterable[Picture]):
    """Writes a file for each picture, and that of the home page."""
    specimens = render_specimens()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(base_url=address)
        page.goto("/")  # the fonts are shown only where they are cached (`font-display: optional`)
        for picture in pictures:
            write(take(page, picture, specimens), FOLDER / f"{picture.name}.png")
        show(page, Picture("home", "/", ("body",), height=1080))
        write(page.screenshot(), HOME_PAGE)
        browser.close()


def show(page: Page, picture: Picture):
    """Opens the page of a picture in a window of its size, in its colour scheme, on a screen or on paper."""
    page.set_viewport_size({"width": picture.width, "height": max(picture.height, 800)})
    scheme, media = "dark" if picture.is_dark else "light", "print" if picture.is_printed else "screen"
    page.emulate_media(color_scheme=scheme, media=media)
    page.goto(picture.address)


def take(page: Page, picture: Picture, specimens: dict[str, str]) -> bytes:
    """Brings the component into its state, and returns a picture of it."""
    show(page, picture)
    if picture.specimen:
        page.evaluate(INSERT, specimens[picture.specimen])
    for selector in picture.clicks:
        page.locator(selector).first.click()
    if picture.typed:
        page.locator("#search").press_sequentially(picture.typed)
        page.locator(f"{picture.elements[-1]} li").first.wait_for()
    page.evaluate(ALONE, ", ".join(picture.elements))
    boxes = [page.locator(selector).first.bounding_box() for selector in picture.elements]
    left, top = min(box["x"] for box in boxes) - MARGIN, min(box["y"] for box in boxes) - MARGIN
    right, bottom = (
        max(box["x"] + box["width"] for box in boxes),
        max(box["y"] + box["height"] for box in boxes),
    )
    left, top, right = max(left, 0), max(top, 0), min(right + MARGIN, picture.width)
    height = min(bottom + MARGIN - top, picture.height)
    return page.screenshot(
        full_page=True, clip={"x": left, "y": top, "width": right - left, "height": height}
    )


def write(content: bytes, path: Path):
    """Writes the picture in its most frequent colours, which makes it a third as large."""
    image = Image.open(BytesIO(content)).convert("RGB")
    frequency = sorted(image.getcolors(image.width * image.height), reverse=True)
    palette = [color for _, color in frequency[:COLORS]]
    index = {color: min(range(len(palette)), key=lambda i: dist(palette[i], color)) for _, color in frequency}
    red, green, blue = (channel.tobytes() for channel in image.split())
    pixels = bytes(index[color] for color in zip(red, green, blue, strict=True))
    reduced = Image.frombytes("P", image.size, pixels)
    reduced.putpalette(bytes(channel for color in palette for channel in color))
    reduced.save(path, optimize=True)


def render_specimens() -> dict[str, str]:
    """Return the HTML of components in all their states."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admm_site.settings")
    django.setup()
    from django.forms import CharField, Form, Textarea
    from django.template.loader import render_to_string

    from admm_site.core.choices import EventStatus
    from admm_site.core.templatetags.portal import state
    from initiatives.choices import Status
    from meetings.choices import Verb
    from meetings.covers import cover_svg

    class EmptyReport(Form):
        text = CharField(label="What’s wrong?", widget=Textarea(attrs={"rows": 3}))

    rows = [Verb.choices, Status.choices, EventStatus.choices]
    states = "".join(
        f'<div class="tally">{"".join(state(*choice) for choice in choices)}</div>' for choices in rows
    )
    covers = "".join(
        '<div class="flow"><div class="cover"><div class="cover__field">'
        f"{cover_svg(f'{status}-15', status)}</div></div><p>{status.label}</p></div>"
        for status in EventStatus
    )
    form = EmptyReport({})
    fields = render_to_string("components/field.html", {"field": form["text"], "is_error_shown": True})
    errors = render_to_string("feedback/form_errors.html", {"form": form}) + fields
    return {
        "form-error": f'<div class="writing">{errors}</div>',
        "states": f'<div class="flow">{states}</div>',
        "covers": f'<div class="tiles">{covers}</div>',
    }


if __name__ == "__main__":
    main()

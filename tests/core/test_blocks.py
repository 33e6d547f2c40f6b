"""Blocks of the body of pages."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlock
from wagtail.blocks.base import Block
from wagtail.models import Page

from admm_site.core.blocks import (
    RESERVED_ANCHOR_PREFIXES,
    RESERVED_ANCHORS,
    TEXT_BLOCKS,
    PartialDateBlock,
)
from admm_site.core.partial_dates import PartialDate
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.pages import ContentPageFactory
from tests.visibility import hide

TEXT = StreamBlock(TEXT_BLOCKS)
GONE = 987_654


def render(kind: str, value) -> str:
    """The HTML of the block, after a round trip through its stored form."""
    blocks = TEXT.to_python([{"type": kind, "value": value, "id": "1"}])
    return blocks[0].render()


def paragraph(text: str) -> str:
    return f"<p>{text}</p>"


CELLS = {"columns": [{"type": "text", "heading": "Year"}], "rows": [{"values": ["2011"]}]}

CONTENT = {
    "heading": ({"text": "Establishment", "level": "2"}, '<h2 id="establishment">Establishment</h2>'),
    "rich_text": (paragraph("Ministers <b>met</b>."), "Ministers <b>met</b>."),
    "quotation": (
        {"text": paragraph("We met."), "document": None, "source": "ADMM Background, paragraph 4", "url": ""},
        "ADMM Background, paragraph 4",
    ),
    "objectives": (
        {"introduction": "To:", "items": [{"text": "promote peace", "anchor": "objective-1"}]},
        '<li id="objective-1">',
    ),
    "table": ({"caption": "Meetings", "table": CELLS}, "<caption>Meetings</caption>"),
    "call_out": ({"heading": "Note", "text": paragraph("In its time.")}, "In its time."),
    "timeline_item": (
        {"date": "2004-11", "heading": "Vientiane Action Programme", "text": ""},
        '<time datetime="2004-11">November 2004</time>',
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CONTENT)
def test_a_block_shows_what_was_typed(kind):
    value, expected = CONTENT[kind]
    assert expected in render(kind, value)


def test_each_block_has_a_test():
    assert set(TEXT.child_blocks) == {*CONTENT, "image", "document_list"}


def test_a_block_has_one_template_of_its_name():
    assert {name: block.meta.template for name, block in TEXT.child_blocks.items()} == {
        name: f"blocks/{name}.html" for name in TEXT.child_blocks
    }


# What is gone


def test_a_list_of_documents_shows_each_with_its_kind(db):
    document = PortalDocumentFactory(title="Joint Declaration")
    html = render("document_list", {"heading": "Read", "documents": [document.pk]})
    assert f'href="{document.url}"' in html
    assert "Joint declaration" in html


def test_a_list_of_documents_leaves_out_one_that_is_gone(db):
    document = PortalDocumentFactory(title="Joint Declaration")
    html = render("document_list", {"heading": "Read", "documents": [GONE, document.pk]})
    assert html.count('class="document"') == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("document_list", {"heading": "Read", "documents": [GONE]}),
        ("document_list", {"heading": "Read", "documents": []}),
        ("image", {"image": GONE, "alt_text": "", "caption": "Ministers"}),
        ("image", {"image": None, "alt_text": "", "caption": "Ministers"}),
    ],
    ids=["documents are gone", "no documents", "the image is gone", "no image"],
)
def test_a_block_whose_content_is_gone_renders_nothing(db, kind, value):
    assert render(kind, value).strip() == ""


def test_a_quotation_stays_when_its_document_is_deleted(db):
    html = render("quotation", {"text": paragraph("We met."), "document": GONE, "source": "ADMM", "url": ""})
    assert "We met." in html
    assert "<a" not in html


def test_a_text_stays_when_a_page_that_it_links_to_is_deleted(db):
    html = render("rich_text", f'<p>See <a linktype="page" id="{GONE}">there</a>.</p>')
    assert "See <a>there</a>." in html


def test_a_text_stays_when_a_document_that_it_links_to_is_deleted(db):
    html = render("rich_text", f'<p>See <a linktype="document" id="{GONE}">there</a>.</p>')
    assert "See <a>there</a>." in html


def test_a_page_with_blocks_whose_content_is_gone_is_shown(portal, client):
    page = ContentPageFactory(
        body=[
            ("document_list", {"heading": "Read", "documents": [PortalDocumentFactory()]}),
            ("image", {"image": PortalImageFactory(), "alt_text": "", "caption": ""}),
            ("rich_text", paragraph("What remains.")),
        ]
    )
    page.body[0].value["documents"][0].delete()
    page.body[1].value["image"].delete()

    response = client.get(page.url)

    assert response.status_code == 200
    assert "What remains." in response.content.decode()


# Images


def test_an_image_is_shown_in_several_sizes_with_the_text_given_with_it(db):
    image = PortalImageFactory(description="Ministers at a table", credit="MINDEF")
    html = render("image", {"image": image.pk, "alt_text": "", "caption": "Jakarta"})
    assert 'alt="Ministers at a table"' in html
    assert "image/webp" in html
    assert "Jakarta" in html
    assert "Picture: MINDEF" in html


def test_the_text_of_a_block_wins_over_that_of_its_image(db):
    image = PortalImageFactory(description="Ministers at a table")
    html = render("image", {"image": image.pk, "alt_text": "The signing", "caption": ""})
    assert 'alt="The signing"' in html


# Hostile input

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("heading", {"text": HOSTILE, "level": "2"}),
        ("heading", {"text": "Text", "level": HOSTILE}),
        ("quotation", {"text": paragraph("x"), "document": None, "source": HOSTILE, "url": ""}),
        ("quotation", {"text": paragraph("x"), "document": None, "source": "x", "url": HOSTILE}),
        ("objectives", {"introduction": HOSTILE, "items": [{"text": HOSTILE, "anchor": HOSTILE}]}),
        ("table", {"caption": HOSTILE, "table": {**CELLS, "rows": [{"values": [HOSTILE]}]}}),
        ("call_out", {"heading": HOSTILE, "text": ""}),
        ("document_list", {"heading": HOSTILE, "documents": []}),
        ("timeline_item", {"date": "2004", "heading": HOSTILE, "text": ""}),
    ],
    ids=[
        "heading",
        "level of a heading",
        "source of a quotation",
        "address of a quotation",
        "objectives",
        "table",
        "call-out",
        "documents",
        "timeline item",
    ],
)
def test_markup_in_a_text_is_escaped(db, kind, value):
    html = render(kind, value)
    assert "<script" not in html
    assert "<img" not in html


def test_markup_in_a_caption_is_escaped(db):
    html = render("image", {"image": PortalImageFactory().pk, "alt_text": HOSTILE, "caption": HOSTILE})
    assert "<script" not in html
    assert html.count("<img") == 1


# Rules of single blocks


def clean(kind: str, value):
    block: Block = TEXT.child_blocks[kind]
    return block.clean(block.to_python(value))


@pytest.mark.parametrize(
    "anchor", ["Objective-1", "1-objective", "objective 1", "", 'a"b', "-a", "é"], ids=repr
)
def test_an_anchor_can_be_part_of_an_address(anchor):
    with pytest.raises(ValidationError):
        clean("objectives", {"introduction": "", "items": [{"text": "promote peace", "anchor": anchor}]})


def test_anchors_are_unique_in_a_list_of_objectives():
    items = [{"text": text, "anchor": "objective-1"} for text in ("promote peace", "give guidance")]
    with pytest.raises(ValidationError) as caught:
        clean("objectives", {"introduction": "", "items": items})
    assert list(caught.value.non_block_errors) == [
        "Each anchor can be used only once; change one “objective-1”."
    ]


def test_objectives_are_numbered_in_their_order():
    items = [{"text": f"Objective {number}", "anchor": f"objective-{number}"} for number in range(1, 10)]
    html = render("objectives", {"introduction": "", "items": items})
    assert [html.index(f'href="#objective-{number}"') for number in range(1, 10)] == sorted(
        html.index(f'href="#objective-{number}"') for number in range(1, 10)
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "nowhere"])
def test_the_address_of_a_quotation_is_one_that_a_browser_may_open(db, address):
    with pytest.raises(ValidationError):
        clean("quotation", {"text": paragraph("x"), "document": None, "source": "ADMM", "url": address})


def test_a_heading_in_another_script_has_no_empty_anchor():
    assert 'id=""' not in render("heading", {"text": "အာဆီယံ", "level": "2"})


ALIKE = "အာဆီယံ"
HEADINGS = [
    "Establishment",
    ALIKE,
    "Main",
    "ກອງປະຊຸມ",
    "Establishment",
    "decisions",
    "!?",
    "Objective 1",
    ALIKE,
]


def page_with_headings(headings: list[str]):
    return ContentPageFactory(
        title="Headed",
        body=[("heading", {"text": text, "level": "2"}) for text in headings]
        + [("objectives", {"introduction": "", "items": [{"text": "peace", "anchor": "own"}]})],
    )


def test_a_heading_has_one_address_of_its_own_whatever_its_words(client, portal):
    page = page_with_headings([*HEADINGS, "Own"])
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    anchors = [heading["id"] for heading in soup.select(".prose h2")]
    assert len(anchors) == len(HEADINGS) + 1
    assert all(anchors)
    assert anchors[0] == "establishment"
    contents = [link["href"].removeprefix("#") for link in soup.select(".contents a")]
    assert contents == anchors


def test_the_address_of_a_heading_stays_when_others_are_moved_or_edited(client, portal):
    page = page_with_headings(HEADINGS)

    def addresses():
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        return {heading.get_text(): heading["id"] for heading in soup.select(".prose h2")}

    before = addresses()
    raw = list(page.body.raw_data)
    page.body = TEXT.to_python(
        [raw[3], {"type": "heading", "value": {"text": "New", "level": "2"}}, *raw[:3], *raw[4:]]
    )
    page.save_revision().publish()
    assert addresses().items() >= before.items()


def test_the_addresses_that_pages_give_themselves_are_reserved():
    root = Path(__file__).parents[2] / "templates"
    ids = {
        element_id
        for path in root.rglob("*.html")
        for element_id in re.findall(r' id="([a-z][a-z0-9-]*)"', path.read_text())
    }
    ids = {element_id for element_id in ids if not element_id.startswith(RESERVED_ANCHOR_PREFIXES)}
    assert ids <= RESERVED_ANCHORS


@pytest.mark.parametrize("text", ["2004-11", "November 2004"])
def test_a_date_in_a_block_keeps_its_precision(text):
    block = PartialDateBlock()
    value = block.clean(block.value_from_datadict({"date": text}, {}, "date"))
    assert value == PartialDate(2004, 11)
    assert block.get_prep_value(value) == "2004-11"


def test_a_block_refuses_what_is_no_date():
    block = PartialDateBlock()
    with pytest.raises(ValidationError):
        block.clean(block.value_from_datadict({"date": "last autumn"}, {}, "date"))


def test_the_form_of_a_block_shows_the_date_as_it_is_stored():
    block = PartialDateBlock()
    assert block.get_form_state(block.to_python("2004-11")) == "2004-11"


@pytest.mark.django_db
def test_the_words_of_a_page_can_be_searched():
    text = TEXT.to_python(
        [{"type": kind, "value": value, "id": kind} for kind, (value, _) in CONTENT.items()]
    )
    searchable = " ".join(str(words) for words in TEXT.get_searchable_content(text))
    for words in ("Establishment", "We met.", "promote peace", "Meetings", "Vientiane Action Programme"):
        assert words in searchable


def test_a_link_to_a_hidden_page_leads_nowhere_else(portal):
    hidden = ContentPageFactory(title="Kept apart")
    hide(hidden, "draft")
    html = render("rich_text", f'<p><a linktype="page" id="{hidden.pk}">there</a></p>')
    assert Page.objects.get(pk=hidden.pk).title not in html

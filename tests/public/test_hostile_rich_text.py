"""Rich text that no editor of the portal could have typed: written by SQL, by a fixture, or long ago."""

import json
from timeit import timeit

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Revision, get_page_models

from admm_site.core.rich_text import clean_html
from tests.factories.pages import ContentPageFactory
from tests.responses import response_text
from tests.roles import ROLE_FACTORIES

MARK = "quetzalmark"  # in each harmful part
WORDS = "Ministers met in Jakarta"
HARMFUL = (
    f"<script>{MARK}()</script>",
    f"<ScRiPt src=//{MARK}.example></ScRiPt>",
    f'<img src="x" onerror="{MARK}()">',
    f'<img src="https://{MARK}.example/pixel.png" alt="">',
    f'<a href="javascript:{MARK}()">a</a>',
    f'<a href=" &#106;avascript:{MARK}()">a</a>',
    f'<a href="data:text/html,<script>{MARK}()</script>">a</a>',
    f'<a href="https://asean.org/" onclick="{MARK}()" style="position:fixed" target="{MARK}">a</a>',
    f'<iframe src="https://{MARK}.example/"></iframe>',
    f'<form action="https://{MARK}.example/"><input name="password"></form>',
    f"<style>* {{ background: url(https://{MARK}.example/) }}</style>",
    f'<svg onload="{MARK}()"><a xlink:href="javascript:{MARK}()"><text>a</text></a></svg>',
    f'<math><mtext><mglyph><style><img src=x onerror="{MARK}()"></style></mglyph></mtext></math>',
    f'<embed src="https://{MARK}.example/"/><object data="https://{MARK}.example/"></object>',
    f'<base href="https://{MARK}.example/"><meta http-equiv="refresh" content="0;url=//{MARK}.example">',
    f"<!-- {MARK} --><div class='{MARK}' id='main'>d</div>",
    f"</p></div></main><p onmouseover={MARK}() >{WORDS}",
)
TEXT = f"<p>{WORDS}.</p>{''.join(HARMFUL)}"
BLOCKS = [
    {"type": "rich_text", "value": TEXT},
    {"type": "quotation", "value": {"text": TEXT, "document": None, "source": "", "url": ""}},
    {"type": "call_out", "value": {"heading": "", "text": TEXT}},
    {"type": "timeline_item", "value": {"date": "2011", "heading": "Then", "text": TEXT}},
]
BODY = json.dumps([{"id": f"b{number}", **block} for number, block in enumerate(BLOCKS)])


def stream_fields():
    return [
        (model, field.name)
        for model in get_page_models()
        for field in model._meta.local_fields
        if isinstance(field, StreamField)
    ]


@pytest.fixture
def hostile_portal(full_portal):
    """A portal with one of everything, the body of each page written past all forms."""
    for model, name in stream_fields():
        model.objects.update(**{name: BODY})
    return full_portal


def harm(html: str) -> list[str]:
    """The elements and attributes with the mark, but not words that are merely shown."""
    soup = BeautifulSoup(html, "html.parser")
    tags = soup.find_all(["script", "style", "iframe", "object", "embed", "svg", "math", "form", "base"])
    elements = [
        str(tag)[:80] for tag in tags if MARK in str(tag) and tag.get("type") != "application/ld+json"
    ]
    attributes = [
        f"{tag.name} {name}={value}"
        for tag in soup.find_all(True)
        for name, value in tag.attrs.items()
        if MARK in str(value) and name != "value" and tag.name != "meta"
    ]
    return elements + attributes


def test_no_address_shows_harmful_rich_text(client, hostile_portal, surfaces):
    answers = {name: client.get(address) for name, address in surfaces.items()}
    texts = {name: response_text(answer) for name, answer in answers.items()}
    assert WORDS in texts["page of text"]
    pages = [name for name, answer in answers.items() if answer["Content-Type"].startswith("text/html")]
    assert {name: harmful for name in pages if (harmful := harm(texts[name]))} == {}
    raw = [text for text in HARMFUL if MARK in text]
    assert {name for name, text in texts.items() if any(part in text for part in raw)} == set()


@pytest.mark.parametrize("user_factory", ROLE_FACTORIES)
def test_editors_are_shown_no_harmful_rich_text_of_an_old_revision(client, full_portal, user_factory):
    page = ContentPageFactory(title="Quoted")
    old = page.save_revision()
    content = old.content | {"body": BODY}
    Revision.objects.filter(pk=old.pk).update(content=content)
    new = page.save_revision()
    client.force_login(user_factory())
    views = {
        "preview": reverse("wagtailadmin_pages:revisions_view", args=[page.pk, old.pk]),
        "comparison": reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old.pk, new.pk]),
    }
    texts = {name: client.get(address).content.decode() for name, address in views.items()}
    assert all(WORDS in text for text in texts.values())
    assert {name: harmful for name, text in texts.items() if (harmful := harm(text))} == {}


ALLOWED = [
    "<p>We, the <b>Defence</b> <i>Ministers</i>’ 5&nbsp;% – “met”.<br></p>",
    '<ul><li><a href="/meetings/5th-admm/">5th</a></li></ul><ol><li><a>hidden</a></li></ol>',
    '<p><a href="https://asean.org/?a=1&amp;b=2#c">a</a> <a href="mailto:a@example.org">b</a></p>',
    '<img alt="Ministers" class="richtext-image left" height="9" src="/images/1/a.webp" width="16">',
    "<h3>Heading</h3><blockquote>Words</blockquote><hr><p>x<sup>2</sup> y<sub>1</sub></p>",
    '<p lang="km">ក្រុងភ្នំពេញ</p>',
]


@pytest.mark.parametrize("html", ALLOWED)
def test_what_editors_type_is_shown_as_it_is(html):
    assert clean_html(html) == html


def test_cleaning_costs_little():
    text = "".join(ALLOWED) * 20
    clean_html.cache_clear()
    assert timeit(lambda: clean_html.__wrapped__(text), number=1) < 0.05
    assert timeit(lambda: clean_html(text), number=1_000) < 0.05

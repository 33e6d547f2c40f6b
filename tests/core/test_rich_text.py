"""Links in rich text: only links to public targets stay links; of others the words stay."""

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory
from tests.responses import response_text
from tests.visibility import HIDING_METHODS, hide

WORDS = "Words of the link"
BLOCKS = {
    "text": lambda html: ("rich_text", html),
    "quotation": lambda html: ("quotation", {"text": html, "document": None, "source": "", "url": ""}),
    "call-out": lambda html: ("call_out", {"heading": "", "text": html}),
    "timeline": lambda html: ("timeline_item", {"date": "2011", "heading": "Then", "text": html}),
}


def page_linking(kind: str, html: str):
    name, value = BLOCKS[kind](html)
    page = ContentPageFactory(title="Linking")
    page.body = page.body.stream_block.to_python([{"type": name, "value": value}])
    page.save()
    return page


def link(row, linktype: str) -> str:
    return f'<p>Before <a linktype="{linktype}" id="{row.pk}">{WORDS}</a> after.</p>'


@pytest.mark.sample(5)
@pytest.mark.parametrize("hiding_method", [*HIDING_METHODS, "deleted"])
@pytest.mark.parametrize("kind", BLOCKS)
def test_a_link_to_a_hidden_page_becomes_plain_text(client, portal, kind, hiding_method):
    target = ContentPageFactory(title="Target", slug="quetzalcoatl", parent=ContentPageFactory(title="Above"))
    page = page_linking(kind, link(target, "page"))
    assert f'href="{target.url}"' in client.get(page.url).content.decode()

    target.delete() if hiding_method == "deleted" else hide(target, hiding_method)

    content = client.get(page.url).content.decode()
    assert WORDS in content
    assert "quetzalcoatl" not in content


def test_a_link_to_the_alias_of_a_private_page_becomes_plain_text(client, portal):
    section = ContentPageFactory(title="Section")
    alias = ContentPageFactory(parent=section).create_alias(parent=portal.about, update_slug="quetzalcoatl")
    page = page_linking("text", link(alias, "page"))
    assert "quetzalcoatl" in client.get(page.url).content.decode()

    hide(section, "behind a password")

    assert "quetzalcoatl" not in client.get(page.url).content.decode()


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_link_to_a_document_in_a_private_collection_becomes_plain_text(client, portal, kind):
    collection = Collection.get_first_root_node().add_child(name="Private")
    document = PortalDocumentFactory(collection=collection)
    page = page_linking(kind, link(document, "document"))
    assert document.url in client.get(page.url).content.decode()

    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

    content = client.get(page.url).content.decode()
    assert WORDS in content
    assert f"/documents/{document.pk}/" not in content


LINK_FORMS = {
    "absolute": "http://testserver{}",
    "relative": "{}",
    "with a query": "{}?as_of=2014-05-01",
    "with a fragment": "http://testserver{}#years",
    "without its slash": "http://testserver{}",
    "encoded": "{}",
    "history": "/changes{}",
    "download": "{}",
}


def link_address(kind: str, path: str) -> str:
    if kind == "encoded":
        path = path.replace("quetzalcoatl", "quetzalcoat%6C")
    if kind == "download":
        path = f"{path.rstrip('/')}.json"
    return LINK_FORMS[kind].format(path.rstrip("/") if kind == "without its slash" else path)


@pytest.mark.parametrize("kind", LINK_FORMS)
def test_a_typed_link_to_a_hidden_page_becomes_plain_text(client, portal, kind):
    target = ContentPageFactory(title="Target", slug="quetzalcoatl")
    address = link_address(kind, target.url)
    page = page_linking("text", f'<p><a href="{address}">{WORDS}</a></p>')
    assert f'href="{address}"' in client.get(page.url).content.decode()

    hide(target, "behind a password")

    content = client.get(page.url).content.decode()
    assert WORDS in content
    assert "quetzalcoat" not in content


@pytest.mark.sample(4)
@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_typed_link_below_a_hidden_page_becomes_plain_text(client, portal, kind, hiding_method):
    above = ContentPageFactory(slug="quetzalcoatl", parent=ContentPageFactory(title="Above"))
    page = page_linking(kind, f'<p><a href="{above.url}nothing/here/">{WORDS}</a></p>')
    hide(above, hiding_method)

    content = client.get(page.url).content.decode()
    assert WORDS in content
    assert "quetzalcoatl" not in content


def test_a_typed_link_to_a_hidden_document_becomes_plain_text(client, portal):
    document = PortalDocumentFactory(title="Quetzalcoatl")
    addresses = [document.get_absolute_url(), f"{document.get_absolute_url()}first-page/", document.url]
    links = "".join(f'<a href="http://testserver{address}">{WORDS}</a>' for address in addresses)
    page = page_linking("text", f"<p>{links}</p>")

    content = client.get(page.url).content.decode()

    assert content.count(WORDS) == len(addresses)
    assert not any(address in content for address in addresses)


def test_links_to_other_sites_and_unknown_addresses_stay_links(client, portal):
    addresses = (
        "https://asean.org/about/quetzalcoatl/",
        "mailto:a@example.org",
        "#years",
        "/nothing/",
        "//[",
    )
    ContentPageFactory(title="Draft", slug="quetzalcoatl", live=False)
    links = "".join(f'<a href="{address}">{WORDS}</a>' for address in addresses)
    content = client.get(page_linking("text", f"<p>{links}</p>").url).content.decode()
    assert [address for address in addresses if f'href="{address}"' not in content] == []


def test_a_source_does_not_link_to_a_hidden_page(client, portal, settings):
    """Editors may enter the address of one of the portal's own pages as that of an external page."""
    target = ContentPageFactory(title="Target", slug="quetzalcoatl")
    settings.PORTAL_URL = "https://portal.example.org"
    address = f"https://portal.example.org{target.url}"
    meeting = MeetingPageFactory(
        slug="5th-admm",
        source_name=WORDS,
        source_url=address,
        more_sources=[("page", {"name": WORDS, "url": address})],
        body=[("quotation", {"text": "<p>x</p>", "document": None, "source": WORDS, "url": address})],
    )
    DecisionFactory(page=meeting, text="Ministers met.", source_name=WORDS, source_url=address)
    addresses = (
        "/meetings/5th-admm/",
        "/decisions/",
        "/decisions.json",
        "/api/v1/meetings/?include=decisions",
    )
    assert all(
        "quetzalcoatl" in response_text(client.get(address))
        for address in addresses
        if address != "/decisions/"
    )

    hide(target, "draft")

    text = " ".join(response_text(client.get(address)) for address in addresses)
    assert WORDS in text
    assert "quetzalcoatl" not in text
    meeting.refresh_from_db()
    assert meeting.source_url == address


def test_a_picture_of_a_private_collection_leaves_nothing_behind(client, portal):
    collection = Collection.get_first_root_node().add_child(name="Private")
    image = PortalImageFactory(collection=collection)
    html = f'<p>Seen.</p><embed embedtype="image" id="{image.pk}" format="left" alt="{WORDS}"/>'
    page = page_linking("text", html)
    assert WORDS in client.get(page.url).content.decode()

    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

    assert WORDS not in client.get(page.url).content.decode()


def test_an_editor_still_finds_the_page_that_a_link_leads_to(client, portal):
    target = ContentPageFactory(title="Target")
    page = page_linking("text", link(target, "page"))
    hide(target, "draft")
    client.force_login(AdministratorFactory())

    content = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert f"{target.pk}" in content.partition("entityMap")[2]

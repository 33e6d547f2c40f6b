"""Nothing leaks: what is not public is on no public address and has none itself."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from wagtail.models import Page

from admm_site.content.partial_dates import PartialDate
from admm_site.pages.models import FeaturedPage
from initiatives.models import StatusUpdate
from meetings.models import Decision, MeetingDocument
from tests.factories.initiatives import (
    ActivityDocumentFactory,
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.media import PortalDocumentFactory, PortalImageFactory
from tests.factories.meetings import (
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    ParticipationFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.hiding import HIDING, hide
from tests.responses import read, words_of
from tests.surfaces import DATA, SURFACES

# Stands in every title and text of what is hidden. It is part of no address, and no address asks for it.
WORD = "Quetzalcoatl"
SLUG = "negotiation"
# One way of each kind: off, over, private. `tests/content/test_publication.py` asks the rule itself for all.
IN_EACH_LAYER = ["draft", "expired", "behind a password"]


@dataclass
class Secret:
    """A page to be hidden, where it would be seen were it public, and the files that it alone shows."""

    page: Page
    seen: set[str]
    documents: list = field(default_factory=list)
    images: list = field(default_factory=list)

    def addresses_of_files(self) -> list[str]:
        return [
            *(document.url for document in self.documents),
            *(document.get_absolute_url() for document in self.documents),
            *(image.get_rendition("width-20").url for image in self.images),
        ]


def as_data(*names: str) -> set[str]:
    """The lists of these names in every format."""
    return {surface for surface in DATA for name in names if surface.startswith(f"{name}, ")}


def with_files() -> dict:
    document, image = PortalDocumentFactory(title=WORD), PortalImageFactory(title=WORD)
    body = [
        ("rich_text", f"<p>{WORD}</p>"),
        ("document_list", {"heading": "", "documents": [document]}),
        ("image", {"image": image, "alt_text": WORD, "caption": WORD}),
    ]
    return {"document": document, "image": image, "body": body}


def meeting(p) -> Secret:
    files, declaration = with_files(), PortalDocumentFactory(title=WORD)
    page = MeetingPageFactory(
        series=p.admm,
        ordinal=6,
        custom_title=WORD,
        slug=SLUG,
        theme=f"Cooperation {WORD}",
        summary=WORD,
        start_date=PartialDate(2011, 5, 20),
        country=p.country,
        chair_country=p.country,
        body=files["body"],
    )
    DecisionFactory(page=page, text=WORD, document=declaration, verb="signed")
    DecisionFactory(page=page, text=WORD, subject=p.paper, source_name=WORD)
    DecisionFactory(page=page, subject=p.initiative, text=WORD)
    ParticipationFactory(page=page, country=p.country)
    MeetingDocumentFactory(page=page, document=declaration, title=WORD)
    StatusUpdateFactory(page=p.initiative, date=PartialDate(2017), reported_to=page)
    FeaturedPage.objects.create(page=p.home, target=page)
    seen = {
        *("home", "meetings", "meeting", "calendar", "month of a meeting", "series", "country", "documents"),
        *("concept paper", "initiative", "search for a word", "decisions", "updates"),
        *as_data("meetings", "calendar", "decisions", "documents"),
        *("updates, csv", "updates, json", "meetings, filtered, csv", "calendar, filtered, ics"),
    }
    return Secret(page, seen, [files["document"], declaration], [files["image"]])


def paper(p) -> Secret:
    files = with_files()
    text = PortalDocumentFactory(title=WORD)
    page = ConceptPaperPageFactory(
        title=WORD,
        slug=SLUG,
        area=p.area,
        proposed_by=[p.country],
        document=text,
        summary=f"Cooperation {WORD}",
        body=files["body"],
        source_name=WORD,
    )
    p.paper.superseded_by = page
    p.paper.save()
    p.initiative.implements.add(page)
    p.initiative.save()
    DecisionFactory(page=p.meeting, subject=page, text="")
    DecisionFactory(page=p.meeting, subject=page, text="Ministers adopted a paper.", document=p.document)
    FeaturedPage.objects.create(page=p.home, target=page)
    seen = {
        *("home", "meeting", "concept papers", "concept paper", "superseded paper", "initiative", "country"),
        *("area", "documents", "search for a word", "decisions", "meeting as a ZIP"),
        *as_data("concept papers", "decisions", "documents"),
    }
    return Secret(page, seen, [files["document"], text], [files["image"]])


def initiative(p) -> Secret:
    files = with_files()
    cited = PortalDocumentFactory(title=WORD)
    page = InitiativePageFactory(
        title=WORD,
        slug=SLUG,
        area=p.area,
        implements=[p.paper],
        summary=f"Cooperation {WORD}",
        body=files["body"],
    )
    InitiativeLeadFactory(page=page, country=p.country)
    StatusUpdateFactory(page=page, date=PartialDate(2025), note=WORD, source_document=cited, source_note=WORD)
    DecisionFactory(page=p.meeting, subject=page, text="Ministers endorsed an initiative.", verb="endorsed")
    FeaturedPage.objects.create(page=p.home, target=page)
    seen = {
        *("home", "meeting", "concept paper", "initiatives", "initiative", "country", "area", "documents"),
        *("search for a word", "decisions", "updates", "meeting as a ZIP"),
        *as_data("initiatives", "decisions", "updates", "documents"),
    }
    return Secret(page, seen, [files["document"], cited], [files["image"]])


def activity(p) -> Secret:
    files, report = with_files(), PortalDocumentFactory(title=WORD)
    page = ActivityPageFactory(
        parent=p.initiative,
        title=WORD,
        slug=SLUG,
        summary=f"Cooperation {WORD}",
        start_date=PartialDate(2012, 9, 3),
        area=p.area,
        series=p.group,
        country=p.country,
        hosts=[p.country],
        body=files["body"],
    )
    ActivityDocumentFactory(page=page, document=report, title=WORD)
    FeaturedPage.objects.create(page=p.home, target=page)
    seen = {
        *("home", "initiative", "calendar", "month of an activity", "country", "area", "documents"),
        *("search for a word", "activities"),
        *as_data("activities", "calendar", "documents"),
    }
    return Secret(page, seen, [files["document"], report], [files["image"]])


def page_of_text(p) -> Secret:
    files = with_files()
    page = ContentPageFactory(
        parent=p.page, title=WORD, slug=SLUG, introduction=f"Cooperation {WORD}", body=files["body"]
    )
    FeaturedPage.objects.create(page=p.home, target=page)
    seen = {"home", "page of text", "documents", "search for a word"}
    return Secret(page, seen, [files["document"]], [files["image"]])


SECRETS: dict[str, Callable[..., Secret]] = {
    "meeting": meeting,
    "paper": paper,
    "initiative": initiative,
    "activity": activity,
    "page of text": page_of_text,
}


@pytest.fixture(params=SECRETS.values(), ids=SECRETS.keys())
def secret(request, filled) -> Secret:
    return request.param(filled)


def leaking(client, addresses: dict[str, str]) -> set[str]:
    """The addresses that give the word or the address of the secret away."""
    found = set()
    for name, address in addresses.items():
        said = words_of(client.get(address))
        if WORD in said or f"/{SLUG}/" in said:
            found.add(name)
    return found


def statuses(client, addresses: list[str]) -> set[int]:
    found = set()
    for address in addresses:
        response = client.get(address)
        read(response)
        found.add(response.status_code)
    return found


def test_what_is_public_is_seen_everywhere(client, secret):
    """Without this the tests below could pass because nothing is ever shown."""
    assert secret.seen | {"sitemap"} <= leaking(client, SURFACES)
    assert statuses(client, [secret.page.url, *secret.addresses_of_files()]) == {200}


@pytest.mark.parametrize("way", HIDING)
def test_what_is_hidden_is_on_no_public_address(client, secret, way):
    hide(secret.page, way)

    assert leaking(client, SURFACES) == set()


@pytest.mark.parametrize("way", IN_EACH_LAYER)
def test_what_is_hidden_has_no_address_itself(client, secret, way):
    files = secret.addresses_of_files()
    hide(secret.page, way)

    response = client.get(secret.page.url)

    assert response.status_code in ((404,) if secret.page.live is False or way == "expired" else (200, 302))
    assert WORD not in response.content.decode()
    assert statuses(client, files) == {404}


@pytest.mark.parametrize("way", IN_EACH_LAYER)
def test_who_looks_for_what_is_hidden_finds_nothing(client, secret, way):
    """Asked for by its own words and by nearly its own address: answers repeat the question, no more."""
    address = secret.page.url
    hide(secret.page, way)

    searched = client.get("/search/", {"q": WORD})
    assert searched.context["count"] == 0
    assert f"/{SLUG}/" not in searched.content.decode()

    nearly = client.get(address.replace(SLUG, SLUG[:-1]))
    assert nearly.status_code == 404
    assert WORD not in nearly.content.decode()
    assert f"/{SLUG}/" not in nearly.content.decode()


# A public page that is being changed


def in_draft(page: Page, **changes) -> None:
    """Keep `changes` in a draft of the page, as an editor does who has not published yet."""
    draft = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision()


def draft_of_a_meeting(p, document):
    in_draft(
        p.meeting,
        custom_title=WORD,
        theme=f"Cooperation {WORD}",
        decisions=[Decision(text=WORD, document=document)],
        documents=[MeetingDocument(document=document, title=WORD)],
    )


def draft_of_an_initiative(p, document):
    updates = [StatusUpdate(date=PartialDate(2025), note=WORD, source_document=document)]
    in_draft(p.initiative, title=WORD, summary=f"Cooperation {WORD}", status_updates=updates)


DRAFTS = {
    "meeting": draft_of_a_meeting,
    "initiative": draft_of_an_initiative,
    "paper": lambda p, document: in_draft(
        p.paper, title=WORD, summary=f"Cooperation {WORD}", document=document
    ),
    "activity": lambda p, document: in_draft(p.activity, title=WORD, source_document=document),
    "page of text": lambda p, document: in_draft(p.page, title=WORD, source_document=document),
    "home": lambda p, document: in_draft(p.home, heading=WORD, introduction=WORD),
}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_changes_that_are_not_published_are_on_no_public_address(client, filled, draft):
    document = PortalDocumentFactory(title=WORD)
    draft(filled, document)

    assert leaking(client, SURFACES) == set()
    assert statuses(client, [document.url]) == {404}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_changes_that_are_published_are_seen(client, filled, draft):
    draft(filled, PortalDocumentFactory(title=WORD))
    for page in Page.objects.filter(has_unpublished_changes=True):
        page.specific.get_latest_revision().publish()

    assert leaking(client, SURFACES)

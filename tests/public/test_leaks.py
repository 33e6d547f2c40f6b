"""What is not public appears on no public address, and its own address is not found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment, Page

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.models import FeaturedPage
from initiatives.models import StatusUpdate
from meetings.models import Decision, MeetingDocument
from tests.factories.changes import ChangeFactory, field_difference
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import (
    ActivityDocumentFactory,
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import (
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    ParticipationFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.module_fixtures import copy_records
from tests.public_urls import DATA, SURFACES
from tests.responses import read, response_text
from tests.visibility import EXTRA_HIDING_METHODS, HIDING_METHODS, hide

# What is answered at the address of a page that is kept in a way. A way in is asked for by a password's page.
ANSWERS = {
    "draft": 404,
    "unpublished": 410,
    "expired": 404,
    "behind a password": 200,
    "moved below a private page": 404,
    "alias of a page below a private one": 302,
    "scheduled": 404,
}
ABOVE = "below a private page"  # which keeps much else from the public: one secret at a time
ALL_HIDING_METHODS = [method for method in (*HIDING_METHODS, *EXTRA_HIDING_METHODS) if method != ABOVE]


@dataclass
class Secret:
    """A page to hide, the surfaces that show it while it is public, and the files that only it shows.

    Its word is in every title and text, but in no address.
    """

    word: str
    page: Page
    surfaces: set[str]
    documents: list = field(default_factory=list)
    images: list = field(default_factory=list)

    def versions(self) -> list:
        return [version for document in self.documents for version in document.versions.all()]

    def addresses_of_files(self) -> list[str]:
        return [
            *(document.url for document in self.documents),
            *(document.get_absolute_url() for document in self.documents),
            *(version.url for document in self.documents for version in document.versions.all()),
            *(
                version.get_absolute_url()
                for document in self.documents
                for version in document.versions.all()
            ),
            *(image.get_rendition("width-20").url for image in self.images),
        ]


def as_data(*names: str) -> set[str]:
    """The lists of these names in every format."""
    return {surface for surface in DATA for name in names if surface.startswith(f"{name}, ")}


def with_files(word: str) -> dict:
    document = PortalDocumentFactory(title=word, symbol=word, traces={"people": [word]})
    image = PortalImageFactory(title=word, description=word, credit=word)
    DocumentVersionFactory(document=document, reason=word)
    body = [
        ("rich_text", f"<p>{word}</p>"),
        ("document_list", {"heading": "", "documents": [document]}),
        ("image", {"image": image, "alt_text": word, "caption": word}),
    ]
    return {"document": document, "image": image, "body": body}


def meeting(p, word: str, slug: str) -> Secret:
    files, declaration = with_files(word), PortalDocumentFactory(title=word)
    page = MeetingPageFactory(
        series=p.admm,
        ordinal=6,
        custom_title=word,
        slug=slug,
        theme=f"Cooperation {word}",
        summary=word,
        start_date=PartialDate(2011, 5, 20),
        country=p.country,
        chair_country=p.country,
        body=files["body"],
    )
    DecisionFactory(page=page, text=word, document=declaration, verb="signed")
    DecisionFactory(page=page, text=word, subject=p.paper, source_name=word)
    DecisionFactory(page=page, subject=p.initiative, text=word)
    ParticipationFactory(page=page, country=p.country)
    MeetingDocumentFactory(page=page, document=declaration, title=word)
    StatusUpdateFactory(page=p.initiative, date=PartialDate(2017), reported_to=page)
    FeaturedPage.objects.create(page=p.home, target=page)
    surfaces = {
        *("home", "meetings", "meeting", "calendar", "month of a meeting", "series", "country", "documents"),
        *("concept paper", "initiative", "search for a word", "decisions", "status updates", "trail"),
        *("timeline", "meetings compared", "initiative on two days"),
        *as_data("meetings", "calendar", "decisions", "documents"),
        *(
            "status updates, csv",
            "status updates, json",
            "meetings, filtered, csv",
            "calendar, filtered, ics",
        ),
    }
    return Secret(word, page, surfaces, [files["document"], declaration], [files["image"]])


def paper(p, word: str, slug: str) -> Secret:
    files = with_files(word)
    text = PortalDocumentFactory(title=word)
    page = ConceptPaperPageFactory(
        title=word,
        slug=slug,
        area=p.area,
        proposed_by=[p.country],
        document=text,
        summary=f"Cooperation {word}",
        body=files["body"],
        source_name=word,
    )
    p.paper.superseded_by = page
    p.paper.save()
    p.initiative.implements.add(page)
    p.initiative.save()
    DecisionFactory(page=p.meeting, subject=page, text="")
    DecisionFactory(page=p.meeting, subject=page, text="Ministers adopted a paper.", document=p.document)
    FeaturedPage.objects.create(page=p.home, target=page)
    surfaces = {
        *("home", "meeting", "concept papers", "concept paper", "superseded paper", "initiative", "country"),
        *("area", "documents", "search for a word", "decisions", "meeting as a ZIP", "progress", "trail"),
        *("meetings compared", "initiative on two days"),
        *as_data("concept papers", "progress", "decisions", "documents"),
    }
    return Secret(word, page, surfaces, [files["document"], text], [files["image"]])


def initiative(p, word: str, slug: str) -> Secret:
    files = with_files(word)
    cited_document = PortalDocumentFactory(title=word)
    page = InitiativePageFactory(
        title=word,
        slug=slug,
        area=p.area,
        implements=[p.paper],
        summary=f"Cooperation {word}",
        body=files["body"],
    )
    InitiativeLeadFactory(page=page, country=p.country)
    StatusUpdateFactory(
        page=page, date=PartialDate(2025), note=word, source_document=cited_document, source_note=word
    )
    DecisionFactory(page=p.meeting, subject=page, text="Ministers endorsed an initiative.", verb="endorsed")
    FeaturedPage.objects.create(page=p.home, target=page)
    surfaces = {
        *("home", "meeting", "concept paper", "initiatives", "initiative", "country", "area", "documents"),
        *("search for a word", "decisions", "status updates", "meeting as a ZIP", "progress"),
        *("trail", "statement of a decision"),
        *as_data("initiatives", "progress", "decisions", "status updates", "documents", "trail"),
    }
    return Secret(word, page, surfaces, [files["document"], cited_document], [files["image"]])


def activity(p, word: str, slug: str) -> Secret:
    files, report = with_files(word), PortalDocumentFactory(title=word)
    page = ActivityPageFactory(
        parent=p.initiative,
        title=word,
        slug=slug,
        summary=f"Cooperation {word}",
        start_date=PartialDate(2012, 9, 3),
        area=p.area,
        series=p.group,
        country=p.country,
        hosts=[p.country],
        body=files["body"],
    )
    ActivityDocumentFactory(page=page, document=report, title=word)
    FeaturedPage.objects.create(page=p.home, target=page)
    surfaces = {
        *("home", "initiative", "calendar", "month of an activity", "country", "area", "documents"),
        *("search for a word", "activities", "trail", "initiative on two days"),
        *as_data("activities", "calendar", "documents"),
    }
    return Secret(word, page, surfaces, [files["document"], report], [files["image"]])


def page_of_text(p, word: str, slug: str) -> Secret:
    files = with_files(word)
    event = ("timeline_item", {"date": PartialDate(2005), "heading": word, "text": f"<p>{word}</p>"})
    page = ContentPageFactory(
        parent=p.page, title=word, slug=slug, introduction=f"Cooperation {word}", body=[*files["body"], event]
    )
    FeaturedPage.objects.create(page=p.home, target=page)
    surfaces = {"home", "page of text", "documents", "search for a word", "timeline"}
    return Secret(word, page, surfaces, [files["document"]], [files["image"]])


SECRETS: dict[str, Callable[..., Secret]] = {
    "meeting": meeting,
    "paper": paper,
    "initiative": initiative,
    "activity": activity,
    "page of text": page_of_text,
}


def secret_word_of(kind: str) -> str:
    return f"Quetzalcoatl{kind.replace(' ', '')}"


def slug_of(kind: str) -> str:
    return f"negotiation-{kind.replace(' ', '')}"


def make(kind: str, p) -> Secret:
    secret = SECRETS[kind](p, secret_word_of(kind), slug_of(kind))
    ChangeFactory(page=secret.page, note=secret.word, differences=field_difference("title", "", secret.word))
    secret.surfaces |= {"changes", *as_data("changes")}
    return secret


@dataclass
class HiddenResponses:
    """Responses to requests for a hidden secret."""

    page: HttpResponse  # of its address
    files: set[int]  # status codes of the files that only it shows
    search_response: HttpResponse  # of a search for its word
    near_miss: HttpResponse  # of an address that differs by a letter


@pytest.fixture(scope="module")
def leak_report(module_portal) -> SimpleNamespace:
    """Where a secret of each kind appears while it is public, and hidden in each way.

    `.missing` are the surfaces that fail to show them while public, `.responses` those to requests for them.
    """
    p, client, hidden, responses = copy_records(module_portal), Client(), {}, {}
    with transaction.atomic():
        secrets = {kind: make(kind, p) for kind in SECRETS}
        addresses = {kind: (item.page.url, item.addresses_of_files()) for kind, item in secrets.items()}
        public = statuses(client, [item for page, files in addresses.values() for item in (page, *files)])
        expected = {(name, kind) for kind, item in secrets.items() for name in (*item.surfaces, "sitemap")}
        missing = expected - find_leaks(client, {name: SURFACES[name] for name, _ in expected})
        for hiding_method in ALL_HIDING_METHODS:
            with transaction.atomic():
                for item in secrets.values():
                    hide(item.page, hiding_method)
                cache.clear()
                hidden[hiding_method] = find_leaks(client, SURFACES)
                for kind, (address, files) in addresses.items():
                    responses[kind, hiding_method] = HiddenResponses(
                        page=client.get(address),
                        files=statuses(client, files),
                        search_response=client.get("/search/", {"q": secret_word_of(kind)}),
                        near_miss=client.get(address.replace(slug_of(kind), slug_of(kind)[:-1])),
                    )
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return SimpleNamespace(missing=missing, public=public, hidden=hidden, responses=responses)


@pytest.fixture(params=SECRETS)
def secret(request, full_portal) -> Secret:
    return make(request.param, full_portal)


def find_leaks(client, addresses: dict[str, str]) -> set[tuple[str, str]]:
    """The surfaces that contain the word or the slug of a secret, with the kind of the secret."""
    leaks = set()
    for name, address in addresses.items():
        text = response_text(client.get(address))
        leaks |= {
            (name, kind) for kind in SECRETS if secret_word_of(kind) in text or f"/{slug_of(kind)}/" in text
        }
    return leaks


def statuses(client, addresses: list[str]) -> set[int]:
    codes = set()
    for address in addresses:
        response = client.get(address)
        read(response)
        codes.add(response.status_code)
    return codes


@pytest.mark.exhaustive
def test_a_public_page_is_seen_everywhere(leak_report):
    """Without this the tests below could pass because nothing is ever shown."""
    assert leak_report.missing == set()
    assert leak_report.public == {200}


@pytest.mark.exhaustive
@pytest.mark.parametrize("hiding_method", ALL_HIDING_METHODS)
def test_a_hidden_page_is_on_no_public_address(leak_report, hiding_method):
    assert leak_report.hidden[hiding_method] == set()


@pytest.mark.sample(2)
def test_what_is_below_a_private_page_is_not_where_it_was_seen(client, secret):
    hide(secret.page, ABOVE)

    assert find_leaks(client, {name: SURFACES[name] for name in (*secret.surfaces, "sitemap")}) == set()


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("hiding_method", ALL_HIDING_METHODS)
def test_a_hidden_page_has_no_address(leak_report, kind, hiding_method):
    """A withdrawn page is named at its own address, by the title that was public, and nowhere else."""
    responses = leak_report.responses[kind, hiding_method]
    assert responses.page.status_code == ANSWERS[hiding_method]
    assert (secret_word_of(kind) in responses.page.content.decode()) == (ANSWERS[hiding_method] == 410)
    assert responses.files == {404}


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("hiding_method", ALL_HIDING_METHODS)
def test_searching_for_a_hidden_page_finds_nothing(leak_report, kind, hiding_method):
    """Responses to a search for its word and to a similar address repeat the input, and say no more."""
    responses = leak_report.responses[kind, hiding_method]
    search_response, near_miss = responses.search_response, responses.near_miss
    assert search_response.context["count"] == 0
    assert f"/{slug_of(kind)}/" not in search_response.content.decode()

    assert near_miss.status_code == 404
    assert secret_word_of(kind) not in near_miss.content.decode()
    assert f"/{slug_of(kind)}/" not in near_miss.content.decode()


# Public pages below one that is hidden


def activity_below(p, initiative: Page) -> Page:
    return ActivityPageFactory(
        parent=initiative,
        title="Seminar",
        area=p.area,
        series=p.group,
        country=p.country,
        summary="Cooperation",
    )


def text_below(p, page: Page) -> Page:
    event = ("timeline_item", {"date": PartialDate(2006), "heading": "Seminar", "text": ""})
    return ContentPageFactory(parent=page, title="Seminar", introduction="Cooperation", body=[event])


BELOW = {"initiative": activity_below, "page of text": text_below}


@pytest.mark.sample(1)
@pytest.mark.parametrize("hiding_method", ["unpublished", "expired"])
def test_public_pages_below_do_not_name_the_page_above_them_that_is_hidden(
    client, full_portal, surfaces, hiding_method
):
    """Their own addresses contain its slug."""
    secrets = [make(kind, full_portal) for kind in BELOW]
    pages = [below(full_portal, secret.page) for below, secret in zip(BELOW.values(), secrets, strict=True)]
    for page in pages:
        ChangeFactory(page=page, differences=field_difference("title", "", "Seminar"))
    call_command("index_passages", verbosity=0)
    for secret in secrets:
        hide(secret.page, hiding_method)
    places = [page.url.rstrip("/") for page in pages]
    own = [f"{place}{end}" for place in places for end in ("/", ".json", ".ris")]
    addresses = [*surfaces.values(), *own, *(f"/changes{place}/" for place in places)]

    texts = {address: response_text(client.get(address, follow=True)) for address in addresses}

    assert "Seminar" in texts["/search/?q=cooperation"]
    assert all("Seminar" in texts[f"{place}/"] for place in places)
    assert {name for name, text in texts.items() if any(secret.word in text for secret in secrets)} == set()


# Public pages that are being changed


def in_draft(page: Page, **changes) -> None:
    """Saves `changes` as a draft of the page."""
    draft = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision()


def draft_of_a_meeting(p, word: str, document):
    in_draft(
        p.meeting,
        custom_title=word,
        theme=f"Cooperation {word}",
        decisions=[Decision(text=word, document=document)],
        documents=[MeetingDocument(document=document, title=word)],
    )


def draft_of_an_initiative(p, word: str, document):
    updates = [StatusUpdate(date=PartialDate(2025), note=word, source_document=document)]
    in_draft(p.initiative, title=word, summary=f"Cooperation {word}", status_updates=updates)


def draft_of_a_paper(p, word: str, document):
    in_draft(p.paper, title=word, summary=f"Cooperation {word}", document=document)


DRAFTS = {
    "meeting": draft_of_a_meeting,
    "initiative": draft_of_an_initiative,
    "paper": draft_of_a_paper,
    "activity": lambda p, word, document: in_draft(p.activity, title=word, source_document=document),
    "page of text": lambda p, word, document: in_draft(p.page, title=word, source_document=document),
    "home": lambda p, word, document: in_draft(p.home, heading=word, introduction=word),
}


@pytest.fixture
def drafts(full_portal) -> dict:
    """The document of each page that has a draft."""
    documents = {kind: PortalDocumentFactory(title=secret_word_of(kind)) for kind in DRAFTS}
    for kind, draft in DRAFTS.items():
        draft(full_portal, secret_word_of(kind), documents[kind])
    return documents


def kinds_on_surfaces(client, surfaces, kinds) -> set[str]:
    """The kinds whose word is on a public surface; stops once all are."""
    kinds_found = set()
    for address in surfaces.values():
        text = response_text(client.get(address))
        kinds_found |= {kind for kind in kinds if secret_word_of(kind) in text}
        if kinds_found == set(kinds):
            break
    return kinds_found


def test_changes_that_are_not_published_are_on_no_public_address(client, drafts, surfaces):
    assert kinds_on_surfaces(client, surfaces, DRAFTS) == set()
    assert statuses(client, [document.url for document in drafts.values()]) == {404}


def test_changes_that_are_scheduled_are_on_no_public_address(client, drafts, surfaces):
    """The changes are scheduled for tomorrow; until then the page stays as it is."""
    for page in Page.objects.filter(has_unpublished_changes=True):
        scheduled_revision = page.specific.get_latest_revision_as_object()
        scheduled_revision.go_live_at = timezone.now() + timedelta(days=1)
        scheduled_revision.save_revision().publish()
        assert Page.objects.get(pk=page.pk).live

    assert kinds_on_surfaces(client, surfaces, DRAFTS) == set()
    assert statuses(client, [document.url for document in drafts.values()]) == {404}


def test_comments_and_hidden_content_of_files_are_on_no_public_address(client, full_portal, editor, surfaces):
    pages = [
        full_portal.meeting,
        full_portal.paper,
        full_portal.initiative,
        full_portal.activity,
        full_portal.page,
    ]
    for page in pages:
        Comment.objects.create(page=page, user=editor, text=secret_word_of("comment"), contentpath="title")
    secrets = {"people": [secret_word_of("comment")], "paths": [secret_word_of("comment")]}
    type(full_portal.document).objects.update(traces=secrets)

    assert kinds_on_surfaces(client, surfaces, ["comment"]) == set()


def test_changes_that_are_published_are_seen(client, drafts, surfaces):
    for page in Page.objects.filter(has_unpublished_changes=True):
        page.specific.get_latest_revision().publish()

    assert kinds_on_surfaces(client, surfaces, DRAFTS) == set(DRAFTS)

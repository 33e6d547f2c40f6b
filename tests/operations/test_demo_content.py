"""The demonstration content after its fixtures are loaded."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from admm_site.changes.models import Change
from admm_site.core.partial_dates import PartialDate
from admm_site.core.records import RecordValidationMixin
from admm_site.core.response_cache import MAX_BYTES
from admm_site.documents.models import PortalDocument
from admm_site.operations.demo import fixtures
from admm_site.pages.models import HomePage
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import Status
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage, StatusUpdate
from meetings.choices import Level
from meetings.models import ChairTerm, Decision, MeetingDocument, MeetingPage, MeetingSeries
from tests.editorial.browser_form import get_form_fields
from tests.factories.users import AdministratorFactory

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.slow]

TEXT_OF_RECORD = (Path(__file__).parent / "text_of_record.txt").read_text(encoding="utf-8")
STATEMENTS = [
    statement
    for line in TEXT_OF_RECORD.splitlines()
    for statement in re.split(r"(?<=[.:]) (?=[A-Z])", line.strip())
    if statement
]


def visible_text(html: str) -> str:
    without_abbreviations = re.sub(r"</?abbr\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_abbreviations)).split())


def test_everything_that_is_loaded_is_whole():
    call_command("verify", verbosity=0)


def test_the_log_begins_with_every_page_on_its_own_day():
    pages = Page.objects.filter(depth__gt=1).values_list("pk", "first_published_at")
    assert sorted(Change.objects.values_list("page", "at")) == sorted(pages)


@pytest.mark.parametrize(
    ("model", "number"),
    [
        (Country, 19),
        (CooperationArea, 13),
        (MeetingSeries, 14),
        (ChairTerm, 68),
        (MeetingPage, 55),
        (MeetingDocument, 30),
        (Decision, 93),
        (ConceptPaperPage, 42),
        (InitiativePage, 15),
        (StatusUpdate, 40),
        (ActivityPage, 32),
        (PortalDocument, 73),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_nothing_of_the_facts_is_missing(model, number):
    assert model.objects.count() == number


def test_the_fixtures_are_dumped_as_they_were_loaded():
    fixture_texts = {path.stem: path.read_text(encoding="utf-8") for path in fixtures.fixture_files()}
    assert fixtures.dump() == fixture_texts


def test_each_kind_of_content_has_its_file():
    of_the_portal = [
        m for m in (*get_page_models(), *get_snippet_models()) if m.__module__.split(".")[0] != "wagtail"
    ]
    assert set(of_the_portal) <= set(fixtures.MODELS)


@pytest.mark.parametrize("model", fixtures.MODELS, ids=lambda model: model.__name__)
def test_everything_obeys_the_rules_of_its_model(model):
    for obj in model.objects.all():
        obj.full_clean()
        if isinstance(obj, RecordValidationMixin):
            obj.clean_records()
        for field in obj._meta.get_fields():
            if isinstance(field, StreamField):
                field.stream_block.clean(field.value_from_object(obj))


def test_the_tree_of_pages_is_sound():
    assert not any(Page.find_problems())


def test_every_document_is_handed_to_the_public(client):
    documents = PortalDocument.objects.all()
    assert set(PortalDocument.objects.public()) == set(documents)
    for document in documents:
        assert client.get(document.url).getvalue().startswith(b"%PDF-"), document.title


@pytest.mark.parametrize("address", ["/trail/", "/initiatives/progress/", "/meetings/timeline/"])
def test_the_longest_pages_are_cached_also_without_compression(client, address):
    assert len(client.get(address).content) <= MAX_BYTES


@pytest.mark.exhaustive
def test_every_page_opens(client):
    for page in Page.objects.filter(depth__gt=1):
        assert client.get(page.url).status_code == 200, page.url


def test_every_link_in_a_text_leads_somewhere(client):
    links = set()
    for page in Page.objects.filter(depth__gt=1).specific():
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                links |= set(re.findall(r'href=\\?"(/[^"\\]*)', field.value_to_string(page)))
    assert "/meetings/8th-admm/" in links
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_the_background_holds_every_statement_of_the_text_of_record(client):
    text = visible_text(client.get("/about/background/").content.decode())
    assert [
        statement for statement in STATEMENTS if statement not in text and statement != "ADMM Background"
    ] == []


def test_each_objective_can_be_linked_to(client):
    page = client.get("/about/background/").content.decode()
    assert [number for number in range(1, 10) if f'id="objective-{number}"' not in page] == []


SUMMARISED = {
    "meetings of ministers since 2019": lambda: MeetingPage.objects.filter(
        series__slug__in=("admm", "admm-plus"), start_date__gte=date(2019, 1, 1)
    ),
    "initiatives": InitiativePage.objects.all,
    "working groups": lambda: MeetingSeries.objects.filter(level__in=(Level.EXPERTS, Level.WORKING_GROUP)),
}


@pytest.mark.parametrize(
    ("name", "number"),
    [("meetings of ministers since 2019", 15), ("initiatives", 15), ("working groups", 9)],
)
def test_a_summary_has_80_to_150_words_and_begins_with_an_opening_that_stands_alone(name, number):
    rows = SUMMARISED[name]()
    assert len(rows) == number
    for row in rows:
        assert 80 <= len(row.summary.split()) <= 150, row
        assert 5 <= len(row.opening.split()) <= 30, row
        assert row.opening.endswith("."), row


def test_every_document_has_one_sentence_about_what_it_says():
    sentences = PortalDocument.objects.values_list("title", "summary")
    assert [title for title, sentence in sentences if not re.fullmatch(r"[A-Z][^.]+\.", sentence)] == []


def test_an_initiative_lists_the_objectives_of_its_papers(client):
    page = visible_text(client.get("/initiatives/adic/").content.decode())
    assert "Less dependence on production and know-how from outside." in page


def test_sections_are_in_the_menu_in_their_order():
    home = HomePage.objects.get()
    titles = home.get_children().in_menu().values_list("title", flat=True)
    assert list(titles) == ["Meetings", "Concept papers", "Initiatives", "About"]


def test_what_the_text_of_record_says_cites_its_paragraph():
    decision = Decision.objects.get(page__slug="5th-admm", subject__slug="adic", verb="adopted")
    assert decision.source_document.file.name == "documents/admm-background.pdf"
    assert decision.source_paragraph == "3"


def test_the_5th_admm_adopted_papers_in_jakarta():
    meeting = MeetingPage.objects.get(slug="5th-admm")
    decisions = Decision.objects.filter(page=meeting, subject__isnull=False).adopting()
    assert (meeting.title, meeting.dates, meeting.place) == ("5th ADMM", "19 May 2011", "Jakarta, Indonesia")
    assert {decision.subject.slug for decision in decisions} >= {"adic", "apcn"}


def test_adic_was_adopted_in_2011_and_is_under_way():
    adic = InitiativePage.objects.with_current_status().get(slug="adic")
    assert adic.adopted_on == PartialDate(2011, 5, 19)
    assert adic.status == Status.UNDER_WAY


def test_a_decision_about_a_paper_does_not_say_again_that_it_was_adopted():
    texts = Decision.objects.filter(subject__isnull=False).values_list("text", flat=True)
    assert [
        text for text in texts if re.search(r"\b[Aa]dopted (by the \d+th ADMM|the concept paper)\.$", text)
    ] == []


def test_what_no_source_confirms_is_marked():
    network = Decision.objects.get(page__slug="12th-admm", subject__slug="cbr-network")
    assert not network.source_confirms
    assert MeetingPage.objects.get(slug="8th-admm").source_unconfirmed == "dates"


@pytest.mark.parametrize("address", ["meetings/5th-admm", "initiatives/adic", "about/background"])
def test_a_page_without_history_opens_in_the_editor_and_keeps_its_first_edit(client, address):
    client.force_login(AdministratorFactory())
    page = Page.objects.get(url_path=f"/home/{address}/").specific
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = get_form_fields(client.get(edit)) | {
        "search_description": "In few words.",
        "action-publish": "action-publish",
    }

    client.post(edit, form)

    page.refresh_from_db()
    assert page.search_description == "In few words."
    assert page.latest_revision is not None

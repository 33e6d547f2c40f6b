"""The index is updated at once when something is published, moved or deleted."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from admm_site.documents.models import PageText
from admm_site.documents.signals import text_extracted
from admm_site.search import indexing
from admm_site.search.models import IndexVersion, Passage, Spelling
from meetings.models import Decision
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.factories.search import PassageFactory

from .response_parsing import page as read
from .response_parsing import titles


def test_a_renamed_page_is_found_by_its_new_name_only(search, portal):
    page = ContentPageFactory(title="Background")
    page.title = "Establishment"
    page.save_revision().publish()
    assert titles(search("Establishment")) == ["Establishment"]
    assert titles(search("Background")) == []


def test_an_unpublished_page_is_gone_at_once(search, portal):
    page = ContentPageFactory(title="Background")
    page.save_revision().publish()
    type(page).objects.get(pk=page.pk).unpublish()
    assert titles(search("Background")) == []
    assert not Passage.objects.filter(page=page).exists()


def test_a_published_page_is_found_at_once(search, portal):
    page = ContentPageFactory(title="Background", live=False)
    assert titles(search("Background")) == []
    page.save_revision().publish()
    assert titles(search("Background")) == ["Background"]


def test_a_moved_page_is_found_at_its_new_address(search, portal):
    parent, page = ContentPageFactory(title="Parent"), ContentPageFactory(title="Background")
    page.move(parent, "last-child")
    assert read(search("Background")).select_one(".result a")["href"] == "/about/parent/background/"


def test_pages_below_a_renamed_page_are_found_at_their_new_addresses(search, portal):
    parent = ContentPageFactory(title="Parent")
    ContentPageFactory(title="Background", parent=parent)
    parent.slug = "other"
    parent.save_revision().publish()
    assert read(search("Background")).select_one(".result a")["href"] == "/about/other/background/"


def test_a_deleted_page_leaves_no_passage(search, portal):
    meeting = MeetingPageFactory(city="Vientiane")
    DecisionFactory(page=meeting, text="Vientiane")
    type(meeting).objects.get(pk=meeting.pk).delete()
    assert titles(search("Vientiane")) == []
    assert not Passage.objects.filter(name=meeting.title).exists()


def test_a_record_that_a_new_version_leaves_out_is_gone(search, portal):
    decision = DecisionFactory(text="Ministers agreed on hotlines.")
    meeting = type(decision.page).objects.get(pk=decision.page.pk)
    meeting.decisions.set([])
    meeting.save_revision().publish()
    assert not Decision.objects.exists()
    assert titles(search("hotlines")) == []


def test_a_record_that_is_changed_is_found_by_its_new_words(search, portal):
    update = StatusUpdateFactory(note="A first note.")
    update.note = "A hotline."
    update.save()
    assert len(titles(search("hotline"))) == 1
    assert titles(search('"first note"')) == []


def test_records_of_a_renamed_page_have_its_new_name(search, portal):
    update = StatusUpdateFactory(note="A hotline.")
    initiative = type(update.page).objects.get(pk=update.page.pk)
    initiative.title = "Lifeline"
    initiative.save_revision().publish()
    assert titles(search("hotline"))[0].startswith("Lifeline: ")


SNIPPETS = {
    "country": (CountryFactory, "official_name"),
    "area": (CooperationAreaFactory, "description"),
    "series": (MeetingSeriesFactory, "summary"),
}


@pytest.mark.parametrize(("factory", "field"), SNIPPETS.values(), ids=SNIPPETS.keys())
def test_a_snippet_is_found_as_it_is_now(search, portal, factory, field):
    record = factory(**{field: "Vientiane"})
    assert len(titles(search("Vientiane"))) == 1
    setattr(record, field, "Jakarta")
    record.save()
    assert (len(titles(search("Vientiane"))), len(titles(search("Jakarta")))) == (0, 1)
    record.delete()
    assert titles(search("Jakarta")) == []


def test_a_series_is_found_by_its_chair(search, portal):
    term = ChairTermFactory(country=CountryFactory(name="Timor-Leste"))
    assert "series" in {result.passage.kind for result in search("Timor").context["results"]}
    term.delete()
    assert "series" not in {result.passage.kind for result in search("Timor").context["results"]}


# Documents


def test_the_text_of_a_document_is_found_once_it_is_extracted(search, portal):
    document = PortalDocumentFactory()
    MeetingDocumentFactory(document=document)
    PageText.objects.create(document=document, number=1, text="A hotline.")
    assert titles(search("hotline")) == []
    text_extracted.send(type(document), document=document)
    assert titles(search("hotline")) == [document.title]


def test_text_extracted_again_replaces_the_earlier_text(search, portal):
    document = PortalDocumentFactory()
    MeetingDocumentFactory(document=document)
    for text in ("A hotline.", "A lifeline."):
        document.pages_text.all().delete()
        PageText.objects.create(document=document, number=1, text=text)
        text_extracted.send(type(document), document=document)
    assert (titles(search("hotline")), titles(search("lifeline"))) == ([], [document.title])


def test_a_renamed_document_is_found_by_its_new_name(search, portal):
    document = PortalDocumentFactory(title="Declaration")
    MeetingDocumentFactory(document=document)
    document.title = "Statement"
    document.save()
    assert titles(search("statement", kind="document")) == ["Statement"]


def test_a_document_follows_the_page_that_holds_it(search, portal):
    document, meeting = PortalDocumentFactory(title="Declaration"), MeetingPageFactory()
    slug = meeting.series.slug
    attachment = MeetingDocumentFactory(page=meeting, document=document)
    assert titles(search("declaration", kind="document", series=slug)) == ["Declaration"]
    ConceptPaperPageFactory(document=document)
    attachment.delete()
    assert search("declaration", kind="document", series=slug).context["count"] == 0


def test_the_document_of_a_page_is_not_found_while_the_page_is_private(search, portal):
    document, meeting = PortalDocumentFactory(title="Declaration"), MeetingPageFactory()
    MeetingDocumentFactory(page=meeting, document=document)
    ConceptPaperPageFactory(document=document)
    restriction = PageViewRestriction.objects.create(page=meeting, restriction_type="login")
    counts = []
    for _ in range(2):
        response = search("declaration", kind="document", series=meeting.series.slug)
        counts.append(response.context["count"])
        restriction.delete() if restriction.pk else None
    assert counts == [0, 1]


def test_a_paper_has_the_date_of_its_adoption(search, portal):
    paper = ConceptPaperPageFactory(title="Logistics")
    decision = DecisionFactory(subject=paper, text="")
    meeting = type(decision.page).objects.get(pk=decision.page.pk)
    meeting.save_revision().publish()
    assert search("logistics", kind="concept-paper", year="2011").context["count"] == 1
    type(meeting).objects.get(pk=meeting.pk).unpublish()
    assert search("logistics", kind="concept-paper", year="2011").context["count"] == 0


# The whole index


def index_entries() -> dict:
    return {passage.key: (passage.group_key, passage.analyzed_text) for passage in Passage.objects.all()}


def test_saving_indexes_a_page_as_a_rebuild_does(portal):
    InitiativePageFactory(title="Logistics")
    DecisionFactory(subject=ConceptPaperPageFactory(title="Logistics"))
    MeetingDocumentFactory()
    before = index_entries()
    call_command("index_passages", verbosity=0)
    assert index_entries().items() >= before.items()


def test_rebuilding_the_index_changes_nothing(portal):
    InitiativePageFactory(title="Logistics")
    DecisionFactory(subject=ConceptPaperPageFactory(title="Logistics"))
    MeetingDocumentFactory()
    call_command("index_passages", verbosity=0)
    before = index_entries()
    call_command("index_passages", verbosity=0)
    assert index_entries() == before


def test_a_lost_index_is_rebuilt(search, portal, capsys):
    ContentPageFactory(title="Background")
    call_command("index_passages", verbosity=0)
    before = index_entries()
    Passage.objects.all().delete()
    Spelling.objects.all().delete()
    assert titles(search("Background")) == []
    call_command("index_passages")
    assert index_entries() == before
    assert titles(search("Backgruond")) == ["Background"]
    assert "were out of date" in capsys.readouterr().out


def test_passages_of_deleted_objects_are_removed(portal):
    stray = PassageFactory()
    call_command("index_passages", verbosity=0)
    assert not Passage.objects.filter(pk=stray.pk).exists()


def test_wagtails_own_index_can_be_rebuilt(search, portal):
    ContentPageFactory(title="Background")
    call_command("update_index", verbosity=0)
    assert titles(search("Background")) == ["Background"]


# A version that indexes otherwise


def test_an_index_of_an_earlier_version_is_reported_until_it_is_rebuilt(portal, capsys):
    ContentPageFactory(title="Background")
    call_command("index_passages", verbosity=0)
    assert run_checks(databases=["default"], tags=["database"]) == []
    IndexVersion.objects.update(number=indexing.VERSION - 1)
    [warning] = run_checks(databases=["default"], tags=["database"])
    assert "index_passages" in warning.hint
    call_command("migrate", verbosity=1)
    assert "The search index is of an earlier version" in capsys.readouterr().out

    call_command("index_passages")
    output = capsys.readouterr().out
    assert output.split()[0] == output.split()[2]  # all of them
    assert run_checks(databases=["default"], tags=["database"]) == []


def test_the_index_of_a_new_portal_is_current(portal):
    ContentPageFactory(title="Background")
    assert run_checks(databases=["default"], tags=["database"]) == []

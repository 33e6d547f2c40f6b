import pytest
from django.db import IntegrityError, transaction

from initiatives.choices import PaperKind
from initiatives.models import ConceptPaperPage
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory
from tests.validation import validation_errors
from tests.visibility import hide


def test_an_acronym_stands_once_in_a_kind(portal):
    ConceptPaperPageFactory(title="Direct communications", acronym="ADIC")
    paper = ConceptPaperPageFactory()
    paper.acronym = "ADIC"
    messages = validation_errors(paper.full_clean)
    assert messages == {
        "acronym": ["“Direct communications” has this acronym already; choose another or leave it empty."]
    }


def test_a_draft_counts_too(portal):
    ConceptPaperPageFactory(acronym="ADIC", live=False)
    paper = ConceptPaperPageFactory()
    paper.acronym = "ADIC"
    assert set(validation_errors(paper.full_clean)) == {"acronym"}


def test_the_database_holds_the_same_rule(portal):
    ConceptPaperPageFactory(acronym="ADIC")
    paper = ConceptPaperPageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConceptPaperPage.objects.filter(pk=paper.pk).update(acronym="ADIC")


def test_a_paper_and_its_terms_of_reference_share_an_acronym(portal):
    ConceptPaperPageFactory(acronym="ADIC")
    ConceptPaperPageFactory(acronym="ADIC", kind=PaperKind.TERMS_OF_REFERENCE)


def test_papers_without_an_acronym_do_not_clash(portal):
    ConceptPaperPageFactory.create_batch(2, acronym="")


def test_a_paper_does_not_supersede_itself(portal):
    paper = ConceptPaperPageFactory()
    paper.superseded_by = paper
    assert set(validation_errors(paper.full_clean)) == {"superseded_by"}


def test_a_paper_has_an_area(portal):
    paper = ConceptPaperPageFactory()
    paper.area = None
    assert set(validation_errors(paper.full_clean)) == {"area"}


def test_an_adopted_paper_that_nothing_carries_out_gets_a_warning(portal):
    paper = ConceptPaperPageFactory()
    assert paper.get_warnings() == []

    DecisionFactory(subject=paper)
    assert "no follow-up is recorded yet" in paper.get_warnings()[0]

    initiative = InitiativePageFactory(implements=[paper])
    assert paper.get_warnings() == []

    hide(initiative, "draft")
    assert "no follow-up is recorded yet" in paper.get_warnings()[0]

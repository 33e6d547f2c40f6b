"""Reading the facts that the demonstration content is made from."""

import pytest

from admm_site.operations.demo.evidence import FactsError
from admm_site.operations.demo.facts import Facts

from .demo_facts import PAGE, UNSOURCED, content, folder_of_facts


@pytest.fixture
def raw() -> dict[str, dict]:
    return content()


@pytest.fixture
def read(tmp_path, raw):
    return lambda: Facts.read(folder_of_facts(tmp_path, raw))


def first(raw, name):
    return raw[name][name][0]


def test_values_come_out_as_the_choices_of_the_portal(read):
    facts = read()
    assert facts.series["admm"].framework == "admm"
    assert facts.meetings["5th-admm"].format == "in-person"
    assert facts.papers["military-assets"].kind == "procedure"


@pytest.mark.parametrize(
    ("value", "date"), [(2011, "2011"), ("2011-10", "2011-10"), ("2011-05-19", "2011-05-19")]
)
def test_a_date_keeps_its_precision(read, raw, value, date):
    first(raw, "countries")["asean_member_since"] = value
    assert read().countries["MY"].since == date


def test_a_year_stands_in_for_the_dates_of_a_meeting(read):
    assert read().meetings["20th-admm"].date == "2026"


def test_a_meeting_of_several_days_is_dated_by_what_they_share(read):
    assert read().meetings["3rd-admm"].date == "2009-02"


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("meetings", {"colour": "red"}, "meetings, 3rd-admm: unknown colour"),
        ("meetings", {"series": "asean-summit"}, "nothing is called asean-summit"),
        ("meetings", {"format": "by_letter"}, "'by_letter' is none of"),
        ("meetings", {"start_date": "2009-02-30"}, "'2009-02-30' is no date"),
        ("meetings", {"source": "hearsay"}, "not 'hearsay'"),
        ("meetings", {"unverified_fields": ["mood"]}, "no words for the unverified mood"),
        ("initiatives", {"implements": ["adip"]}, "nothing is called adip"),
        ("concept_papers", {"proposed_by": ["XX"]}, "nothing is called XX"),
    ],
    ids=["key", "slug", "choice", "date", "source", "unverified", "paper", "country"],
)
def test_what_cannot_be_right_is_refused_with_the_record_named(read, raw, name, change, message):
    first(raw, name).update(change)
    with pytest.raises(FactsError, match=message):
        read()


def test_a_missing_key_is_refused(read, raw):
    del first(raw, "areas")["name"]
    with pytest.raises(FactsError, match="areas, industry: name missing"):
        read()


def test_what_a_source_does_not_confirm_is_said_in_words(read, raw):
    first(raw, "meetings")["unverified_fields"] = ["start_date", "chair_country", "end_date"]
    assert read().meetings["3rd-admm"].evidence.unconfirmed == "dates, chair"


def test_evidence_fills_the_fields_of_a_source(read, raw):
    first(raw, "meetings").update(source=PAGE, more_sources=["seed"], note="Two pages differ.")
    evidence = read().meetings["3rd-admm"].evidence
    assert evidence.source_fields() == {
        "source_name": PAGE["name"],
        "source_url": PAGE["url"],
        "source_confirms": True,
        "source_unconfirmed": "",
        "source_note": "Two pages differ.",
    }
    assert [page.name for page in evidence.more_sources] == ["ADMM Background (official text)"]


def test_names_that_only_the_facts_use_are_put_into_words_for_visitors(read, raw):
    first(raw, "meetings")["note"] = "The seed says May; the day is from the unsourced list."
    note = read().meetings["3rd-admm"].evidence.note
    assert note == "The official background text says May; the day is from a list of facts without sources."


def test_a_fact_without_a_page_says_so(read, raw):
    first(raw, "meetings").update(UNSOURCED)
    evidence = read().meetings["3rd-admm"].evidence
    assert not evidence.confirms
    assert evidence.remarks == ("From a list of facts for which no public page was found.",)


def test_that_an_initiative_is_adopted_is_no_update_but_follows_from_a_decision(read):
    facts = read()
    adoption = facts.adoptions()[0]
    assert [update.status for update in facts.initiatives["adic"].stored_updates] == ["under-way"]
    assert [decision.subject for decision in adoption.decisions] == [facts.papers["adic"]]
    assert adoption.follows
    assert not adoption.implied


def test_an_adoption_without_a_decision_becomes_one_as_uncertain_as_it_is(read):
    facts = read()
    (decision,) = facts.adoptions()[1].decisions
    assert (decision.meeting, decision.verb, decision.subject.slug) == ("5th-admm", "adopted", "network")
    assert not decision.evidence.confirms
    assert decision in facts.decisions_of(facts.meetings["5th-admm"])


def test_a_statement_of_the_chair_is_issued(read, raw):
    statement = first(raw, "declarations")
    statement["kind"] = "chairmans_statement"
    del statement["verb"]
    assert read().declarations["jd-5th-admm"].verb == "issued"


def test_an_acronym_of_two_papers_of_a_kind_stays_with_the_initiative(read, raw):
    papers = raw["concept_papers"]["concept_papers"]
    papers.append(papers[0] | {"slug": "adic-second"})
    facts = read()
    assert [facts.papers[slug].acronym for slug in ("adic", "adic-second")] == ["", ""]
    assert facts.initiatives["adic"].acronym == "ADIC"

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from admm_site.core.partial_dates import PartialDate
from initiatives.models import InitiativeLead, InitiativePage, StatusUpdate
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.reference import CountryFactory
from tests.validation import validation_errors


def test_the_short_title_stands_in_the_breadcrumbs(portal, client):
    initiative = InitiativePageFactory(title="ASEAN Defence Industry Collaboration", short_title="Industry")
    breadcrumbs = client.get(initiative.url).content.decode().partition("<h1>")[0]
    assert "Industry</" in breadcrumbs.partition("<main")[2]
    assert InitiativePageFactory.build(title="Network").short_name == "Network"


def test_acronyms_of_initiatives_are_unique(portal):
    InitiativePageFactory(title="Direct communications", acronym="ADIC")
    initiative = InitiativePageFactory()
    initiative.acronym = "ADIC"
    assert validation_errors(initiative.full_clean) == {
        "acronym": ["“Direct communications” has this acronym already; choose another or leave it empty."]
    }


def test_initiatives_without_an_acronym_do_not_clash(portal):
    InitiativePageFactory.create_batch(2, acronym="")


@pytest.mark.parametrize("text", ["2016-01-27", "2016-01", "2016"])
def test_two_updates_do_not_have_the_same_date(portal, text):
    initiative = InitiativePageFactory()
    date = PartialDate.parse(text)
    initiative.status_updates = [StatusUpdate(date=date, note="One."), StatusUpdate(date=date, note="Two.")]
    messages = validation_errors(initiative.save)
    assert messages == {
        "status_updates": [
            f"Two status updates have the date {date.in_words()}; join them, or correct one of the dates."
        ]
    }


def test_updates_in_the_same_year_may_be_known_more_or_less_precisely(portal):
    initiative = InitiativePageFactory()
    dates = (PartialDate(2016), PartialDate(2016, 12), PartialDate(2016, 12, 31))
    initiative.status_updates = [StatusUpdate(date=date, note="Work went on.") for date in dates]
    initiative.save()


def test_adopted_is_never_a_status_that_is_stored(portal):
    status_update = StatusUpdateFactory.build(page=InitiativePageFactory(), status="adopted")
    assert set(validation_errors(status_update.full_clean)) == {"status"}


@pytest.mark.parametrize("field", ["date", "note"])
def test_an_update_says_what_happened_and_when(portal, field):
    status_update = StatusUpdateFactory.build(page=InitiativePageFactory(), **{field: None})
    assert set(validation_errors(status_update.full_clean)) == {field}


def test_a_country_leads_once(portal):
    lead = InitiativeLeadFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        InitiativeLeadFactory(page=lead.page, country=lead.country)


def test_an_initiative_says_which_country_leads_it_twice(portal):
    initiative, country = InitiativePageFactory(), CountryFactory(name="Thailand")
    initiative.leads = [InitiativeLead(country=country), InitiativeLead(country=country, role="co-lead")]
    messages = validation_errors(initiative.save)
    assert set(messages) == {"leads"}
    assert "Thailand" in messages["leads"][0]


# Warnings


QUIET = "It is still under way or adopted, but has had no status update for a year."


def get_warnings(initiative) -> list[str]:
    """The warnings except that of an initiative gone quiet."""
    warnings = InitiativePage.objects.get(pk=initiative.pk).get_warnings()
    return [str(words) for words in warnings if words != QUIET]


@pytest.mark.parametrize(("year", "is_warned"), [(2024, True), (2025, False)])
def test_an_initiative_of_which_nothing_was_reported_for_a_year_gets_a_warning(portal, year, is_warned):
    initiative = StatusUpdateFactory(date=PartialDate(year)).page
    assert (QUIET in InitiativePage.objects.get(pk=initiative.pk).get_warnings()) is is_warned


def test_an_initiative_under_way_that_nobody_adopted_gets_a_warning(portal):
    status_update = StatusUpdateFactory()
    assert get_warnings(status_update.page) == [
        "The initiative is under way, but no meeting is recorded that adopted it or its papers."
    ]


def test_an_initiative_under_way_before_its_adoption_gets_a_warning(portal):
    """The case of the military medicine conference."""
    status_update = StatusUpdateFactory(date=PartialDate(2010))
    DecisionFactory(subject=status_update.page, page=MeetingPageFactory(start_date=PartialDate(2011, 5, 19)))
    assert "under way before ministers adopted it" in get_warnings(status_update.page)[0]


def test_an_initiative_under_way_in_the_year_of_its_adoption_gets_no_warning(portal):
    status_update = StatusUpdateFactory(date=PartialDate(2011))
    DecisionFactory(subject=status_update.page, page=MeetingPageFactory(start_date=PartialDate(2011, 5, 19)))
    assert get_warnings(status_update.page) == []


def test_an_initiative_whose_paper_was_adopted_before_gets_no_warning(portal):
    paper = ConceptPaperPageFactory()
    DecisionFactory(subject=paper)
    status_update = StatusUpdateFactory(page=InitiativePageFactory(implements=[paper]))
    assert get_warnings(status_update.page) == []


@pytest.mark.parametrize("status", ["proposed", "dormant", "superseded"])
def test_an_initiative_that_never_began_gets_no_warning(portal, status):
    assert get_warnings(StatusUpdateFactory(status=status).page) == []


def test_a_page_with_a_warning_can_be_published(portal):
    StatusUpdateFactory().page.save_revision().publish()


# Activities


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start_date": PartialDate(2012, 9), "end_date": PartialDate(2012, 8)}, "end_date"),
        ({"start_date": PartialDate(2027), "end_date": None}, "state"),
    ],
    ids=["it ends before it starts", "held in the future"],
)
def test_an_activity_is_refused_on_the_field_concerned(portal, changes, field):
    activity = ActivityPageFactory()
    for name, value in changes.items():
        setattr(activity, name, value)
    assert set(validation_errors(activity.full_clean)) == {field}


def test_an_activity_that_was_held_may_lack_place_and_date(portal):
    ActivityPageFactory(start_date=None, city="")


def test_an_activity_lies_below_its_initiative(portal):
    initiative = InitiativePageFactory(title="ADIC")
    assert ActivityPageFactory(parent=initiative, title="Workshop").url == "/initiatives/adic/workshop/"


def test_a_page_is_refused_as_a_whole_or_not_at_all(portal):
    initiative = InitiativePageFactory()
    initiative.title = "Renamed"
    initiative.status_updates = [StatusUpdate(date=PartialDate(2016), note="")]
    with pytest.raises(ValidationError):
        initiative.save()
    assert InitiativePage.objects.get(pk=initiative.pk).title != "Renamed"

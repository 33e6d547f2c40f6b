"""Records of a page: their keys and anchors, and their validation."""

import pytest
from django.core.exceptions import ValidationError

from admm_site.core.partial_dates import PartialDate
from meetings.models import Decision, MeetingPage
from tests.factories.initiatives import InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory


def test_a_record_gets_a_key_that_can_be_read_aloud(db):
    key = DecisionFactory().key
    assert len(key) == 8
    assert not set(key) & set("01ilo")


def test_the_key_of_a_record_never_changes(db):
    decision = DecisionFactory()
    key = decision.key
    decision.text = "Corrected."
    decision.clean()
    decision.save()

    assert Decision.objects.get(pk=decision.pk).key == key


def test_publishing_a_draft_keeps_the_anchors_of_its_records(portal):
    meeting = MeetingPageFactory()
    meeting.decisions = [Decision(text="Ministers agreed.")]
    meeting.save_revision().publish()
    first = MeetingPage.objects.get(pk=meeting.pk).decisions.get().anchor
    meeting.get_latest_revision_as_object().save_revision().publish()

    assert MeetingPage.objects.get(pk=meeting.pk).decisions.get().anchor == first


def test_a_record_is_found_by_the_address_of_its_page_and_its_key(db):
    decision = DecisionFactory()
    assert Decision.objects.get_by_natural_key(*decision.natural_key()) == decision


def test_a_record_has_an_address_of_its_own(portal):
    decision = DecisionFactory(page=MeetingPageFactory(custom_title="5th ADMM"), key="7kq2m9xa")
    assert decision.address == "/meetings/5th-admm/#decision-7kq2m9xa"


def test_a_page_names_the_record_that_is_wrong(portal):
    meeting = MeetingPageFactory()
    meeting.decisions = [Decision(text="Ministers agreed."), Decision()]
    with pytest.raises(ValidationError) as caught:
        meeting.clean_records()
    assert list(caught.value.message_dict) == ["decisions"]
    assert "Say what was decided" in caught.value.message_dict["decisions"][0]


def test_a_live_page_cannot_be_saved_with_a_record_that_is_wrong(portal):
    meeting = MeetingPageFactory()
    meeting.decisions = [Decision()]
    with pytest.raises(ValidationError):
        meeting.save()


def test_a_draft_may_be_saved_with_a_record_that_is_not_finished(portal):
    meeting = MeetingPageFactory(live=False)
    meeting.decisions = [Decision()]
    meeting.save_revision()


def test_all_errors_are_reported_at_once(portal):
    initiative = InitiativePageFactory()
    initiative.status_updates = [
        StatusUpdateFactory.build(page=initiative, note=""),
        StatusUpdateFactory.build(page=initiative, date=PartialDate(2012), status="forgotten"),
    ]
    with pytest.raises(ValidationError) as caught:
        initiative.clean_records()
    assert len(caught.value.message_dict["status_updates"]) == 2


# Keys that are cited


def test_keys_are_unique_in_the_portal(portal):
    decision = DecisionFactory()
    assert DecisionFactory(key=decision.key).key != decision.key
    assert StatusUpdateFactory(key=decision.key).key != decision.key


def test_reordering_and_publishing_again_keep_every_address(portal):
    meeting = MeetingPageFactory()
    meeting.decisions = [Decision(text=text) for text in ("first", "second", "third")]
    meeting.save_revision().publish()
    before = {decision.text: decision.permalink for decision in Decision.objects.filter(page=meeting)}

    draft = meeting.get_latest_revision_as_object()
    draft.decisions = sorted(draft.decisions.all(), key=lambda decision: decision.text, reverse=True)
    for position, decision in enumerate(draft.decisions.all()):
        decision.sort_order = position
    draft.save_revision().publish()

    after = {decision.text: decision.permalink for decision in Decision.objects.filter(page=meeting)}
    assert [decision.text for decision in Decision.objects.filter(page=meeting)] == [
        "third",
        "second",
        "first",
    ]
    assert after == before


def copy_page(page, **options):
    return page.copy(update_attrs={"slug": "copy", "title": "Copy"}, **options)


def test_records_of_a_copied_page_have_addresses_of_their_own(portal):
    initiative = InitiativePageFactory()
    update = StatusUpdateFactory(page=initiative)
    initiative.refresh_from_db()
    initiative.save_revision().publish()

    copy = copy_page(initiative)
    key = copy.status_updates.get().key
    assert key != update.key

    copy.get_latest_revision_as_object().save_revision().publish()
    assert type(copy).objects.get(pk=copy.pk).status_updates.get().key == key


def test_a_copied_draft_is_published_with_keys_of_its_own(portal):
    meeting = MeetingPageFactory(ordinal=None)
    meeting.decisions = [Decision(text="Ministers agreed.")]
    meeting.save_revision()
    meeting = MeetingPage.objects.get(pk=meeting.pk)

    copy = copy_page(meeting)
    meeting.get_latest_revision().publish()
    copy.get_latest_revision_as_object().save_revision().publish()

    assert len(set(Decision.objects.values_list("key", flat=True))) == 2


def test_the_records_of_an_alias_keep_the_keys_of_its_source(portal):
    initiative = InitiativePageFactory()
    update = StatusUpdateFactory(page=initiative)
    initiative.refresh_from_db()
    alias = initiative.create_alias(update_slug="alias")
    assert alias.status_updates.get().key == update.key

    initiative.save_revision().publish()
    assert type(alias).objects.get(pk=alias.pk).status_updates.get().key == update.key
    assert type(initiative).objects.get(pk=initiative.pk).status_updates.get().key == update.key

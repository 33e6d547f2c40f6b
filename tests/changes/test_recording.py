"""The log records everything that becomes public, and nothing else."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from admm_site.changes.choices import ChangeKind
from admm_site.changes.models import Change
from admm_site.changes.recording import log_first_publications
from admm_site.pages.models import ContentPage
from meetings.models import Decision, MeetingPage
from tests.exports.lists import rows_of_json
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.withdrawals import WithdrawalFactory
from tests.responses import response_text
from tests.visibility import hide

from .publishing import draft, get_log, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(portal):
    """A public meeting whose publication is in the log."""
    page = MeetingPageFactory(theme="Peace")
    publish(page, theme="Peace at sea")
    Change.objects.all().delete()
    return page


def kinds(page) -> list[str]:
    return [change.kind for change in get_log(page)]


def test_a_page_published_for_the_first_time_is_logged_with_its_number_of_decisions(portal):
    page = MeetingPageFactory(live=False)
    DecisionFactory(page=page)
    publish(page)

    (change,) = get_log(page)
    assert (change.kind, change.differences) == (ChangeKind.PUBLISHED, [{"name": "decisions", "count": 1}])
    assert change.revision == page.revisions.get()


def test_a_change_is_logged_with_what_was_public_before_and_after(meeting):
    publish(meeting, theme="Trust")

    (change,) = get_log(meeting)
    assert change.kind == ChangeKind.CHANGED
    assert change.differences == [{"name": "theme", "before": "Peace at sea", "after": "Trust"}]


def test_a_draft_is_not_logged(meeting):
    draft(meeting, theme="Secret")
    assert get_log(meeting) == []


def test_drafts_between_two_publications_are_in_no_difference(meeting):
    draft(meeting, theme="Secret", city="Elsewhere")
    publish(meeting, theme="Trust", city="Jakarta")

    (change,) = get_log(meeting)
    assert change.differences == [{"name": "theme", "before": "Peace at sea", "after": "Trust"}]


def test_a_publication_without_a_difference_is_not_logged(meeting):
    publish(meeting)
    publish(meeting, slug="another-address")
    assert get_log(meeting) == []


def test_a_text_published_again_unchanged_is_not_logged(meeting):
    publish(meeting, body=[("rich_text", "<p>Ministers met.</p>")])
    publish(meeting, body=[("rich_text", "<p>Ministers met.</p>")])
    assert len(get_log(meeting)) == 1


def test_a_note_alone_is_logged(meeting):
    publish(meeting, change_note="All sources were checked.")
    assert [(change.note, change.differences) for change in get_log(meeting)] == [
        ("All sources were checked.", [])
    ]


def test_records_are_matched_by_their_keys(meeting):
    publish(meeting, decisions=[Decision(text="One", key="keyofone"), Decision(text="Two", key="keyoftwo")])
    publish(meeting, decisions=[Decision(text="2", key="keyoftwo"), Decision(text="Three", key="keythree")])

    differences = get_log(meeting)[0].differences
    assert [
        (difference["key"], *((difference[side] or {}).get("text") for side in ("before", "after")))
        for difference in differences
    ] == [("keyoftwo", "Two", "2"), ("keythree", None, "Three"), ("keyofone", "One", None)]


def test_a_text_that_was_opened_in_the_editor_and_not_changed_is_not_logged(portal):
    page = ContentPageFactory(body=[("rich_text", RichText("<p>Peace <b>at sea</b>.</p>"))])
    publish(page)
    publish(page, body=[("rich_text", RichText('<p data-block-key="mb2fy">Peace <b>at sea</b>.</p>'))])
    assert get_log(page) == []


def test_records_in_another_order_are_logged_as_such(meeting):
    first, second = Decision(text="One", key="keyofone"), Decision(text="Two", key="keyoftwo")
    publish(meeting, decisions=[first, second])
    first.sort_order, second.sort_order = 1, 0
    publish(meeting, decisions=[second, first])
    assert get_log(meeting)[0].differences == [{"name": "decisions", "moved": True}]


def test_a_withdrawal_and_the_publication_after_it_are_logged(meeting):
    publish(meeting, theme="Trust")
    MeetingPage.objects.get(pk=meeting.pk).unpublish()
    draft(meeting, theme="Not yet public")
    publish(meeting, theme="Peace")

    assert kinds(meeting) == [ChangeKind.PUBLISHED_AGAIN, ChangeKind.WITHDRAWN, ChangeKind.CHANGED]
    assert not any(difference.get("before") for difference in get_log(meeting)[0].differences)


def test_a_schedule_is_logged_when_it_comes_true_with_its_note(meeting):
    due = timezone.now() - timedelta(minutes=1)
    revision = draft(meeting, theme="Trust", go_live_at=due, change_note="The theme was set.")
    meeting.revisions.filter(pk=revision.pk).update(approved_go_live_at=due)
    assert get_log(meeting) == []

    call_command("publish_scheduled")

    (change,) = get_log(meeting)
    assert change.note == "The theme was set."
    assert change.differences == [{"name": "theme", "before": "Peace at sea", "after": "Trust"}]


def test_a_scheduled_change_is_not_logged_before_its_time(meeting):
    later, unseen = timezone.now() + timedelta(hours=1), MeetingPageFactory(live=False)
    for page in (meeting, unseen):
        draft(page, theme="Trust", go_live_at=later).publish()
    assert get_log(meeting) + get_log(unseen) == []


def test_a_page_that_expires_is_logged_as_withdrawn(meeting):
    publish(meeting, theme="Trust")
    MeetingPage.objects.filter(pk=meeting.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert kinds(meeting)[0] == ChangeKind.WITHDRAWN


def test_edits_of_a_private_page_are_in_no_difference(meeting):
    restriction = PageViewRestriction.objects.create(page=meeting, restriction_type="login")
    publish(meeting, theme="Secret")
    restriction.delete()
    publish(meeting, theme="Trust", city="Ha Noi")
    differences = str([change.differences for change in get_log(meeting)[1:]])
    assert "Secret" not in differences


def test_a_page_that_stays_readable_is_logged_as_withdrawn_and_put_back(meeting):
    publish(meeting, theme="Trust")
    withdrawal = WithdrawalFactory(page=meeting, stays_readable=True)
    withdrawal.reason = "It was wrong, and long."
    withdrawal.save()
    publish(meeting, theme="Peace")
    withdrawal.delete()

    expected = [ChangeKind.PUBLISHED_AGAIN, ChangeKind.CHANGED, ChangeKind.WITHDRAWN, ChangeKind.CHANGED]
    assert kinds(meeting) == expected


def test_a_page_that_is_copied_is_logged_as_published(portal):
    page = ContentPageFactory(introduction="Peace")
    publish(page, introduction="Trust", change_note="It was reworded.")
    page = ContentPage.objects.get(pk=page.pk)
    copy, unseen = (
        page.copy(update_attrs={"slug": slug}, keep_live=slug == "copy") for slug in ("copy", "unseen")
    )

    assert (kinds(copy), kinds(unseen)) == ([ChangeKind.PUBLISHED], [])
    publish(ContentPage.objects.get(pk=copy.pk), introduction="Peace")
    assert kinds(copy) == [ChangeKind.CHANGED, ChangeKind.PUBLISHED]


@pytest.mark.parametrize("hiding_method", ["live", "unpublished"])
def test_the_log_says_that_a_deleted_page_was_withdrawn(client, meeting, hiding_method):
    publish(meeting, theme="Trust", change_note="The theme was set.")
    before = set()
    if hiding_method == "unpublished":
        hide(meeting, hiding_method)
        before = set(Change.objects.public().values_list("pk", "at"))
    MeetingPage.objects.get(pk=meeting.pk).delete()

    (change,) = Change.objects.public()
    assert before <= {(change.pk, change.at)}
    assert (change.kind, change.page, change.note, change.differences) == (ChangeKind.WITHDRAWN, None, "", [])
    assert "A page was withdrawn" in response_text(client.get("/changes/"))
    (row,) = rows_of_json(client, "/changes.json")
    assert (row["title"], row["page_url"]) == ("A page was withdrawn", "http://testserver/changes/")


def test_the_log_names_each_page_deleted_with_the_one_above(portal):
    above = ContentPageFactory()
    below = ContentPageFactory(parent=above)
    for page in (above, below):
        publish(page, introduction="Peace")
    portal.about.delete()
    assert [change.kind for change in Change.objects.filter(page=None)] == [ChangeKind.WITHDRAWN] * 2


@pytest.mark.parametrize("hiding_method", ["draft", "private"])
def test_the_log_says_nothing_of_a_deleted_page_that_was_never_public(meeting, hiding_method):
    if hiding_method == "private":
        publish(meeting, theme="Trust")
        PageViewRestriction.objects.create(page=meeting, restriction_type="login")
    else:
        hide(meeting, "draft")
    MeetingPage.objects.get(pk=meeting.pk).delete()
    assert not Change.objects.exists()


def test_an_alias_has_no_log_of_its_own(portal):
    page = ContentPageFactory(introduction="Peace")
    publish(page)
    alias = ContentPage.objects.get(pk=page.pk).create_alias(update_slug="alias", parent=portal.about)
    publish(page, introduction="Trust", change_note="It was reworded.")
    alias.refresh_from_db()
    assert (alias.introduction, alias.change_note) == ("Trust", "")
    assert not Change.objects.filter(page=alias.pk).exists()
    assert get_log(alias) == get_log(page) != []


def test_pages_that_were_loaded_are_logged_once_on_their_own_day(portal):
    day = timezone.now() - timedelta(days=300)
    page = MeetingPageFactory(first_published_at=day)
    DecisionFactory(page=page)
    MeetingPageFactory(first_published_at=day, live=False)

    assert (log_first_publications(), log_first_publications()) == (1, 0)
    (change,) = get_log(page)
    assert (change.kind, change.at) == (ChangeKind.PUBLISHED, day)
    assert change.differences == [{"name": "decisions", "count": 1}]


STEPS = st.sampled_from(["draft", "publish", "unpublish", "expire"])


@pytest.mark.exhaustive
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=8))
def test_no_draft_is_ever_in_the_log(portal, steps):
    """Pages are drafted, published, withdrawn and hidden in any order."""
    page, public = MeetingPageFactory(theme="Theme 0"), {"Theme 0"}
    for number, step in enumerate(steps, 1):
        if step in ("draft", "publish"):
            revision = draft(page, theme=f"Theme {number}")
            if step == "publish":
                revision.publish()
                public.add(f"Theme {number}")
        else:
            hide(page, {"unpublish": "unpublished", "expire": "expired"}[step])
            public.add(MeetingPage.objects.get(pk=page.pk).theme)
    differences = [difference for change in get_log(page) for difference in change.differences]
    themes = [difference for difference in differences if difference.get("name") == "theme"]
    values = {theme[side] for theme in themes for side in ("before", "after")}
    assert values <= public

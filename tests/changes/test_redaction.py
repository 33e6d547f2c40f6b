"""Redaction: an administrator hides what was public by mistake; that something changed stays in the log."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from admm_site.changes.models import Change
from meetings.models import Decision
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory
from tests.public_urls import SURFACES
from tests.responses import read, response_text

from .publishing import get_log, publish

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECRET = "Quetzalcoatl"
NOTICE = "An administrator removed the text of this change"
REASON = "A private address"


@pytest.fixture
def administrator(db):
    return AdministratorFactory()


@pytest.fixture
def administrator_client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def meeting(portal):
    """A corrected meeting whose earlier public version had the secret in every text field."""
    page = MeetingPageFactory(theme="Peace", summary="Ministers met.")
    publish(page)
    text = [("rich_text", f"<p>Ministers met {SECRET}.</p>")]
    decisions = [Decision(text=SECRET, key="decisn99")]
    publish(page, theme=SECRET, summary=f"Ministers met {SECRET}.", body=text, decisions=decisions)
    notes = {"change_note": f"{SECRET} is gone.", "change_is_correction": True}
    texts = {"theme": "Trust", "summary": "Ministers met.", "body": [("rich_text", "<p>They met.</p>")]}
    publish(page, decisions=[], correction_reason=f"It said {SECRET}.", **texts, **notes)
    return page


def read_everywhere(client, page) -> str:
    """The public responses that describe changes."""
    addresses = (
        *("/changes/", "/changes.csv", "/changes.json", "/changes.atom", page.url, f"/changes{page.url}"),
        *(f"{page.url}?as_of=2027-01-01", f"/changes{page.url}?as_of=2027-01-01", "/meetings.atom"),
        *("/changes/?correction=yes", "/changes.atom?kind=changed", f"{page.url.rstrip('/')}.zip"),
        *("/api/v1/meetings/?include=decisions,documents", f"/search/?q={SECRET[:-1]}"),
    )
    return " ".join(response_text(client.get(address)) for address in addresses)


def redact(client, change: Change, **fields):
    address = reverse("redact_change", args=[change.pk])
    return client.post(address, {"redaction_reason": REASON, **fields})


def change_of_introduction(page) -> Change:
    return get_log(page)[1]


def test_the_words_are_public_before_they_are_redacted(client, meeting):
    assert read_everywhere(client, meeting).count(SECRET) > 10


@pytest.mark.parametrize("number", [0, 1], ids=["the correction", "the mistake"])
def test_what_is_redacted_is_shown_nowhere_and_that_it_changed_stays(
    administrator_client, administrator, meeting, number
):
    change = get_log(meeting)[number]
    form = administrator_client.get(reverse("redact_change", args=[change.pk])).content.decode()
    assert SECRET in form

    assert redact(administrator_client, change).status_code == 302
    administrator_client.logout()

    texts = read_everywhere(administrator_client, meeting)
    assert SECRET not in texts
    assert texts.count(NOTICE) >= 8
    assert REASON not in texts
    history = response_text(administrator_client.get(f"/changes{meeting.url}"))
    assert history.count('class="event"') == 2
    stored_change = Change.objects.get(pk=change.pk)
    assert (stored_change.redacted_by, stored_change.redaction_reason) == (administrator, REASON)


def test_the_notice_says_on_which_day_the_text_was_removed(administrator_client, meeting):
    redact(administrator_client, change_of_introduction(meeting))
    late = datetime(2026, 11, 20, 23, tzinfo=UTC)
    Change.objects.filter(redacted_at__isnull=False).update(redacted_at=late)
    history = f"/changes{meeting.url}"

    assert f"{NOTICE} on 21 November 2026." in response_text(administrator_client.get(history))


def test_the_correction_above_the_page_stays_without_its_reason(administrator_client, meeting):
    redact(administrator_client, change_of_introduction(meeting))
    page = BeautifulSoup(administrator_client.get(meeting.url).content, "html.parser")
    banner = page.find(attrs={"aria-label": "Correction"}).get_text(" ")
    assert NOTICE in banner


def test_a_change_that_is_kept_keeps_its_words(administrator_client, meeting):
    newest, change = get_log(meeting)
    redact(administrator_client, change, changes_to_keep=[newest.pk])

    newest.refresh_from_db()
    assert newest.redacted_at is None
    assert SECRET in read_everywhere(administrator_client, meeting)


def test_a_change_of_other_fields_keeps_its_words(administrator_client, meeting):
    publish(meeting, venue="A hall")
    redact(administrator_client, change_of_introduction(meeting))

    assert "A hall" in response_text(administrator_client.get(f"/changes{meeting.url}"))


def test_a_correction_that_follows_the_redaction_does_not_repeat_the_words(administrator_client, portal):
    page = ContentPageFactory(introduction="Ministers met.")
    publish(page)
    publish(page, introduction=f"Ministers met {SECRET}.")
    redact(administrator_client, get_log(page)[0])

    publish(page, introduction="Ministers met.")
    assert SECRET not in read_everywhere(administrator_client, page)

    publish(page, introduction="Ministers spoke.")
    assert "spoke" in read_everywhere(administrator_client, page).partition("</html>")[0]


def test_a_note_alone_can_be_redacted(administrator_client, portal):
    page = ContentPageFactory()
    publish(page)
    publish(page, change_note=SECRET)
    redact(administrator_client, get_log(page)[0])

    assert SECRET not in read_everywhere(administrator_client, page)


def test_a_redaction_asks_for_a_reason(administrator_client, meeting):
    response = redact(administrator_client, change_of_introduction(meeting), redaction_reason=" ")

    assert "This field is required" in response.content.decode()
    assert change_of_introduction(meeting).redacted_at is None


def test_an_editor_can_neither_redact_nor_see_what_was_redacted_nor_restore_it(
    client, administrator, editor, meeting
):
    change, other_change = change_of_introduction(meeting), get_log(meeting)[0]
    client.force_login(administrator)
    redact(client, change, changes_to_keep=[other_change.pk])
    client.force_login(editor)

    for address in (
        reverse("public_history"),
        reverse("redact_change", args=[other_change.pk]),
        reverse("restore_change", args=[change.pk]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {"redaction_reason": REASON}).status_code == 403
    change.refresh_from_db()
    other_change.refresh_from_db()
    assert change.redacted_at
    assert other_change.redacted_at is None
    assert "Public history" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_with_the_permission_can_redact(editor_client, editor, meeting):
    editor.user_permissions.add(Permission.objects.get(codename="redact_change"))

    assert redact(editor_client, change_of_introduction(meeting)).status_code == 302
    assert change_of_introduction(meeting).redacted_by == editor


def test_the_audit_trail_says_who_redacted_and_why_but_not_what(administrator_client, administrator, meeting):
    redact(administrator_client, change_of_introduction(meeting))

    entry = PageLogEntry.objects.get(action="portal.redact")
    assert (entry.user, entry.page_id, entry.data["reason"]) == (administrator, meeting.pk, REASON)
    assert SECRET not in str(entry.data)
    trail = administrator_client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert f"Public history redacted: {REASON}" in trail


def test_what_was_redacted_can_be_restored(administrator_client, meeting):
    change = change_of_introduction(meeting)
    before = (change.differences, change.note, change.reason)
    redact(administrator_client, change, changes_to_keep=[get_log(meeting)[0].pk])
    listing = administrator_client.get(reverse("public_history")).content.decode()
    address = reverse("restore_change", args=[change.pk])
    assert address in listing
    assert administrator_client.get(address).status_code == 200

    assert administrator_client.post(address).status_code == 302

    change.refresh_from_db()
    assert (change.differences, change.note, change.reason) == before
    assert change.redacted_texts == {}
    assert PageLogEntry.objects.filter(action="portal.restore_redacted").exists()


def test_the_listing_leads_to_each_change_that_says_something(administrator_client, meeting):
    response = administrator_client.get(reverse("public_history"), {"page": meeting.title[:4]})
    assert reverse("redact_change", args=[change_of_introduction(meeting).pk]) in response.content.decode()


@pytest.mark.exhaustive
def test_pages_and_lists_are_the_same_on_every_other_address(client, full_portal, administrator):
    publish(full_portal.meeting)
    publish(full_portal.meeting, theme=SECRET)
    publish(full_portal.meeting, theme="Peace")
    client.force_login(administrator)
    redact(client, change_of_introduction(full_portal.meeting))
    client.logout()

    assert {
        name for name, address in SURFACES.items() if SECRET in response_text(client.get(address))
    } == set()


# Earlier versions of documents


@pytest.fixture
def version(portal):
    document = PortalDocumentFactory(title="Joint Declaration")
    DecisionFactory(document=document)
    return DocumentVersionFactory(document=document, reason=f"It named {SECRET}")


def redact_version(client, version, **fields):
    address = reverse("redact_version", args=[version.pk])
    return client.post(address, {"redaction_reason": REASON, **fields})


def test_an_earlier_version_that_is_redacted_has_no_file_and_no_words(client, administrator, version):
    page, document = version.get_absolute_url(), version.document.get_absolute_url()
    named_as_before = reverse("wagtaildocs_serve", args=[version.document_id, version.filename])
    addresses = (page, document, "/documents/", "/documents.json", "/api/v1/documents/")
    assert SECRET in response_text(client.get(page))
    client.force_login(administrator)
    assert redact_version(client, version).status_code == 302
    client.logout()

    texts = " ".join(response_text(client.get(address)) for address in addresses)
    for hidden in (SECRET, version.filename, version.sha256, REASON):
        assert hidden not in texts
    assert texts.count("An administrator removed this version") == 2
    for address in (version.url, named_as_before):
        assert client.get(address).status_code == 404


def test_who_redacted_a_version_still_reads_its_file_and_can_restore_it(client, administrator, version):
    client.force_login(administrator)
    redact_version(client, version)
    response = client.get(version.url)
    read(response)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    edit_form = client.get(reverse("wagtaildocs:edit", args=[version.document_id])).content.decode()
    address = reverse("restore_version", args=[version.pk])
    assert address in edit_form

    client.post(address)

    client.logout()
    response = client.get(version.url)
    read(response)
    assert response.status_code == 200


def test_an_editor_cannot_redact_a_version_nor_read_one_that_is_redacted(client, editor, version):
    client.force_login(editor)
    assert redact_version(client, version).status_code == 403
    version.redact(None, REASON)

    assert client.get(version.url).status_code == 404
    assert client.post(reverse("restore_version", args=[version.pk])).status_code == 403
    edit_form = client.get(reverse("wagtaildocs:edit", args=[version.document_id])).content.decode()
    assert reverse("restore_version", args=[version.pk]) not in edit_form


def test_the_audit_trail_says_who_redacted_a_version(client, administrator, version):
    client.force_login(administrator)
    redact_version(client, version)

    entry = ModelLogEntry.objects.get(action="portal.redact")
    assert (entry.user, entry.object_id) == (administrator, str(version.document_id))
    assert entry.data == {"reason": REASON, "version": version.number}

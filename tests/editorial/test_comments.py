"""Comments on pages: other editors read them and get a mail, the public never does."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment

from tests.factories.users import AdministratorFactory, EditorFactory
from tests.responses import read, response_text

from .browser_form import edit_url, get_form_fields, row

COMMENT, REPLY = "Quetzalcoatl said so", "Tezcatlipoca did"
NAMES = ("home", "meetings", "meeting", "paper", "initiative", "activity", "page")
FORMSET = {"comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": ""}
REPLIES = {f"comments-0-replies-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
NEW = row("comments", 0, text=COMMENT, contentpath="title", position="", resolved="")
ROLES = {"editor": EditorFactory, "administrator": AdministratorFactory}


@pytest.fixture(
    params=[
        ("editor", "administrator"),
        pytest.param(("administrator", "editor"), marks=pytest.mark.exhaustive),
        pytest.param(("editor", "editor"), marks=pytest.mark.exhaustive),
    ],
    ids=" and ".join,
)
def people(request, full_portal) -> list:
    """The author of a comment, and another editor who replies."""
    return [ROLES[role](first_name=name) for role, name in zip(request.param, ("Siti", "Malee"), strict=True)]


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client, page, **changes):
    response = client.post(edit_url(page), get_form_fields(client.get(edit_url(page))) | changes)
    assert response.status_code == 302
    return response


def comment_on(client, page, **more):
    send(client, page, **FORMSET, **NEW, **REPLIES, **more)
    return Comment.objects.get(page=page)


def reply_to(client, page, comment, **more):
    """Submits the form with a reply, as the other editor's browser does."""
    fields = FORMSET | NEW | REPLIES | {"comments-INITIAL_FORMS": "1", "comments-0-id": str(comment.pk)}
    send(client, page, **fields | more)


def threads_shown(client, page) -> list[dict]:
    soup = BeautifulSoup(client.get(edit_url(page)).content, "html.parser")
    return json.loads(soup.find(id="comments-data").string)["comments"]


def test_the_other_editor_reads_the_comment_and_answers_it(people, full_portal, mailoutbox, settings):
    page = full_portal.meeting
    writer, reader = people
    comment = comment_on(browser(writer), page, comment_notifications="on")

    [thread] = threads_shown(browser(reader), page)
    assert (thread["text"], thread["contentpath"], thread["user"]) == (COMMENT, "title", writer.pk)

    reply = {"comments-0-replies-TOTAL_FORMS": "1", "comments-0-replies-0-text": REPLY}
    reply |= {"comments-0-replies-0-id": "", "comments-0-replies-0-DELETE": ""}
    reply_to(browser(reader), page, comment, **reply)

    [thread] = threads_shown(browser(writer), page)
    assert [item["text"] for item in thread["replies"]] == [REPLY]
    [mail] = mailoutbox
    assert mail.to == [writer.email]
    assert REPLY in mail.body
    assert f"{settings.WAGTAILADMIN_BASE_URL}{edit_url(page)}" in mail.body

    reply_fields = {"comments-0-replies-TOTAL_FORMS": "1", "comments-0-replies-INITIAL_FORMS": "1"}
    reply_fields |= {
        "comments-0-replies-0-id": str(comment.replies.get().pk),
        "comments-0-replies-0-text": REPLY,
    }
    reply_to(browser(reader), page, comment, **reply_fields, **{"comments-0-resolved": "on"})
    assert threads_shown(browser(writer), page) == []
    assert Comment.objects.get(pk=comment.pk).resolved_by == reader


def test_nobody_changes_what_another_editor_wrote(people, full_portal):
    writer, reader = people
    comment = comment_on(browser(writer), full_portal.paper)
    fields = FORMSET | NEW | REPLIES | {"comments-INITIAL_FORMS": "1", "comments-0-id": str(comment.pk)}
    form = get_form_fields(browser(reader).get(edit_url(full_portal.paper))) | fields

    assert (
        browser(reader).post(edit_url(full_portal.paper), form | {"comments-0-text": "Changed"}).status_code
        == 200
    )

    assert Comment.objects.get().text == COMMENT


@pytest.mark.exhaustive
def test_comments_are_on_no_public_address_in_no_export_and_no_history(full_portal, client, editor, surfaces):
    admin = browser(editor)
    pages = [getattr(full_portal, name) for name in NAMES]
    for page in pages:
        comment = comment_on(admin, page, **{"action-publish": "1", "change_note": "A comma."})
        reply = {"comments-0-replies-TOTAL_FORMS": "1", "comments-0-replies-0-text": REPLY}
        reply |= {"comments-0-replies-0-id": "", "comments-0-replies-0-DELETE": ""}
        reply_to(admin, page, comment, **reply, **{"action-publish": "1"})
    call_command("index_passages", verbosity=0)
    histories = [f"/changes{page.url}" for page in pages if page.url != "/"]
    exports = [
        f"{reverse(f'{name}:index')}?export=csv" for name in ("meetings", "concept-papers", "initiatives")
    ]

    texts = {address: response_text(client.get(address)) for address in [*surfaces.values(), *histories]}
    texts |= {address: read(admin.get(address)).decode("utf-8-sig") for address in exports}

    words = ("Quetzalcoatl", "Tezcatlipoca")
    assert {address for address, text in texts.items() if any(word in text for word in words)} == set()
    assert client.get("/search/", {"q": "Tezcatlipoca"}).context["count"] == 0

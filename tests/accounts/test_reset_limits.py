"""How often somebody may ask for a link for a new password, and what that reveals."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.accounts.signing_in import HOME, OFFICE, let_minutes_pass, wait_for_mails

URL = reverse("wagtailadmin_password_reset")


def ask(email: str, address: str = OFFICE):
    response = Client().post(URL, {"email": email}, REMOTE_ADDR=address)
    wait_for_mails()
    return response


def test_an_editor_gets_a_link(portal, person):
    response = ask(person.email)
    assert response.status_code == 302
    assert [message.to for message in mail.outbox] == [[person.email]]


@pytest.mark.parametrize("is_known", [True, False])
def test_the_fourth_request_for_one_address_has_to_wait(portal, editor, is_known):
    email = editor.email if is_known else "nobody@portal.example"
    assert [ask(email).status_code for _ in range(3)] == [302] * 3

    response = ask(email)

    assert response.status_code == 429
    assert "Too many attempts. Please try again in 60 minutes." in response.content.decode()
    assert len(mail.outbox) == (3 if is_known else 0)


def test_an_address_can_ask_for_only_so_many_mailboxes(portal, editor):
    for number in range(10):
        ask(f"nobody{number}@portal.example")
    assert ask(editor.email).status_code == 429
    assert mail.outbox == []


def test_strangers_in_many_places_do_not_fill_a_mailbox_and_are_not_told(portal, editor):
    responses = [ask(editor.email, f"192.0.2.{number}") for number in range(9)]
    assert {response.status_code for response in responses} == {302}
    assert len(mail.outbox) == 5
    let_minutes_pass(61)
    ask(editor.email, HOME)
    assert len(mail.outbox) == 6

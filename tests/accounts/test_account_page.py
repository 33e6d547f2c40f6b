"""The account page: another e-mail address and another password take the current one."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from admm_site.audit.models import AuditEntry
from tests.accounts.signing_in import PASSWORD, sign_in, with_password
from tests.editorial.browser_form import get_form_fields
from tests.factories.users import AdministratorFactory, EditorFactory

ACCOUNT = reverse("wagtailadmin_account")
OTHER = "somebody@elsewhere.example"


@pytest.fixture
def browser(portal, person) -> Client:
    browser = Client()
    sign_in(person, browser)
    return browser


@pytest.fixture
def change(browser, person, django_capture_on_commit_callbacks):
    """Sends the account page with changes; returns the messages at its fields."""

    def change(**changes: str) -> str:
        page = browser.get(ACCOUNT)
        fields = get_form_fields(page, "//main//form[@enctype]")
        names = {"name_email-first_name": "Maria", "name_email-last_name": "Keo"}
        named = {name.replace("__", "-"): value for name, value in changes.items()}
        with django_capture_on_commit_callbacks(execute=True):
            response = browser.post(ACCOUNT, fields | names | named)
        person.refresh_from_db()
        return "" if response.status_code == 302 else response.content.decode()

    return change


def test_another_address_takes_the_password_and_is_mailed_to_the_old_one(change, person):
    old = person.email

    assert not change(name_email__email=OTHER, name_email__current_password=PASSWORD)

    assert person.email == OTHER
    (message,) = mail.outbox
    assert message.to == [old]
    assert person.username in message.body
    assert OTHER not in message.body
    entry = AuditEntry.objects.get(action="account")
    assert (entry.user_name, entry.detail) == (person.username, "e-mail address changed")


@pytest.mark.parametrize("password", ["", "wrong"])
def test_without_the_password_the_address_stays(change, person, password):
    old = person.email

    response = change(name_email__email=OTHER, name_email__current_password=password)

    assert "The password is wrong: nothing was changed." in response
    assert person.email == old
    assert not mail.outbox


def test_another_name_takes_no_password(change, person):
    assert not change()

    assert person.first_name == "Maria"


def test_passwords_are_not_tried_without_end(change):
    for _ in range(5):
        assert "nothing was changed" in change(name_email__email=OTHER, name_email__current_password="wrong")

    response = change(name_email__email=OTHER, name_email__current_password=PASSWORD)

    assert "Too many attempts" in response


def test_who_has_no_password_asks_an_administrator(portal, client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    fields = get_form_fields(client.get(ACCOUNT), "//main//form[@enctype]")
    names = {"name_email-first_name": "Maria", "name_email-last_name": "Keo", "name_email-email": OTHER}

    response = client.post(ACCOUNT, fields | names)

    assert "Ask an administrator to change your e-mail address." in response.content.decode()


NEW = "another horse battery staple"


def test_another_password_takes_the_current_one(change, person):
    passwords = {"password__new_password1": NEW, "password__new_password2": NEW}

    assert "The password is wrong" in change(**passwords, password__old_password="wrong")
    assert person.check_password(PASSWORD)

    assert not change(**passwords, password__old_password=PASSWORD)
    assert person.check_password(NEW)
    entry = AuditEntry.objects.get(action="password")
    assert (entry.user_name, entry.detail) == (person.username, "changed")


def test_other_sessions_end_with_the_password(change, person, browser):
    other = Client()
    sign_in(person, other)
    passwords = {"password__new_password1": NEW, "password__new_password2": NEW}

    change(**passwords, password__old_password=PASSWORD)

    assert browser.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 302


def test_an_address_that_an_administrator_changes_is_mailed_to_the_old_one(
    portal, client, django_capture_on_commit_callbacks
):
    user, old = with_password(EditorFactory(first_name="Noy", last_name="Keo")), "old@portal.example"
    type(user).objects.filter(pk=user.pk).update(email=old)
    client.force_login(AdministratorFactory())
    url = reverse("wagtailusers_users:edit", args=[user.pk])
    fields = get_form_fields(client.get(url), f"//form[@action='{url}']")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, fields | {"email": OTHER})

    assert [message.to for message in mail.outbox] == [[old]]


def test_a_mail_server_that_is_away_undoes_nothing(change, person, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("admm_site.accounts.signals.send_mail", fail)

    assert not change(name_email__email=OTHER, name_email__current_password=PASSWORD)
    assert person.email == OTHER

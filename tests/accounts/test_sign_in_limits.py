"""How often somebody may try passwords, and that nobody else has to wait for it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from admm_site.accounts.attempts import delete_old_attempts
from admm_site.accounts.models import Attempt
from admm_site.editorial.failed_saves import UnsavedForm
from tests.accounts.signing_in import (
    ADMIN,
    HOME,
    OFFICE,
    PASSWORD,
    PUBLIC,
    fail,
    let_minutes_pass,
    sign_in,
    submit,
    with_password,
)
from tests.editorial.browser_form import get_form_fields
from tests.factories.accounts import AttemptFactory
from tests.factories.users import EditorFactory, UserFactory

CSRF_TOKEN = re.compile(r"\b\w{64}\b")
PAGES = pytest.mark.parametrize("page", [ADMIN, PUBLIC])


def messages(response) -> str:
    return response.content.decode()


@PAGES
def test_the_sixth_attempt_has_to_wait_though_its_password_is_right(portal, person, page):
    assert fail(5, person, page=page) == [200] * 5

    response = sign_in(person, page=page)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    assert "Too many attempts. Please try again in 15 minutes." in messages(response)
    assert "_auth_user_id" not in response.wsgi_request.session


def test_both_sign_in_pages_count_together(portal, person):
    fail(3, person, page=ADMIN)
    fail(2, person, page=PUBLIC)
    assert sign_in(person).status_code == 429


def test_a_colleague_elsewhere_is_let_in_while_a_stranger_has_to_wait(portal, person):
    fail(20, person, address=HOME)
    assert sign_in(person, address=OFFICE).status_code == 302


def test_trying_on_does_not_prolong_the_wait(portal, person):
    fail(5, person)
    let_minutes_pass(10)
    assert fail(10, person) == [429] * 10
    let_minutes_pass(6)
    assert sign_in(person).status_code == 302


def test_a_sign_in_begins_to_count_anew(portal, person):
    fail(4, person)
    sign_in(person)
    assert fail(4, person) == [200] * 4


def test_spelling_a_name_otherwise_gives_no_more_attempts(portal, person):
    for name in ("{}", " {}", "{} "):
        fail(1, name.format(person.username))
    fail(2, person.username.upper())
    assert sign_in(person).status_code == 429


def test_an_address_can_try_only_so_many_accounts(portal, editor):
    for number in range(10):
        fail(5, f"nobody{number}")
    response = sign_in(editor)
    assert response.status_code == 429
    assert sign_in(editor, address=HOME).status_code == 302


def test_an_account_that_does_not_exist_is_answered_as_one_that_does(portal, editor):
    def seen(name):
        responses = [sign_in(name, password="wrong") for _ in range(6)]
        texts = [CSRF_TOKEN.sub("", messages(response)).replace(name, "NAME") for response in responses]
        return [response.status_code for response in responses], texts

    assert seen(editor.username) == seen("nobody0")


def test_an_account_that_was_closed_is_answered_as_a_wrong_password(portal):
    closed = with_password(UserFactory(is_active=False))
    response = sign_in(closed)
    assert response.status_code == 200
    assert "code didn’t match" in messages(response)


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(portal, editor, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}

    def statuses(header, times, password):
        data = {"username": editor.username, "password": password}
        return [
            Client().post(reverse(ADMIN), data, headers={"x-forwarded-for": header}).status_code
            for _ in range(times)
        ]

    assert statuses(f"{HOME}, {OFFICE}", 6, "wrong") == [200] * 5 + [429]
    assert statuses(f"192.0.2.1, {OFFICE}", 1, PASSWORD) == [429]
    assert statuses(HOME, 1, PASSWORD) == [302]


def test_neither_name_nor_address_is_stored(portal, editor):
    fail(1, editor)
    (row,) = Attempt.objects.values()
    assert editor.username not in str(row)
    assert OFFICE not in str(row)


def test_what_was_typed_is_kept_while_one_has_to_wait(portal, editor):
    unsaved = UnsavedForm("/admin/pages/1/edit/", [["title", "A title"]], []).signed
    fail(5, editor)
    response = Client().post(
        reverse("sign_in_again"),
        {"unsaved": unsaved, "username": editor.username, "password": PASSWORD},
        REMOTE_ADDR=OFFICE,
    )
    assert response.status_code == 429
    assert "Too many attempts" in messages(response)
    still_unsaved = get_form_fields(response, "//form")["unsaved"]
    assert UnsavedForm.from_signed(still_unsaved).fields == [["title", "A title"]]


def test_attempts_of_the_day_before_are_deleted(portal, editor):
    AttemptFactory(created_at=timezone.now() - timedelta(hours=25))
    AttemptFactory(created_at=timezone.now() - timedelta(hours=23))
    delete_old_attempts()
    assert Attempt.objects.count() == 1


def test_a_visitor_who_only_looks_is_not_counted(portal):
    Client().get(reverse(PUBLIC))
    Client().get(reverse(ADMIN))
    submit(Client(), reverse(PUBLIC), username="", password="")
    assert not Attempt.objects.exists()


def test_somebody_else_at_the_same_address_is_let_in(portal, editor):
    fail(6, editor)
    assert sign_in(with_password(EditorFactory())).status_code == 302

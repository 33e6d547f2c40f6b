"""Passkeys: they take the place of password and code, and whatever isn't right about one is refused."""

import json
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from admm_site.accounts import passkeys
from admm_site.audit.models import AuditEntry
from admm_site.editorial.failed_saves import UnsavedForm
from tests.accounts.authenticator import SET_UP, set_up, with_second_factor
from tests.accounts.signing_in import ADMIN, HOME, OFFICE, PASSWORD, PUBLIC, let_minutes_pass, sign_in
from tests.accounts.signing_in import with_password as with_a_password
from tests.accounts.software_passkey import (
    HOST,
    ORIGIN,
    PRESENT,
    VERIFIED,
    SoftwarePasskey,
    add_passkey,
    ask,
    sign_in_by,
    with_passkey,
)
from tests.editorial.browser_form import get_form_fields
from tests.factories.users import EditorFactory

DASHBOARD = reverse("wagtailadmin_home")
PAGES = pytest.mark.parametrize("page", [ADMIN, PUBLIC])


@pytest.fixture(autouse=True)
def required(settings):
    """Requires a second factor, in a portal whose address is not that of the test client."""
    settings.SECOND_FACTOR = True
    settings.OTP_WEBAUTHN_RP_ID, settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = HOST, [ORIGIN]


@pytest.fixture
def browser(portal, editor) -> tuple[Client, SoftwarePasskey]:
    """A browser in which the editor is signed in by a passkey."""
    client, (passkey, _) = Client(), with_passkey(editor)
    sign_in_by(passkey, client)
    return client, passkey


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def confirm(client: Client, action: str, **confirmation):
    return client.post(SET_UP, {"action": action} | confirmation)


def removal(name: str) -> str:
    return f"remove {WebAuthnCredential.objects.get(name=name).persistent_id}"


def names() -> list[str]:
    return list(WebAuthnCredential.objects.order_by("pk").values_list("name", flat=True))


def test_the_first_sign_in_offers_a_passkey_which_is_enough(portal, person):
    client = Client()
    sign_in(person, client)
    page = client.get(client.get(DASHBOARD).url)
    assert "With a passkey" in text(page)
    assert "With an authenticator app" in text(page)
    key_before = client.session.session_key

    response = add_passkey(client)

    assert len(BeautifulSoup(response.content, "html.parser").select("li code")) == 10
    assert client.session.session_key != key_before
    assert client.get(DASHBOARD).status_code == 200


@PAGES
def test_a_passkey_signs_in_without_name_password_and_code(portal, person, page):
    passkey, _ = with_passkey(person)
    client = Client()
    options = ask(client)
    key_before = client.session.session_key

    response = client.post(reverse(page), {"passkey": passkey.get(options)})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != key_before
    assert client.get(DASHBOARD).status_code == 200
    assert WebAuthnCredential.objects.get().last_used_at
    entry = AuditEntry.objects.filter(action="sign-in").latest("pk")
    assert (entry.user_name, entry.result, entry.detail) == (person.username, "done", "with a passkey")


def test_any_passkey_of_the_portal_is_asked_for_with_its_user_verified(portal):
    options = ask(Client())

    assert (options["rpId"], options["userVerification"]) == (HOST, "required")
    assert not options["allowCredentials"]


def test_a_passkey_in_the_set_up_is_found_without_a_name_and_verifies_its_user(portal, editor):
    client = Client()
    sign_in(editor, client)
    page = client.post(SET_UP, {"action": "add-passkey"})
    options = json.loads(
        BeautifulSoup(page.content, "html.parser").select_one("[data-options]")["data-options"]
    )

    assert options["rp"] == {"id": HOST, "name": "ADMM portal"}
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"


WRONG = {
    "another origin": {"origin": "https://portal.example.evil.example"},
    "the host of the request": {"origin": "http://testserver"},
    "another host": {"host": "evil.example"},
    "another challenge": {"challenge": "AAAA"},
    "a user who was not verified": {"flags": PRESENT},
    "a user who was not there": {"flags": VERIFIED},
    "a counter that stands still": {"counter": 6},
    "a counter that goes back": {"counter": 0},
    "another key": {"key": SoftwarePasskey().key},
    "the name of nobody": {"user_handle": b"nobody"},
    "no name": {"user_handle": b""},
    "a passkey that is unknown": {"id": b"unknown"},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_passkey_that_is_not_right_is_refused(portal, editor, change):
    passkey, _ = with_passkey(editor)
    passkey.counter = 6
    sign_in_by(passkey)
    vars(passkey).update(change)
    client = Client()

    response = sign_in_by(passkey, client)

    assert response.status_code == 200
    assert "This passkey wasn’t accepted." in text(response)
    assert not is_signed_in(client)
    entry = AuditEntry.objects.filter(action="sign-in").latest("pk")
    assert (entry.result, entry.detail) == ("refused", "passkey not accepted")
    assert entry.user_name == ("" if "user_handle" in change else editor.username)


def test_a_passkey_that_names_somebody_else_is_refused(portal, editor):
    own, _ = with_passkey(editor)
    other, _ = with_passkey(with_a_password(EditorFactory()))
    own.user_handle = other.user_handle
    client = Client()

    assert sign_in_by(own, client).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "response",
    [
        "x",
        "[]",
        "{}",
        "null",
        '{"response": 1}',
        '{"response": {"userHandle": "%"}}',
        "[" * 19_000,
        "[" * 21_000,
        "\x00",
        " ",
    ],
    ids=lambda response: response[:20],
)
def test_what_is_no_answer_of_a_passkey_is_refused(portal, client, response):
    ask(client)

    assert client.post(reverse(ADMIN), {"passkey": response}).status_code == 200
    assert not is_signed_in(client)


def test_an_answer_works_once(portal, editor):
    passkey, _ = with_passkey(editor)
    client = Client()
    response = passkey.get(ask(client))
    assert client.post(reverse(ADMIN), {"passkey": response}).status_code == 302

    assert client.post(reverse(PUBLIC), {"passkey": response}).status_code == 200
    other = Client()
    ask(other)
    assert other.post(reverse(ADMIN), {"passkey": response}).status_code == 200


def test_a_challenge_works_once_though_it_was_answered_wrongly(portal, editor):
    passkey, _ = with_passkey(editor)
    client = Client()
    options = ask(client)
    client.post(reverse(ADMIN), {"passkey": "x"})

    assert client.post(reverse(ADMIN), {"passkey": passkey.get(options)}).status_code == 200
    assert not is_signed_in(client)


def test_a_challenge_expires(portal, editor, monkeypatch):
    passkey, _ = with_passkey(editor)
    client = Client()
    options = ask(client)
    now = passkeys.time.time()
    monkeypatch.setattr(passkeys, "time", SimpleNamespace(time=lambda: now + 301))

    assert client.post(reverse(ADMIN), {"passkey": passkey.get(options)}).status_code == 200
    assert not is_signed_in(client)


def test_who_was_deactivated_is_refused(portal, editor):
    passkey, _ = with_passkey(editor)
    type(editor).objects.update(is_active=False)
    client = Client()

    assert sign_in_by(passkey, client).status_code == 200
    assert not is_signed_in(client)


def test_a_client_is_asked_only_so_often_without_a_right_answer(portal, editor):
    passkey, _ = with_passkey(editor)
    url = reverse("passkey_options")
    statuses = [Client().post(url, REMOTE_ADDR=OFFICE).status_code for _ in range(50)]
    response = Client().post(url, REMOTE_ADDR=OFFICE)

    assert statuses == [200] * 50
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    assert response.json()["message"].startswith("Too many attempts.")
    assert Client().post(url, REMOTE_ADDR=HOME).status_code == 200
    assert AuditEntry.objects.filter(action="attempts", detail="Passkey").exists()
    let_minutes_pass(16)
    assert sign_in_by(passkey).status_code == 302


def test_a_sign_in_begins_to_count_anew(portal, editor):
    passkey, _ = with_passkey(editor)
    for _ in range(45):
        ask(Client())
    sign_in_by(passkey)

    assert [Client().post(reverse("passkey_options"), REMOTE_ADDR=OFFICE).status_code for _ in range(45)] == [
        200
    ] * 45


@pytest.mark.parametrize(
    ("next_url", "expected"),
    [("/admin/pages/", "/admin/pages/"), ("https://evil.example/", DASHBOARD), ("//evil.example", DASHBOARD)],
)
def test_one_goes_on_to_an_address_of_the_portal_alone(portal, editor, next_url, expected):
    passkey, _ = with_passkey(editor)

    assert sign_in_by(passkey, next=next_url).url == expected


def test_what_was_typed_is_kept_when_signing_in_again_by_a_passkey(portal, editor):
    passkey, _ = with_passkey(editor)
    unsaved = UnsavedForm("/admin/pages/1/edit/", [["title", "A title"]], []).signed
    client = Client()
    options = ask(client)
    refused = client.post(reverse("sign_in_again"), {"unsaved": unsaved, "passkey": "x"})
    fields = get_form_fields(refused, "//form")
    assert "passkey" not in fields

    options = ask(client)
    response = client.post(reverse("sign_in_again"), fields | {"passkey": passkey.get(options)})

    assert "Your changes are not saved yet" in text(response)
    assert is_signed_in(client)


@PAGES
def test_the_password_alone_is_not_enough(portal, editor, page):
    _, codes = with_passkey(editor)
    client = Client()

    alone = sign_in(editor, client, page=page)
    wrong = sign_in(editor, client, page=page, password="wrong")

    assert text(alone) == text(wrong)
    assert not is_signed_in(client)
    assert sign_in(editor, client, page=page, code=codes[0]).status_code == 302
    assert client.get(DASHBOARD).status_code == 200


def test_several_are_listed_with_the_days_on_which_they_were_added_and_used(browser):
    client, passkey = browser
    response = add_passkey(client, name="Phone", passkey=passkey.get(ask(client)))

    assert response.url == SET_UP
    first, second, codes = BeautifulSoup(client.get(SET_UP).content, "html.parser").select(".devices li")
    assert "Laptop, passkey" in first.text
    assert "last used" in first.text
    assert "Phone, passkey" in second.text
    assert "not used yet" in second.text
    assert "10 recovery codes" in codes.text


@pytest.mark.parametrize("action", ["recovery-codes", "add-app", "add-passkey", "remove"])
@pytest.mark.parametrize("confirmation", [{}, {"code": "000000"}, {"passkey": "x"}], ids=repr)
def test_nothing_changes_without_a_confirmation(browser, action, confirmation):
    client, _ = browser
    codes = set(StaticToken.objects.values_list("token", flat=True))
    ask(client)

    response = confirm(client, removal("Laptop") if action == "remove" else action, **confirmation)

    assert response.status_code == 200
    assert 'data-options="' not in response.content.decode()
    assert 'name="key"' not in response.content.decode()
    assert names() == ["Laptop"]
    assert set(StaticToken.objects.values_list("token", flat=True)) == codes


def test_somebody_else_can_not_confirm(browser):
    client, _ = browser
    other, _ = with_passkey(with_a_password(EditorFactory()), "Other")

    response = confirm(client, "recovery-codes", passkey=other.get(ask(client)))

    assert "This passkey wasn’t accepted." in text(response)


def test_a_passkey_can_not_be_added_without_the_page_that_a_confirmation_opens(browser):
    client, _ = browser

    response = client.post(SET_UP, {"action": "set-up-passkey", "name": "Stranger", "passkey": "{}"})

    assert response.status_code == 302
    assert names() == ["Laptop"]


def test_the_key_of_an_app_is_of_no_use_once_something_else_is_set_up(portal, editor):
    client = Client()
    sign_in(editor, client)
    fields = get_form_fields(client.get(SET_UP), "//form[.//input[@name='key']]")
    add_passkey(client)

    client.post(SET_UP, fields | {"code": "123456"})

    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("change", [WRONG[name] for name in list(WRONG)[:6]], ids=list(WRONG)[:6])
def test_a_new_passkey_that_is_not_right_is_refused(portal, editor, change):
    client = Client()
    sign_in(editor, client)

    response = add_passkey(client, SoftwarePasskey(**change))

    assert "This passkey wasn’t accepted." in text(response)
    assert names() == []
    assert client.get(DASHBOARD).status_code == 302


def test_a_passkey_belongs_to_one_account(portal, editor):
    passkey, _ = with_passkey(with_a_password(EditorFactory()))
    client = Client()
    sign_in(editor, client)

    assert "This passkey wasn’t accepted." in text(add_passkey(client, passkey))
    assert WebAuthnCredential.objects.count() == 1


def test_a_passkey_needs_a_name(portal, editor):
    client = Client()
    sign_in(editor, client)

    response = add_passkey(client, name="")

    assert "This field is required." in text(response)
    assert names() == []


def test_an_app_beside_a_passkey(browser, editor):
    client, passkey = browser
    page = confirm(client, "add-app", passkey=passkey.get(ask(client)))
    assert "With a passkey" not in text(page)

    app, codes = set_up(client, page=page)

    assert codes == []  # those of the passkey still work
    assert sign_in(editor, code=app.code).status_code == 302
    assert sign_in_by(passkey).status_code == 302


def test_who_has_an_app_may_add_a_passkey_and_remove_the_app(portal, editor):
    app, _ = with_second_factor(editor)
    client = Client()
    sign_in(editor, client, code=app.code)
    passkey = SoftwarePasskey()
    add_passkey(client, passkey, code=app.code)

    confirm(client, f"remove {TOTPDevice.objects.get().persistent_id}", passkey=passkey.get(ask(client)))

    assert not TOTPDevice.objects.exists()
    assert client.get(DASHBOARD).status_code == 200


def test_a_removed_passkey_signs_nobody_in_and_ends_the_sessions_that_it_opened(browser):
    client, passkey = browser
    lost = SoftwarePasskey()
    add_passkey(client, lost, "Lost", passkey=passkey.get(ask(client)))
    stranger = Client()
    sign_in_by(lost, stranger)

    confirm(client, removal("Lost"), passkey=passkey.get(ask(client)))

    assert names() == ["Laptop"]
    assert client.get(DASHBOARD).status_code == 200
    assert stranger.get(DASHBOARD).status_code == 302
    assert sign_in_by(lost).status_code == 200


def test_who_removes_the_last_one_sets_up_another(browser):
    client, passkey = browser

    confirm(client, removal("Laptop"), passkey=passkey.get(ask(client)))

    assert names() == []
    assert not StaticToken.objects.exists()
    assert client.get(DASHBOARD).url.startswith(SET_UP)


def test_nobody_removes_a_passkey_of_somebody_else(browser):
    client, passkey = browser
    with_passkey(with_a_password(EditorFactory()), "Other")

    confirm(client, removal("Other"), passkey=passkey.get(ask(client)))

    assert names() == ["Laptop", "Other"]


def test_what_happens_to_passkeys_is_in_the_audit_trail(browser, editor):
    client, passkey = browser
    add_passkey(client, name="Phone", passkey=passkey.get(ask(client)))
    confirm(client, "recovery-codes", passkey=passkey.get(ask(client)))
    confirm(client, removal("Phone"), passkey=passkey.get(ask(client)))

    entries = AuditEntry.objects.filter(action="second-factor").order_by("pk")
    assert [(entry.user_name, entry.detail) for entry in entries] == [
        (editor.username, detail)
        for detail in (
            "passkey added: Laptop",
            "passkey added: Phone",
            "new recovery codes",
            "passkey removed: Phone",
        )
    ]


def test_a_reset_removes_passkeys_and_says_which(portal, editor, capsys):
    passkey, codes = with_passkey(editor, "Phone")
    with_passkey_too = Client()
    sign_in(editor, with_passkey_too, code=codes[0])
    set_up(
        with_passkey_too,
        page=confirm(with_passkey_too, "add-app", passkey=passkey.get(ask(with_passkey_too))),
    )

    call_command("reset_second_factor", editor.username)

    assert "removed: authenticator app, passkey “Phone”, and the recovery codes." in capsys.readouterr().out
    assert names() == []
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    client = Client()
    assert sign_in_by(passkey, client).status_code == 200
    assert sign_in(editor, client, password=PASSWORD).status_code == 302
    assert client.get(DASHBOARD).url.startswith(SET_UP)


@PAGES
def test_without_a_script_there_is_no_button_and_the_password_works(portal, client, page):
    form = BeautifulSoup(client.get(reverse(page)).content, "html.parser").select_one("main form")

    assert form.select_one("[data-passkey]").find_parent("div").has_attr("hidden")
    assert form.select_one("[data-passkey]")["data-passkey-origin"] == ORIGIN
    assert not form.select_one("[name=passkey]")

"""Signing in through an OpenID Connect provider, which runs in a process of its own."""

import subprocess
import sys
import time

import pytest
import requests
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from admm_site.accounts import openid_connect
from admm_site.audit.models import AuditEntry
from admm_site.environment import Environment, SettingError
from tests.accounts.authenticator import SET_UP, with_second_factor
from tests.accounts.signing_in import ADMIN, PUBLIC, sign_in
from tests.accounts.software_passkey import HOST, ORIGIN, ask, with_passkey
from tests.factories.users import EditorFactory, UserFactory
from tests.ports import free_port

DASHBOARD = reverse("wagtailadmin_home")
BEGIN = reverse("openid_connect")
SUBJECT = "somebody"
SECONDS_TO_START = 20


@pytest.fixture(scope="module")
def issuer():
    """The address of a provider."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"],
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(SECONDS_TO_START)


def wait_for(address: str, process: subprocess.Popen):
    latest = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < latest and process.poll() is None:
        try:
            return requests.get(address, timeout=1)
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("The provider did not start.")


@pytest.fixture(autouse=True)
def provider(settings, issuer):
    """Names the provider in the settings of a portal that requires a second factor."""
    settings.SECOND_FACTOR = True
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "the secretariat"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "portal", "a secret of both"
    settings.PORTAL_URL = ORIGIN
    settings.OTP_WEBAUTHN_RP_ID, settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = HOST, [ORIGIN]
    return issuer


def authorize(client: Client, issuer: str, claims: dict, **query: str) -> str:
    """Signs in at the provider, which claims this of somebody; returns the address that it leads back to."""
    requests.put(f"{issuer}/users/{SUBJECT}", json=claims, timeout=5).raise_for_status()
    provider = client.get(BEGIN, query).url
    assert provider.startswith(f"{issuer}/")
    answer = requests.post(provider, data={"sub": SUBJECT}, allow_redirects=False, timeout=5)
    back = answer.headers["Location"]
    assert back.startswith(f"{ORIGIN}{reverse('openid_connect_callback')}?")
    return back.removeprefix(ORIGIN)


def claims_of(user) -> dict:
    return {"email": user.email, "email_verified": True}


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_account_is_signed_in_by_its_verified_address_and_sets_up_a_second_factor(
    portal, client, person, provider
):
    ask(client)
    key_before = client.session.session_key
    back = authorize(
        client, provider, {"email": person.email.upper(), "email_verified": True}, next=DASHBOARD
    )

    response = client.get(back)

    assert response.url == DASHBOARD
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != key_before
    assert client.get(DASHBOARD).url.startswith(SET_UP)
    entry = AuditEntry.objects.get(action="sign-in")
    assert (entry.user_name, entry.result, entry.detail) == (person.username, "done", "by OpenID Connect")


def test_who_has_a_second_factor_is_asked_for_it_before_being_let_in(portal, client, person, provider):
    app, _ = with_second_factor(person)
    step = client.get(authorize(client, provider, claims_of(person), next="/admin/pages/")).url
    assert not is_signed_in(client)
    assert client.get(DASHBOARD).url.startswith(reverse(ADMIN))

    wrong = client.post(step, {"code": "000000"})
    assert "This code is wrong" in wrong.content.decode()
    assert not is_signed_in(client)
    response = client.post(step, {"code": app.code})

    assert response.url == "/admin/pages/"
    assert client.get(DASHBOARD).status_code == 200
    details = AuditEntry.objects.filter(action="sign-in").order_by("pk").values_list("result", "detail")
    assert list(details)[-2:] == [
        ("refused", "wrong code"),
        ("done", "by OpenID Connect with the second factor"),
    ]


def test_the_second_factor_may_be_a_passkey(portal, client, editor, provider):
    passkey, _ = with_passkey(editor)
    step = client.get(authorize(client, provider, claims_of(editor))).url
    assert client.get(step).status_code == 200

    response = client.post(step, {"passkey": passkey.get(ask(client))})

    assert response.status_code == 302
    assert client.get(DASHBOARD).status_code == 200


def test_codes_can_not_be_tried_without_end(portal, client, editor, provider):
    with_second_factor(editor)
    step = client.get(authorize(client, provider, claims_of(editor))).url

    assert [client.post(step, {"code": "000000"}).status_code for _ in range(6)] == [200] * 5 + [429]


def test_the_step_expires(portal, client, editor, provider, monkeypatch):
    app, _ = with_second_factor(editor)
    step = client.get(authorize(client, provider, claims_of(editor))).url
    monkeypatch.setattr(openid_connect, "SECONDS_FOR_A_CODE", 0)
    other = Client()
    expired = other.get(authorize(other, provider, claims_of(editor))).url

    assert other.post(expired, {"code": app.code}).url == reverse(ADMIN)
    assert not is_signed_in(other)
    assert Client().post(step, {"code": app.code}).url == reverse(ADMIN)


def test_a_reader_goes_on_to_the_page_that_was_asked_for(portal, client, provider):
    reader = UserFactory(email="reader@portal.example")

    assert client.get(authorize(client, provider, claims_of(reader), next="/about/")).url == "/about/"
    assert is_signed_in(client)


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", ""])
def test_nobody_is_led_elsewhere(portal, client, editor, provider, next_url):
    assert client.get(authorize(client, provider, claims_of(editor), next=next_url)).url == "/"


@pytest.mark.parametrize(
    "change",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": "stranger@elsewhere.example"},
        {"email": ""},
        {"email": None},
    ],
    ids=repr,
)
def test_a_stranger_gets_no_account(portal, client, editor, provider, change):
    claims = {name: value for name, value in (claims_of(editor) | change).items() if value is not None}
    number = type(editor).objects.count()

    response = client.get(authorize(client, provider, claims))

    assert response.status_code == 403
    assert "Not signed in" in response.content.decode()
    assert not is_signed_in(client)
    assert type(editor).objects.count() == number
    assert AuditEntry.objects.get(action="sign-in").result == "refused"


def test_two_accounts_with_one_address_are_refused(portal, client, editor, provider):
    EditorFactory(email=editor.email)

    assert client.get(authorize(client, provider, claims_of(editor))).status_code == 403


def test_a_deactivated_account_is_refused(portal, client, editor, provider):
    type(editor).objects.update(is_active=False)

    assert client.get(authorize(client, provider, claims_of(editor))).status_code == 403
    assert AuditEntry.objects.get(action="sign-in").user_name == editor.username


def test_an_answer_of_the_provider_is_for_the_browser_that_asked_and_works_once(
    portal, client, editor, provider
):
    back = authorize(client, provider, claims_of(editor))
    stranger = Client()
    ask(stranger)

    assert stranger.get(back).status_code == 403
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 403


@pytest.mark.parametrize("query", ["", "?error=access_denied&state=x", "?code=x", "?code=x&state=x"])
def test_what_is_no_answer_of_the_provider_is_refused(portal, client, query):
    assert client.get(reverse("openid_connect_callback") + query).status_code == 403


def test_a_provider_that_is_away_is_said(portal, client, settings):
    settings.OIDC_ISSUER = f"http://127.0.0.1:{free_port()}"

    assert client.get(BEGIN).status_code == 403


def test_a_client_is_sent_there_only_so_often(portal, provider):
    assert [Client().get(BEGIN).status_code for _ in range(51)] == [302] * 50 + [429]


@pytest.mark.parametrize("page", [ADMIN, PUBLIC])
def test_the_sign_in_pages_link_to_the_provider_only_if_there_is_one(portal, client, settings, page):
    def link():
        content = BeautifulSoup(client.get(reverse(page), {"next": "/x/?a=1&b"}).content, "html.parser")
        return content.find("a", string="Sign in with the secretariat")

    assert link()["href"] == f"{BEGIN}?next=/x/%3Fa%3D1%26b"
    settings.OIDC_ISSUER = ""
    assert link() is None
    for name in ("openid_connect", "openid_connect_callback", "openid_connect_second_factor"):
        assert client.get(reverse(name)).status_code == 404


def test_the_password_goes_on_working(portal, client, person):
    assert sign_in(person, client).status_code == 302


@pytest.mark.parametrize("address", ["http://id.example.org", "id.example.org", "javascript:alert(1)"])
def test_the_address_of_a_provider_has_to_be_safe(address):
    with pytest.raises(SettingError, match="OIDC_ISSUER"):
        Environment({"OIDC_ISSUER": address}).identity_provider("OIDC_ISSUER")

"""An authenticator app, and setting it up as people do."""

from base64 import b32decode
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from tests.accounts.signing_in import sign_in
from tests.editorial.browser_form import get_form_fields

SET_UP = reverse("second_factor")


@dataclass
class Authenticator:
    """An app with a key as it was typed from the page; each code is one step of 30 s after the last."""

    key: str
    steps: int = -2

    @property
    def code(self) -> str:
        self.steps += 1
        totp = TOTP(b32decode(self.key.replace(" ", "")))
        totp.time = totp.time + 30 * self.steps
        return f"{totp.token():06d}"


def set_up(client: Client, url: str = SET_UP, page=None):
    """Sets up an app in a signed-in client, on the page given; returns it and the recovery codes."""
    page = page or client.get(url)
    app = Authenticator(BeautifulSoup(page.content, "html.parser").code.text)
    response = client.post(url, get_form_fields(page, "//form[.//input[@name='key']]") | {"code": app.code})
    return app, [code.text for code in BeautifulSoup(response.content, "html.parser").select("li code")]


def with_second_factor(user):
    """Sets up an app for the user in another browser; returns it and the recovery codes."""
    client = Client()
    sign_in(user, client)
    return set_up(client)

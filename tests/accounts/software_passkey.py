"""An authenticator of passkeys in software, whose answers a test can falsify part by part.

Made by hand: soft-webauthn (2022) verifies no user, which the portal asks for.
"""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256

import cbor2
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

from tests.accounts.authenticator import SET_UP
from tests.accounts.signing_in import ADMIN, OFFICE, sign_in
from tests.editorial.browser_form import get_form_fields

HOST = "portal.example"
ORIGIN = f"https://{HOST}"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # flags of WebAuthn, section 6.1


@dataclass
class SoftwarePasskey:
    origin: str = ORIGIN
    host: str = HOST
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    challenge: str | None = None  # instead of the one that was asked
    user_handle: bytes = b""
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict) -> str:
        self.user_handle = base64url_to_bytes(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32) for number in (point.x, point.y))
        public_key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + public_key
        data = self._data(ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", options)
        return self._respond(clientDataJSON=client_data, attestationObject=attestation)

    def get(self, options: dict) -> str:
        self.counter += 1
        data, client_data = self._data(), self._client_data("webauthn.get", options)
        return self._respond(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self.key.sign(data + sha256(client_data).digest(), ec.ECDSA(hashes.SHA256())),
            userHandle=self.user_handle,
        )

    def _data(self, flags: int = 0) -> bytes:
        flags |= self.flags
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _client_data(self, kind: str, options: dict) -> bytes:
        challenge = self.challenge or options["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _respond(self, **parts: bytes) -> str:
        response = {name: bytes_to_base64url(value) for name, value in parts.items()}
        own_id = bytes_to_base64url(self.id)
        return json.dumps({"id": own_id, "rawId": own_id, "type": "public-key", "response": response})


def ask(client: Client, address: str = OFFICE) -> dict:
    """What the browser is asked for."""
    return client.post(reverse("passkey_options"), REMOTE_ADDR=address).json()


def sign_in_by(passkey: SoftwarePasskey, client: Client | None = None, *, page: str = ADMIN, **values):
    """Submits the sign-in form with the answer of the passkey; returns the response."""
    client = client or Client()
    values = {"passkey": passkey.get(ask(client))} | values
    return client.post(reverse(page), values, REMOTE_ADDR=OFFICE)


def add_passkey(client: Client, new: SoftwarePasskey | None = None, name: str = "Laptop", **confirmation):
    """Adds a passkey in a signed-in client; returns the response."""
    new = new or SoftwarePasskey()
    page = client.post(SET_UP, confirmation | {"action": "add-passkey"})
    form = BeautifulSoup(page.content, "html.parser").select_one("form[data-options]")
    response = new.create(json.loads(form["data-options"]))
    fields = get_form_fields(page, "//form[1]") | {"name": name, "passkey": response}
    return client.post(SET_UP, fields)


def with_passkey(user, name: str = "Laptop") -> tuple[SoftwarePasskey, list[str]]:
    """Sets up a passkey for the user in another browser; returns it and the recovery codes."""
    client, passkey = Client(), SoftwarePasskey()
    sign_in(user, client)
    response = add_passkey(client, passkey, name)
    return passkey, [code.text for code in BeautifulSoup(response.content, "html.parser").select("li code")]

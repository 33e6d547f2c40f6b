"""Every view of the admin responds without an error to GET and to its own forms, for every role."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories.users import AdministratorFactory, UserFactory
from tests.responses import read
from tests.roles import ROLE_FACTORIES

from .admin_addresses import addresses, objects
from .browser_form import get_form_fields, is_sent_by_people

pytestmark = pytest.mark.slow

PARTS = 8  # in which the views are asked
OPEN_TO_ALL = (
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "sign_in_again",
)
MEANT_TO_FAIL = {"wagtailadmin_error_test admin/failwhale/"}


@pytest.fixture
def admin_urls(full_portal, editor) -> dict[str, str]:
    admin_addresses = addresses(objects(full_portal, editor))
    return {name: address for name, address in admin_addresses.items() if name not in MEANT_TO_FAIL}


def client_of(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def responses(client, address) -> list[str]:
    """The failures of a GET and of a POST of each form as shown."""
    response = client.get(address)
    wrong = [f"GET {response.status_code}"] if response.status_code >= 500 else []
    if not response.get("Content-Type", "").startswith("text/html"):
        read(response)
        return wrong
    page = BeautifulSoup(response.content, "html.parser")
    for number, form in enumerate(page.find_all("form")):
        form["id"] = f"form-{number}"
        if is_sent_by_people(form, address):
            form_response = SimpleNamespace(content=str(page).encode())
            with transaction.atomic():
                response = client.post(
                    address, get_form_fields(form_response, f"//form[@id='form-{number}']")
                )
                transaction.set_rollback(True)
            read(response)
            wrong += [f"POST {response.status_code}"] if response.status_code >= 500 else []
    return wrong


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("role", ["administrator", "editor", "somebody without rights"])
def test_no_view_of_the_admin_fails(admin_urls, editor, role, part):
    users = {
        "administrator": AdministratorFactory,
        "editor": lambda: editor,
        "somebody without rights": UserFactory,
    }
    client = client_of(users[role]())

    sample = list(admin_urls.items())[part::PARTS]
    wrong = {name: result for name, address in sample if (result := responses(client, address))}

    assert wrong == {}


def test_every_view_requires_signing_in(admin_urls):
    statuses = {
        name: response.status_code
        for name, address in admin_urls.items()
        if not name.startswith(OPEN_TO_ALL)
        and (response := Client().get(address)).status_code not in (302, 403)
    }

    assert statuses == {}


@pytest.mark.parametrize("make_user", ROLE_FACTORIES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_view_requires_the_second_factor(admin_urls, settings, make_user, method):
    settings.SECOND_FACTOR = True
    client = client_of(make_user())
    set_up = reverse("second_factor")

    answers = {
        name: response.status_code
        for name, address in admin_urls.items()
        if not name.startswith((*OPEN_TO_ALL, "wagtailadmin_logout", "second_factor"))
        and not (response := getattr(client, method)(address)).get("Location", "").startswith(f"{set_up}?")
    }

    assert answers == {}


@pytest.mark.parametrize("make_user", ROLE_FACTORIES)
def test_no_view_lets_in_who_signed_in_without_the_second_factor(admin_urls, make_user):
    user = make_user()
    TOTPDevice.objects.create(user=user)
    client = Client()

    answers = {}
    for name, address in admin_urls.items():
        if name.startswith((*OPEN_TO_ALL, "wagtailadmin_logout")):
            continue
        client.force_login(user)
        response = client.get(address)
        if response.status_code not in (302, 403) or SESSION_KEY in client.session:
            answers[name] = response.status_code

    assert answers == {}

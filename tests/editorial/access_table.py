"""The table of who may open which view of the admin, `access.csv`, and what the portal answers.

A cell says what GET and POST are answered: `opens`, `refuses`, `signs in` (a sign-in page) or `not found`.
Where the two differ, it is `opens; POST refuses`; a method that the view doesn't have is left out. Each bulk
action has a row of its own.
"""

import csv
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace

from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.messages import ERROR, get_messages
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page

from admm_site.documents.models import PortalDocument, PortalImage
from admm_site.editorial.roles import EDITORS
from admm_site.reference.models import CooperationArea, Country
from admm_site.search.models import Synonym
from meetings.models import MeetingSeries
from tests.factories.users import AdministratorFactory, DrafterFactory, EditorFactory, UserFactory
from tests.responses import read

from .browser_form import get_form_fields, is_sent_by_people

FILE = Path(__file__).with_name("access.csv")
OPENS, REFUSES, SIGNS_IN, NOT_FOUND = "opens", "refuses", "signs in", "not found"
ROLES: dict[str, Callable] = {
    "visitor": lambda: None,
    "reader": UserFactory,  # of private pages; without access to the admin
    "drafter": DrafterFactory,
    "editor": lambda: EditorFactory(groups=[Group.objects.get(name=EDITORS)]),
    "moderator": lambda: EditorFactory(groups=[Group.objects.get(name="Moderators")]),
    "administrator": AdministratorFactory,
}


def read_table() -> dict[tuple[str, str], dict[str, str]]:
    """The cells by role, by name and route of the view."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return {(row.pop("view"), row.pop("address")): row for row in csv.DictReader(file)}


def format_row(view: tuple[str, str], cells: dict[str, str]) -> str:
    return ",".join([*view, *(cells[role] for role in ROLES)])


class Person:
    """A client that is signed in anew for each request, which changes nothing."""

    def __init__(self, role: str):
        self.client = Client(raise_request_exception=False)
        if user := ROLES[role]():
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def request(self, method: str, address: str, data: dict):
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            response = getattr(self.client, method)(address, data)
            transaction.set_rollback(True)
        read(response)
        return response


def decide(response) -> str:
    """What the response says to the request; an empty string if the view has no such method.

    A view that fails for want of a form has let somebody in; that it fails is for other tests to find.
    """
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return ""
    if response.status_code == HTTPStatus.NOT_FOUND:
        return NOT_FOUND
    request = response.wsgi_request
    target = response.get("Location", "").partition("?")[0]
    asks_to_sign_in = target == reverse("wagtailadmin_login")
    if request.user.is_anonymous:
        is_closed = asks_to_sign_in or response.status_code == HTTPStatus.FORBIDDEN
        return SIGNS_IN if is_closed else OPENS
    has_error = any(message.level == ERROR for message in get_messages(request))
    is_sent_away = has_error and (asks_to_sign_in or target == reverse("wagtailadmin_home"))
    if is_sent_away or response.status_code == HTTPStatus.FORBIDDEN or has_nothing_to_act_on(response):
        return REFUSES
    return SIGNS_IN if asks_to_sign_in else OPENS


def has_nothing_to_act_on(response) -> bool:
    """Whether it is the page of a bulk action that names only objects without permission."""
    context = getattr(response, "context_data", None) or {}
    return "submit_url" in context and context.get("items") == []


def get_cells(people: dict[str, Person], address: str) -> dict[str, str]:
    """The cells of a view. Everybody sends the form that an administrator sees there."""
    data = form_fields(people["administrator"].request("get", address, {}), address)
    answers = {role: ask(person, address, data) for role, person in people.items()}
    administrator = answers["administrator"]
    return {
        role: format_cell(*map(without_pretence, answer, administrator)) for role, answer in answers.items()
    }


def ask(person: Person, address: str, data: dict) -> list[str]:
    """What GET and POST are answered; of a bulk action, whether its page has objects to act on."""
    get = decide(person.request("get", address, {}))
    is_bulk = address.startswith("/admin/bulk/")
    return [get, "" if is_bulk else decide(person.request("post", address, data))]


def without_pretence(answer: str, administrators: str) -> str:
    """The answer; of a view that pretends not to be there, that it refuses."""
    return REFUSES if answer == NOT_FOUND and administrators != NOT_FOUND else answer


def format_cell(get: str, post: str) -> str:
    return f"{get}; POST {post}" if get and post and get != post else get or post


def form_fields(response, address: str) -> dict:
    """The fields of the first form that people send to the view, as shown; of none, an empty form."""
    kind = response.get("Content-Type", "")
    html = response.content if kind.startswith("text/html") else b""
    if kind == "application/json" and isinstance(response.json(), dict):
        html = response.json().get("html") or ""
    page = BeautifulSoup(html, "html.parser")
    for form in page.find_all("form"):
        if is_sent_by_people(form, address):
            form["id"] = "sent"
            shown = SimpleNamespace(content=str(page).encode())
            return get_form_fields(shown, "//form[@id='sent']")
    return {}


def bulk_actions(o: SimpleNamespace) -> dict[tuple[str, str], str]:
    """An address of each bulk action, by its name and route."""
    keys = {Page: o.page.pk, PortalDocument: o.document.pk, PortalImage: o.image.pk}
    keys |= {get_user_model(): o.user.pk, Country: o.country.pk, CooperationArea: o.area.pk}
    keys |= {MeetingSeries: o.admm.pk, Synonym: o.synonym.pk}
    return {view: f"/{view[1]}?id={keys[model]}" for view, model in bulk_action_views().items()}


def bulk_action_views() -> dict[tuple[str, str], type]:
    """The model of each registered bulk action, by the name and route of its row."""
    bulk_action_registry._scan_for_bulk_actions()
    return {
        (f"bulk {action}", f"admin/bulk/{app}/{model}/{action}/"): apps.get_model(app, model)
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for action in actions
    }

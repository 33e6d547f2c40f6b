"""Concurrent requests: a form submitted twice is stored once, and no editor is blocked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import copy_context
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from admm_site.documents.models import PortalDocument, PortalImage
from admm_site.pages.models import ContentPage
from admm_site.reference.models import Country
from meetings.models import Decision
from tests.documents import files
from tests.factories.meetings import MeetingPageFactory
from tests.factories.pages import create_portal
from tests.factories.users import AdministratorFactory
from tests.operations.faults import copy_database, other_connection
from tests.roles import ROLE_FACTORIES

from .browser_form import edit_url, get_form_fields, row
from .test_double_submission import NOTED

pytestmark = pytest.mark.slow

SECONDS_TO_WAIT = 20
PHOTO = Path(__file__).parents[1] / "documents" / "cases" / "photo_with_place.jpg"


class Portal:
    """A portal in a database that several connections write to: PostgreSQL, or a file of SQLite."""

    def __init__(self, folder: Path):
        self.file = copy_database(folder / "db.sqlite3") if connection.vendor == "sqlite" else None

    def new_connection(self):
        return other_connection(name=str(self.file)) if self.file else nullcontext()

    def together(self, *acts: Callable) -> list:
        """The results of the functions, started at the same time, each with a connection of its own."""
        start = Barrier(len(acts))

        def run(act):
            with self.new_connection():
                try:
                    start.wait(SECONDS_TO_WAIT)
                    return act()
                finally:
                    connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            running = [pool.submit(copy_context().run, run, act) for act in acts]
            return [item.result(SECONDS_TO_WAIT * 2) for item in running]


@pytest.fixture
def portal_pages(real_transactions):
    return create_portal()


@pytest.fixture(params=ROLE_FACTORIES)
def role(request):
    return request.param


@pytest.fixture
def user(portal_pages, role):
    return role()


@pytest.fixture
def meeting(portal_pages):
    return MeetingPageFactory(ordinal=5)


@pytest.fixture
def at_once(portal_pages, user, meeting, tmp_path) -> Portal:
    portal = Portal(tmp_path)
    with portal.new_connection():
        yield portal


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def add_url(parent):
    return reverse("wagtailadmin_pages:add", args=["pages", "contentpage", parent.pk])


def test_two_clicks_on_publish_make_one_page(at_once, portal_pages, user):
    first_browser, second_browser = browser(user), browser(user)
    second_browser.cookies = first_browser.cookies
    data = get_form_fields(first_browser.get(add_url(portal_pages.about))) | {
        "title": "A text",
        "action-publish": "1",
    }

    responses = at_once.together(
        *(
            lambda client=client: client.post(add_url(portal_pages.about), data)
            for client in (first_browser, second_browser)
        )
    )

    page = ContentPage.objects.get(title="A text")
    assert [response.status_code for response in responses] == [302, 302]
    assert edit_url(page) in [response.url for response in responses]


def test_two_editors_who_publish_below_the_same_page_make_two(at_once, portal_pages, role, user):
    browsers = [browser(user), browser(role())]
    forms = [
        get_form_fields(client.get(add_url(portal_pages.about))) | {"title": "A text", "action-publish": "1"}
        for client in browsers
    ]

    responses = at_once.together(
        *(
            lambda client=client, sent=sent: client.post(add_url(portal_pages.about), sent)
            for client, sent in zip(browsers, forms, strict=True)
        )
    )

    assert [response.status_code for response in responses] == [302, 302]
    assert sorted(ContentPage.objects.filter(title="A text").values_list("slug", flat=True)) == [
        "a-text",
        "a-text-2",
    ]


def test_a_decision_that_is_sent_twice_is_stored_once(at_once, meeting, user):
    client = browser(user)
    data = get_form_fields(client.get(edit_url(meeting))) | row("decisions", 0, **NOTED)
    data |= {"action-publish": "1"}

    responses = at_once.together(*[lambda: client.post(edit_url(meeting), data)] * 2)

    assert [response.status_code for response in responses] == [302, 302]
    assert Decision.objects.filter(page=meeting).count() == 1


def test_a_country_that_is_sent_twice_is_stored_once_and_the_form_says_so(at_once):
    client = browser(AdministratorFactory())
    address = reverse("wagtailsnippets_reference_country:add")
    data = get_form_fields(client.get(address)) | {
        "code": "LA",
        "name": "Lao PDR",
        "official_name": "Lao PDR",
        "role": "member",
    }

    responses = at_once.together(*[lambda: client.post(address, data)] * 2)

    assert sorted(response.status_code for response in responses) == [200, 302]
    assert Country.objects.filter(code="LA").count() == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize("kind", ["documents", "images"])
def test_an_upload_sent_twice_succeeds_twice(at_once, user, kind):
    client, model = browser(user), {"documents": PortalDocument, "images": PortalImage}[kind]
    address = reverse(f"wagtail{'docs' if kind == 'documents' else kind}:add_multiple")
    content, name = {
        "documents": (files.pdf("A text"), "text.pdf"),
        "images": (PHOTO.read_bytes(), "text.jpg"),
    }[kind]

    def upload():
        file = SimpleUploadedFile(name, content)
        headers = {"X-Requested-With": "XMLHttpRequest"}
        return client.post(address, {"title": "A text", "files[]": file}, headers=headers)

    responses = at_once.together(upload, upload)

    assert [(response.status_code, response.json()["success"]) for response in responses] == [(200, True)] * 2
    assert model.objects.count() == 2

"""Fill in the sign-in pages as a browser does."""

from datetime import timedelta
from threading import Thread
from threading import enumerate as enumerate_threads

from bs4 import BeautifulSoup
from django.db.models import F
from django.test import Client
from django.urls import reverse

from admm_site.accounts.forms import RESET_MAIL
from admm_site.accounts.models import Attempt
from tests.editorial.browser_form import get_form_fields

PASSWORD = "correct horse battery staple"
OFFICE, HOME = "198.51.100.7", "203.0.113.9"
ADMIN, PUBLIC = "wagtailadmin_login", "wagtailcore_login"


def wait_for_mails() -> list[Thread]:
    """Waits until links for new passwords are mailed; returns the threads that still were at it."""
    threads = [thread for thread in enumerate_threads() if thread.name == RESET_MAIL]
    for thread in threads:
        thread.join()
    return threads


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(user, client: Client | None = None, *, address=OFFICE, page=ADMIN, **values):
    """Submits the sign-in form for a user or a name; returns the response."""
    client = client or Client()
    return submit(client, reverse(page), address, username=getattr(user, "username", user), **values)


def submit(client: Client, url: str, address: str = OFFICE, **values):
    response = client.get(url, REMOTE_ADDR=address)
    action = BeautifulSoup(response.content, "html.parser").select_one("main form").get("action") or url
    fields = get_form_fields(response, "//main//form") | {"password": PASSWORD}
    return client.post(action, fields | values, REMOTE_ADDR=address)


def fail(times: int, user, **kwargs) -> list[int]:
    """The status of each attempt with a wrong password."""
    return [sign_in(user, password=f"wrong {number}", **kwargs).status_code for number in range(times)]


def let_minutes_pass(minutes: int) -> None:
    Attempt.objects.update(created_at=F("created_at") - timedelta(minutes=minutes))

"""A mail server that is unreachable, refuses or hangs does not keep anybody from saving."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.contrib.auth.models import Group

from tests.editorial.browser_form import edit_url, get_form_fields
from tests.factories.pages import ContentPageFactory
from tests.factories.users import EditorFactory
from tests.ports import free_port

from .faults import silent_server


@contextmanager
def busy_server() -> Iterator[tuple[str, int]]:
    """A mail server that answers every client with 421."""

    def refuse():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:  # closed: the test is over
                return
            with client:
                client.sendall(b"421 Too many connections\r\n")

    listener = socket.create_server(("127.0.0.1", 0))
    thread = Thread(target=refuse)
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextmanager
def closed_port() -> Iterator[tuple[str, int]]:
    yield "127.0.0.1", free_port()


@contextmanager
def unknown_name() -> Iterator[tuple[str, int]]:
    yield "mail.invalid", 25


@contextmanager
def no_answer() -> Iterator[tuple[str, int]]:
    with silent_server() as port:
        yield "127.0.0.1", port


@pytest.mark.parametrize(
    "server", [busy_server, closed_port, unknown_name, no_answer], ids=lambda server: server.__name__
)
def test_a_submission_for_moderation_succeeds_and_the_log_has_the_mail_error(
    portal, client, settings, caplog, server
):
    EditorFactory(groups=[Group.objects.get(name="Moderators")])
    client.force_login(EditorFactory(groups=[Group.objects.get(name="Editors")]))
    page = ContentPageFactory(title="To be read", live=False)
    data = get_form_fields(client.get(edit_url(page))) | {"action-submit": "1"}
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "admm_site.mail.SMTPBackend", 1

    with server() as (settings.EMAIL_HOST, settings.EMAIL_PORT):
        response = client.post(edit_url(page), data)

    assert response.status_code == 302
    assert page.workflow_states.get().status == "in_progress"
    assert "Mail connection error, notification sending skipped" in caplog.text

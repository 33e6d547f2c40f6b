"""A visitor reports an error on a page."""

import re
import time
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from admm_site.feedback.models import ErrorReport
from tests.accounts.signing_in import RESET_MAIL, wait_for_mails
from tests.factories.feedback import ErrorReportFactory
from tests.factories.meetings import MeetingPageFactory
from tests.factories.reference import CountryFactory
from tests.feedback.conftest import fields_of
from tests.operations.faults import silent_server
from tests.public.test_bad_input import VALUES

ADDRESS = "/meetings/5th-admm/"
MAX_WAIT = 8  # seconds, with what a slow machine takes for the rest


def main_of(response):
    return BeautifulSoup(response.content, "html.parser").main


def visible_text(response) -> str:
    return " ".join(main_of(response).get_text(" ").split())


@pytest.mark.parametrize("address", ["/report/", f"/report/?page={ADDRESS}", "/report/thanks/"])
def test_search_engines_read_what_the_form_is_for(client, page, address):
    head = BeautifulSoup(client.get(address).content, "html.parser").head
    assert "editors of the portal" in head.find("meta", attrs={"name": "description"})["content"]


@pytest.mark.parametrize("address", ["/report/", "/report/thanks/"])
def test_e_mail_stays_on_one_line(client, page, address):
    main = main_of(client.get(address))
    assert "e-mail" in [element.get_text() for element in main.select(".nowrap")]


def test_every_page_leads_to_the_form_about_it(client, page):
    for address in (ADDRESS, "/meetings/", "/meetings/map/", "/search/"):
        link = BeautifulSoup(client.get(address).content, "html.parser").find(
            "a", string="Report an error on this page"
        )
        assert link["href"] == f"/report/?page={address}"


def test_a_report_is_stored_with_its_page_and_version(send, page):
    response = send(
        text="It was held in May.", source="The declaration, paragraph 2", email="reader@portal.example"
    )

    report = ErrorReport.objects.get()
    assert (response.status_code, response.url) == (302, f"/report/thanks/?page={ADDRESS}")
    assert (report.address, report.page_id, report.revision_id) == (ADDRESS, page.pk, page.live_revision_id)
    assert report.published_at == page.last_published_at
    assert (report.text, report.source) == ("It was held in May.", "The declaration, paragraph 2")
    assert (report.email, report.state) == ("reader@portal.example", "new")


def test_the_version_is_the_one_that_was_read(client, clock, page):
    revision_read = page.live_revision_id
    fields = fields_of(main_of(client.get("/report/", {"page": ADDRESS})))
    page.save_revision().publish()
    clock[0] += 60

    client.post("/report/", fields | {"text": "It was held in May."})

    page.refresh_from_db()
    assert page.live_revision_id != revision_read
    assert ErrorReport.objects.get().revision_id == revision_read


def test_a_sent_report_is_confirmed_with_a_link_back(client, send, page):
    response = client.get(send().url)

    assert "Thank you for your report" in visible_text(response)
    assert main_of(response).find("a", href=ADDRESS)


def test_a_report_can_be_about_an_address_outside_of_the_page_tree(send, portal):
    CountryFactory(name="Viet Nam")

    send("/countries/viet-nam/")

    assert ErrorReport.objects.get().address == "/countries/viet-nam/"


@pytest.mark.parametrize(
    "address_typed", ["http://testserver/meetings/5th-admm/?page=2#decisions", "meetings/5th-admm"]
)
def test_the_form_without_a_page_asks_for_its_address(send, page, address_typed):
    send("", address=address_typed)

    assert ErrorReport.objects.get().page_id == page.pk


def test_a_report_says_what_is_wrong(send, page):
    response = send(text=" ")

    assert response.status_code == 400
    assert "What’s wrong? : This field is required." in visible_text(response)
    assert not ErrorReport.objects.exists()


def test_what_was_written_stays_when_something_is_wrong(send, page):
    form = main_of(send(text="It was held in May.", email="nobody"))

    assert form.find("textarea", attrs={"name": "text"}).get_text().strip() == "It was held in May."
    described_by = form.find(id="id_email")["aria-describedby"].split()
    assert "valid email" in " ".join(form.find(id=name).get_text() for name in described_by)


def test_line_ends_count_as_one_letter(send, page):
    assert send(text="a\r\n" * 1000).status_code == 302
    assert ErrorReport.objects.get().text.count("\n") == 999


# What the form gives away


def draft():
    return MeetingPageFactory(custom_title="Xolotl", slug="secret", live=False)


def private():
    meeting = MeetingPageFactory(custom_title="Xolotl", slug="secret")
    PageViewRestriction.objects.create(page=meeting, restriction_type="login")
    return meeting


def unpublished_meeting():
    meeting = MeetingPageFactory(custom_title="Xolotl", slug="secret")
    meeting.unpublish()
    return meeting


@pytest.mark.parametrize("make", [draft, private, unpublished_meeting])
def test_the_form_treats_a_hidden_page_as_an_unknown_one(client, send, portal, make):
    hidden, form_token = make(), re.compile(r'name="form_token" value="[^"]*"')

    def read_form(address: str) -> str:
        form = client.get("/report/", {"page": address}).content.decode()
        return form_token.sub("", form)

    assert read_form(hidden.url).replace("secret", "nothing") == read_form("/meetings/nothing/")
    response = send(hidden.url, address=hidden.url)
    assert response.status_code == 400
    assert "Xolotl" not in response.content.decode()
    assert not ErrorReport.objects.exists()


def test_the_form_sets_no_cookie_is_not_kept_and_not_indexed(client, send, page):
    for response in (client.get("/report/", {"page": ADDRESS}), send()):
        assert not response.cookies
    form = client.get("/report/", {"page": ADDRESS})
    assert "no-store" in form["Cache-Control"]
    assert form["X-Robots-Tag"] == "noindex"


def test_the_form_works_with_csrf_checks_enabled(clock, page):
    visitor = Client(enforce_csrf_checks=True)
    fields = fields_of(main_of(visitor.get("/report/", {"page": ADDRESS})))
    clock[0] += 60

    assert visitor.post("/report/", fields | {"text": "Wrong."}).status_code == 302


# Robots


@pytest.mark.parametrize("seconds", [0, 2, 13 * 3600])
def test_a_form_that_was_sent_too_soon_or_too_late_can_be_sent_again(client, send, clock, page, seconds):
    response = send(seconds=seconds)

    assert response.status_code == 400
    assert "then send it again" in visible_text(response)
    clock[0] += 10
    again = fields_of(main_of(response))
    assert client.post("/report/", again | {"text": "Wrong."}).status_code == 302


@pytest.mark.parametrize("form_token", ["", "nonsense", "e30:1xVwxn:XlmW", "\x00", "a" * 10000])
def test_a_form_that_the_portal_did_not_make_is_not_taken(send, page, form_token):
    assert send(form_token=form_token).status_code == 400
    assert not ErrorReport.objects.exists()


def test_a_form_that_another_site_sent_is_not_taken(send, page):
    assert send(headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert send(headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_a_filled_honeypot_field_is_refused_with_an_explanation(send, page):
    response = send(website="https://robot.example")

    assert response.status_code == 400
    assert not main_of(response).find(id="id_website").find_parent(hidden=True)
    assert not ErrorReport.objects.exists()


def test_one_address_can_send_only_some_reports(send, page, settings):
    settings.ERROR_REPORT_RATE = "2/hour"

    assert [send().status_code for _ in range(3)] == [302, 302, 429]


def test_the_client_address_is_taken_from_the_proxy_not_the_visitor(send, page, settings):
    settings.ERROR_REPORT_RATE = "1/hour"
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    headers = ["1.1.1.1, 9.9.9.9", "2.2.2.2, 9.9.9.9", "9.9.9.9, 3.3.3.3"]

    assert [send(headers={"X-Forwarded-For": header}).status_code for header in headers] == [302, 429, 302]


def test_the_number_of_reports_a_day_is_limited(send, page, settings):
    settings.ERROR_REPORTS_A_DAY = 2
    ErrorReportFactory(received_at=timezone.now() - timedelta(days=2))
    ErrorReportFactory()

    assert [send(), send()][1].status_code == 429
    assert ErrorReport.objects.count() == 3


# Whatever is sent

HOSTILE = {
    **VALUES,
    "right to left": "\u202eabc\u2066 ‏שלום",
    "an image": '"><img src=x onerror=alert(1)>',
    "a megabyte": "a" * 1_000_000,
    "a header": "x\r\nBcc: everyone@portal.example",
}


@pytest.mark.sample(5)
@pytest.mark.parametrize("kind", HOSTILE)
def test_any_words_are_answered_and_never_shown_unescaped(send, editor_client, page, kind, settings):
    settings.ERROR_REPORTS_TO = ["editors@portal.example"]
    value = HOSTILE[kind].encode(errors="surrogateescape").decode(errors="replace")

    for field in ("address", "text", "source", "email", "form_token", "website"):
        response = send(**{field: value})
        assert response.status_code in (302, 400, 429)
        assert "<script>alert" not in response.content.decode()
        assert "<img src=x" not in response.content.decode()
    for report in ErrorReport.objects.all():
        form = editor_client.get(report.admin_url).content.decode()
        assert "<script>alert" not in form
        assert "<img src=x" not in form
    assert {message.to[0] for message in mail.outbox} <= {"editors@portal.example"}


@pytest.mark.sample(5)
@pytest.mark.parametrize("kind", VALUES)
def test_any_page_can_be_asked_for(client, page, kind):
    value = VALUES[kind].encode(errors="surrogateescape").decode(errors="replace")

    response = client.get("/report/", {"page": value})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "address", ["http://[", "/admin/", "/report/", "/robots.txt", "/a" * 500, "/\u0661/"]
)
def test_a_page_that_states_no_fact_can_not_be_reported(client, page, address):
    assert main_of(client.get("/report/", {"page": address})).find("label", attrs={"for": "id_address"})


# Mail, and how long an address is kept


def test_a_report_is_mailed_to_the_configured_addresses(send, page, settings):
    settings.ERROR_REPORTS_TO = ["editors@portal.example"]

    send(text="It was held in May.", email="reader@portal.example")

    (message,) = mail.outbox
    assert message.to == ["editors@portal.example"]
    assert message.reply_to == ["reader@portal.example"]
    assert message.subject == f"Error report: {ADDRESS}"
    assert "It was held in May." in message.body
    assert ErrorReport.objects.get().admin_url in message.body


def test_nothing_is_mailed_by_default(send, page):
    send()

    assert mail.outbox == []


@pytest.fixture
def broken_mail(settings):
    settings.ERROR_REPORTS_TO = ["editors@portal.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_mail_server_that_fails_loses_no_report(send, page, broken_mail, caplog):
    assert send(text="It was held in May.", email="reader@portal.example").status_code == 302

    assert ErrorReport.objects.get().text == "It was held in May."
    assert f"Error report {ErrorReport.objects.get().pk} was not mailed" in caplog.text


@pytest.fixture
def silent_mail(broken_mail, settings):
    """A mail server that accepts connections and never answers; the timeout is a second."""
    settings.EMAIL_TIMEOUT = 1
    with silent_server() as settings.EMAIL_PORT:
        yield


def test_a_mail_server_that_never_answers_keeps_nobody_waiting(send, page, silent_mail, caplog):
    start = time.monotonic()
    response = send(text="It was held in May.")

    assert response.status_code == 302
    assert time.monotonic() - start < MAX_WAIT
    assert ErrorReport.objects.get().text == "It was held in May."
    assert "was not mailed; it is in the admin" in caplog.text


def test_a_mail_server_that_never_answers_keeps_no_new_password_waiting(
    client, editor, silent_mail, settings
):
    editor.set_password("a long password")  # without one, nothing is mailed
    editor.save()
    start = time.monotonic()
    response = client.post(reverse("wagtailadmin_password_reset"), {"email": editor.email})

    assert response.status_code == 302
    assert time.monotonic() - start < settings.EMAIL_TIMEOUT
    assert [thread.name for thread in wait_for_mails()] == [RESET_MAIL]


def test_the_mail_server_is_waited_for_as_long_as_is_set(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert mail.get_connection().timeout == settings.EMAIL_TIMEOUT == 10


def test_e_mail_addresses_are_removed_after_half_a_year(portal, capsys):
    recent, old = (
        ErrorReportFactory(email="reader@portal.example", received_at=timezone.now() - timedelta(days=days))
        for days in (179, 180)
    )

    call_command("delete_report_emails")

    assert "removed: 1." in capsys.readouterr().out
    for report in (recent, old):
        report.refresh_from_db()
    assert (recent.email, old.email) == ("reader@portal.example", "")


def test_each_report_deletes_expired_e_mail_addresses(send, page):
    old = ErrorReportFactory(email="reader@portal.example", received_at=timezone.now() - timedelta(days=200))

    send()

    old.refresh_from_db()
    assert old.email == ""


def test_a_page_can_be_deleted_and_its_reports_stay(page):
    report = ErrorReportFactory(page=page, revision=page.live_revision)

    page.delete()

    report.refresh_from_db()
    assert (report.page_id, report.revision_id) == (None, None)


def test_an_error_of_the_form_is_said_once_and_its_field_refers_to_it(client, portal):
    page = BeautifulSoup(client.post("/report/", {"address": "/"}).content, "html.parser").main
    (error,) = page.select("#id_text_error")
    assert page.select_one("#id_text")["aria-describedby"].split().count(error["id"]) == 1
    message = error.get_text().partition(": ")[2]
    assert message
    assert page.get_text().count(message) == 1

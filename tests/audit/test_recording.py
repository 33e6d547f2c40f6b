"""What is in the audit trail: who did what, by the ways that people take."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import Collection

from admm_site.audit.models import AuditEntry
from admm_site.core.client_address import anonymous_network
from tests.accounts.authenticator import set_up, with_second_factor
from tests.accounts.signing_in import HOME, PASSWORD, fail, sign_in, wait_for_mails, with_password
from tests.editorial.browser_form import edit_url, get_form_fields
from tests.editorial.test_admin_actions import send
from tests.editorial.test_scheduling import let_time_pass
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory, EditorFactory, UserFactory
from tests.responses import read

EACH_ROLE = pytest.mark.parametrize(
    "make_user", [EditorFactory, AdministratorFactory], ids=["editor", "administrator"]
)


# Signing in


@EACH_ROLE
def test_signing_in_and_out(portal, get_entries, make_user):
    user, client = with_password(make_user()), Client()

    sign_in(user, client)
    client.post(reverse("wagtailadmin_logout"))

    assert get_entries("sign-in", "sign-out") == [
        ("sign-in", "done", user.username, "", ""),
        ("sign-out", "done", user.username, "", ""),
    ]


@EACH_ROLE
def test_signing_in_with_the_second_factor(portal, get_entries, make_user):
    user = with_password(make_user())
    app, _ = with_second_factor(user)

    sign_in(user, code="000000")
    sign_in(user, code=app.code)

    assert get_entries("sign-in")[1:] == [
        ("sign-in", "refused", user.username, "", "wrong code"),
        ("sign-in", "done", user.username, "", "with the second factor"),
    ]


def test_a_wrong_password_and_an_unknown_name(portal, get_entries):
    user = with_password(EditorFactory())

    fail(1, user)
    fail(1, "a password typed as a name")

    assert get_entries("sign-in") == [
        ("sign-in", "refused", user.username, "", "wrong password"),
        ("sign-in", "refused", "", "", "unknown name"),
    ]
    assert "typed" not in str(list(AuditEntry.objects.values()))


def test_a_limit_is_recorded_once_however_often_somebody_tries(portal, get_entries):
    fail(9, with_password(EditorFactory()))

    assert get_entries("attempts") == [("attempts", "refused", "", "", "Sign-in")]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("", ""),
    ],
)
def test_of_the_client_the_network_is_stored(rf, address, network):
    assert anonymous_network(rf.get("/", REMOTE_ADDR=address)) == network


def test_an_entry_has_the_network_of_the_request(portal):
    sign_in(with_password(EditorFactory()), address=HOME)

    assert AuditEntry.objects.latest("pk").network == "203.0.113.0/24"


def test_a_password_set_by_a_link_from_a_mail(portal, client, get_entries):
    user = with_password(EditorFactory())
    client.post(reverse("wagtailadmin_password_reset"), {"email": user.email})
    wait_for_mails()
    link = re.search(r"/admin/password_reset/confirm/\S+", mail.outbox[0].body)[0]
    form = client.get(link).url
    password = f"{PASSWORD} 2"

    client.post(form, {"new_password1": password, "new_password2": password})

    user.refresh_from_db()
    assert user.check_password(password)
    subject = f"Account “{user.username}” (number {user.pk})"
    assert get_entries("password") == [("password", "done", "", subject, "changed")]


# Refusals and downloads


def test_what_an_editor_may_not_open(portal, editor_client, editor, get_entries):
    url = reverse("wagtailusers_users:index")
    editor_client.get(url)
    editor_client.get(url)
    editor_client.post(
        reverse("wagtailsites:add"), {"port": 80}, headers={"x-requested-with": "XMLHttpRequest"}
    )

    assert get_entries("access") == [
        ("access", "refused", editor.username, f"GET {url}", ""),
        ("access", "refused", editor.username, "POST /admin/sites/new/", ""),
    ]


def test_the_admin_for_a_reader(portal, client, get_entries):
    reader = UserFactory()
    client.force_login(reader)

    client.get("/admin/")

    assert get_entries("access") == [("access", "refused", reader.username, "GET /admin/", "")]


def test_who_is_not_signed_in_leaves_no_entry(portal, client):
    client.get("/admin/")
    client.post("/admin/sites/new/", {"port": 80})

    assert not AuditEntry.objects.exists()


@EACH_ROLE
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export(portal, client, today, get_entries, make_user, suffix):
    user = make_user()
    client.force_login(user)
    url = reverse("meetings:index")

    read(client.get(url, {"export": suffix}))

    (entry,) = get_entries("export")
    assert entry[:4] == ("export", "done", user.username, url)
    assert entry[4].endswith(f"{today}.{suffix}")


def test_a_backup(portal, tmp_path, get_entries, monkeypatch):
    module = "admm_site.operations.management.commands.backup.create"
    monkeypatch.setattr(module, lambda *args, **kwargs: {"counts": {}, "files": 0})

    call_command("backup", str(tmp_path / "monday.tar"))

    assert get_entries("backup") == [("backup", "done", "", "monday.tar", "backup")]


# Accounts and roles


def test_what_an_administrator_does_to_an_account(portal, administrator, administrator_client, get_entries):
    values = {"username": "noy", "email": "noy@portal.example", "first_name": "Noy", "last_name": "Keo"}
    add = reverse("wagtailusers_users:add")
    editors = Group.objects.get(name="Editors")

    send(administrator_client, add, **values, password1=PASSWORD, password2=PASSWORD)
    user = type(administrator).objects.get(username="noy")
    edit = reverse("wagtailusers_users:edit", args=[user.pk])
    send(
        administrator_client, edit, groups=[str(editors.pk)], is_superuser="on", email="other@portal.example"
    )
    send(administrator_client, edit, password1=f"{PASSWORD} 2", password2=f"{PASSWORD} 2")
    administrator_client.post(reverse("wagtailusers_users:delete", args=[user.pk]))

    by, subject = administrator.username, f"Account “noy” (number {user.pk})"
    assert get_entries("account", "role", "password") == [
        ("account", "done", by, subject, "created"),
        ("account", "done", by, subject, "e-mail address changed; made an administrator"),
        ("role", "done", by, subject, "added: Editors"),
        ("password", "done", by, subject, "changed"),
        ("account", "done", by, subject, "deleted"),
    ]
    stored = str(list(AuditEntry.objects.values()))
    assert PASSWORD not in stored
    assert "@portal.example" not in stored


def test_what_an_administrator_does_to_several_accounts(portal, administrator_client, get_entries):
    users = [UserFactory(), UserFactory()]
    ids = "&".join(f"id={user.pk}" for user in users)
    group = Group.objects.get(name="Moderators")

    for action, values in {
        "assign_role": {"role": group.pk},
        "set_active_state": {"mark_as_active": "False"},
    }.items():
        administrator_client.post(
            reverse("wagtail_bulk_action", args=["auth", "user", action]) + f"?{ids}", values
        )

    assert [entry[4] for entry in get_entries("role")] == ["added: Moderators"] * 2
    assert [entry[4] for entry in get_entries("account")] == ["deactivated"] * 2


def test_what_a_role_may_do(portal, administrator_client, get_entries):
    group = Group.objects.get(name="Editors")
    edit = reverse("wagtailusers_groups:edit", args=[group.pk])
    form = get_form_fields(administrator_client.get(edit), f"//form[@action='{edit}']")

    administrator_client.post(edit, form | {"name": "Authors", "permissions": []}, follow=True)

    (entry,) = get_entries("permissions")
    assert entry[3] == "Role “Authors”"
    assert entry[4].startswith("renamed, before: “Editors”")
    assert "access_admin" in entry[4].partition("removed: ")[2]


def test_a_role_that_publishes_on_pages(portal, administrator_client, get_entries):
    group = Group.objects.get(name="Editors")
    edit = reverse("wagtailusers_groups:edit", args=[group.pk])
    form = get_form_fields(administrator_client.get(edit), f"//form[@action='{edit}']")

    form["page_permissions-TOTAL_FORMS"] = "2"
    form |= {"page_permissions-1-page": portal.about.pk, "page_permissions-1-permissions": ["publish_page"]}
    administrator_client.post(edit, form, follow=True)

    assert f"publish_page ({portal.about.title})" in get_entries("permissions")[0][4]


def test_the_second_factor(portal, get_entries):
    user, client = with_password(EditorFactory()), Client()
    client.force_login(user)

    app, _ = set_up(client)
    client.post(reverse("second_factor"), {"code": app.code})
    remove = f"remove {TOTPDevice.objects.get().persistent_id}"
    client.post(reverse("second_factor"), {"code": app.code, "action": remove})

    assert [entry[2:5] for entry in get_entries("second-factor")] == [
        (user.username, f"Account “{user.username}” (number {user.pk})", detail)
        for detail in ("set up", "new recovery codes", "removed")
    ]


def test_commands(portal, get_entries, monkeypatch, capsys):
    user = with_password(EditorFactory())
    with_second_factor(user)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("reset_second_factor", user.username)
    call_command("createsuperuser", interactive=False, username="root", email="root@portal.example")
    monkeypatch.setattr("getpass.getpass", lambda prompt: f"{PASSWORD} 3")
    call_command("changepassword", user.username)

    assert [entry[2:] for entry in get_entries("second-factor", "account", "password")][1:] == [
        ("", f"Account “{user.username}” (number {user.pk})", "removed"),
        ("", entry_subject("root"), "created; made an administrator"),
        ("", f"Account “{user.username}” (number {user.pk})", "changed"),
    ]


def entry_subject(name: str) -> str:
    user = UserFactory._meta.model.objects.get(username=name)
    return f"Account “{name}” (number {user.pk})"


@pytest.mark.parametrize("number", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_accounts(
    portal, administrator_client, get_entries, number
):
    users = [UserFactory() for _ in range(number)]
    ids = "&".join(f"id={user.pk}" for user in users)
    url = reverse("wagtail_bulk_action", args=["auth", "user", "set_active_state"]) + f"?{ids}"

    with CaptureQueriesContext(connection) as queries:
        administrator_client.post(url, {"mark_as_active": "False"})

    assert len(get_entries("account")) == number
    assert sum("audit_auditentry" in query["sql"] for query in queries) == 1
    assert sum('FROM "auth_user"' in query["sql"] and "LIMIT" not in query["sql"] for query in queries) <= 5


# Releases


@EACH_ROLE
def test_publishing_scheduling_and_withdrawing(portal, client, get_entries, make_user):
    user, page = make_user(), ContentPageFactory(title="Working groups", live=False)
    client.force_login(user)
    url = edit_url(page)

    client.post(url, get_form_fields(client.get(url)) | {"action-publish": "1"})
    revision = page.revisions.latest("pk")
    client.post(
        reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        {"reason": "It was released too early.", "stays_readable": "False"},
    )

    assert get_entries("publish", "withdraw") == [
        (
            *("publish", "done", user.username, "Page of text “Working groups”"),
            f"Published; number {page.pk}; version {revision.pk}",
        ),
        (
            *("withdraw", "done", user.username, "Page of text “Working groups”"),
            f"Unpublished; number {page.pk}",
        ),
    ]


@EACH_ROLE
def test_scheduling_a_page_and_what_the_schedule_does(portal, client, get_entries, make_user):
    user, page = make_user(), ContentPageFactory(title="Working groups", live=False)
    client.force_login(user)
    url = edit_url(page)

    tomorrow = timezone.localtime() + timedelta(days=1)
    schedule = {"go_live_at": f"{tomorrow:%Y-%m-%d %H:%M}", "action-publish": "1"}
    form = get_form_fields(client.get(url)) | schedule
    client.post(url, form)
    let_time_pass(page)
    call_command("publish_scheduled", verbosity=0)

    (scheduled,), (published,) = get_entries("schedule"), get_entries("publish")
    assert scheduled[2:4] == (user.username, "Page of text “Working groups”")
    assert "scheduled for publishing at" in scheduled[4]
    assert published[3] == "Page of text “Working groups”"


def test_what_is_rolled_back_is_not_in_the_trail(portal, administrator_client, monkeypatch):
    page = ContentPageFactory(title="Working groups", live=False)
    url = edit_url(page)
    form = get_form_fields(administrator_client.get(url)) | {"action-publish": "1"}
    before = AuditEntry.objects.count()
    monkeypatch.setattr("wagtail.admin.views.pages.edit.EditView.redirect_and_remain", _fail)
    monkeypatch.setattr("wagtail.admin.views.pages.edit.EditView.redirect_away", _fail)
    administrator_client.raise_request_exception = False

    response = administrator_client.post(url, form)

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert AuditEntry.objects.count() == before


def _fail(*args):
    raise ZeroDivisionError


def test_the_privacy_of_a_page_and_of_a_collection(portal, administrator, administrator_client, get_entries):
    page = ContentPageFactory(title="Working groups")
    collection = Collection.get_first_root_node().add_child(name="Drafts")
    login = {"restriction_type": "login", "password": ""}

    administrator_client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), login)
    url = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])
    administrator_client.post(url, login)
    administrator_client.post(url, login | {"restriction_type": "none"})

    entries = get_entries("privacy")
    assert [entry[2:4] for entry in entries] == [
        (administrator.username, "Page of text “Working groups”"),
        (administrator.username, "Collection “Drafts”"),
        (administrator.username, "Collection “Drafts”"),
    ]
    assert [entry[4] for entry in entries[1:]] == [
        "Private, accessible to any logged-in users",
        "public again",
    ]


def test_deleting_a_page(portal, administrator, administrator_client, get_entries):
    page = ContentPageFactory(title="Working groups")

    administrator_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    (entry,) = get_entries("delete")
    assert entry[2:4] == (administrator.username, "Page of text “Working groups”")


# Where nothing can be written


def test_nothing_is_written_while_the_portal_is_read_only(portal, editor_client, settings):
    before = AuditEntry.objects.count()
    settings.READ_ONLY = True

    read(editor_client.get(reverse("meetings:index"), {"export": "csv"}))
    editor_client.get(reverse("wagtailusers_users:index"))

    assert AuditEntry.objects.count() == before

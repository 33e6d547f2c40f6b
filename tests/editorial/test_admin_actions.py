"""The admin's views of what is neither page nor file: adding, changing, deleting."""

import csv
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Site, Task, Workflow
from wagtail.snippets.models import get_snippet_models

from admm_site.reference.models import CooperationArea, Country
from admm_site.search.models import Synonym
from meetings.models import MeetingSeries
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.factories.search import SynonymFactory
from tests.factories.users import AdministratorFactory, EditorFactory, UserFactory
from tests.roles import ROLES

from .browser_form import get_form_fields

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.slow]

SNIPPETS = {
    Country: (
        CountryFactory,
        {
            "name": "Timor-Leste",
            "code": "TL",
            "role": "member",
            "slug": "timor-leste",
            "official_name": "Timor-Leste",
        },
    ),
    CooperationArea: (
        CooperationAreaFactory,
        {
            "name": "Cyber security",
            "acronym": "CS",
            "kind": "ewg",
            "slug": "cyber-security",
            "description": "Defence of networks.",
        },
    ),
    MeetingSeries: (
        MeetingSeriesFactory,
        {
            "name": "ADMM Retreat",
            "acronym": "Retreat",
            "slug": "retreat",
            "summary": "Ministers talk.",
            "framework": "admm",
            "level": "ministers",
        },
    ),
    Synonym: (SynonymFactory, {"terms": "piracy, armed robbery at sea"}),
}
REPORTS = (
    *("locked_pages", "workflow", "workflow_tasks", "site_history", "aging_pages", "page_types_usage"),
    *("gaps_report", "withdrawals_report", "search_report"),
)
each_snippet = pytest.mark.parametrize("model", SNIPPETS, ids=[model.__name__ for model in SNIPPETS])


@pytest.fixture(params=ROLES)
def person(request, editor):
    return AdministratorFactory() if request.param == "administrator" else editor


@pytest.fixture
def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(AdministratorFactory())
    return client


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def send(client, url, form=None, **changes):
    """Submits the form at the address with these changes, and follows the redirect."""
    form_page = client.get(url)
    assert form_page.status_code == 200, url
    fields = get_form_fields(form_page, form or f"//form[@action='{url}' or @data-edit-form or @action='']")
    response = client.post(url, fields | changes, follow=True)
    assert response.status_code == 200
    return response


def snippet_url(model, view, *args) -> str:
    return reverse(f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:{view}", args=args)


# Snippets


def test_every_snippet_model_is_tested():
    assert set(SNIPPETS) == set(get_snippet_models())


@pytest.mark.sample(3)
@each_snippet
def test_a_snippet_is_added_changed_and_deleted(browser, model):
    _factory, values = SNIPPETS[model]

    send(browser, snippet_url(model, "add"), **values)
    snippet = model.objects.get()
    field = next(iter(values))
    send(browser, snippet_url(model, "edit", snippet.pk), **{field: f"{values[field]}, changed"})
    new_value = getattr(model.objects.get(), field)
    history = visible_text(browser.get(snippet_url(model, "history", snippet.pk)))
    send(browser, snippet_url(model, "delete", snippet.pk))

    assert new_value == f"{values[field]}, changed"
    assert "Created" in history
    assert not model.objects.exists()


@pytest.mark.sample(2)
@each_snippet
def test_a_copy_of_a_snippet_says_what_must_differ_and_is_saved_then(browser, model):
    factory, values = SNIPPETS[model]
    original = factory()
    url = snippet_url(model, "copy", original.pk)

    response = send(browser, url)
    count = model.objects.count()
    send(browser, url, **values)

    if model is not Synonym:
        assert count == 1
        assert "error" in response.content.decode()
    assert model.objects.filter(**values).exists()


@pytest.mark.sample(3)
@each_snippet
def test_a_snippet_is_found_and_chosen(browser, model):
    factory, _values = SNIPPETS[model]
    snippet = factory()
    name = f"wagtailsnippetchoosers_{model._meta.app_label}_{model._meta.model_name}"

    for view, args in {"choose": [], "choose_results": [], "chosen": [snippet.pk]}.items():
        assert browser.get(reverse(f"{name}:{view}", args=args), {"q": str(snippet)[:3]}).status_code == 200
    many = browser.get(reverse(f"{name}:chosen_multiple"), {"id": snippet.pk})
    content = browser.get(reverse(f"{name}:choose")).content.decode()

    assert many.status_code == 200
    assert reverse(f"{name}:create") not in content  # nothing can be added there, so nothing offers to


@pytest.mark.sample(2)
@each_snippet
def test_several_snippets_are_deleted_at_once(browser, model):
    factory, _values = SNIPPETS[model]
    first, second = factory(), factory()
    action = reverse("wagtail_bulk_action", args=[model._meta.app_label, model._meta.model_name, "delete"])
    url = f"{action}?id={first.pk}&id={second.pk}&next={snippet_url(model, 'list')}"

    assert browser.get(url).status_code == 200
    assert browser.post(url, follow=True).status_code == 200

    assert not model.objects.filter(pk__in=[first.pk, second.pk]).exists()


def test_a_country_that_a_meeting_names_stays_and_the_meeting_is_named(browser):
    meeting = MeetingPageFactory(country=CountryFactory())

    response = browser.post(snippet_url(Country, "delete", meeting.country_id), follow=True)

    assert Country.objects.filter(pk=meeting.country_id).exists()
    assert str(meeting) in visible_text(response)


def test_a_snippet_says_where_it_is_used(browser):
    meeting = MeetingPageFactory()

    for model, snippet in ((Country, meeting.country), (MeetingSeries, meeting.series)):
        assert str(meeting) in visible_text(browser.get(snippet_url(model, "usage", snippet.pk)))


# Redirects


def import_redirects(client, name: str, content: bytes, **columns):
    """Uploads the file and confirms the columns."""
    file = io.BytesIO(content)
    file.name = name
    confirm = client.post(reverse("wagtailredirects:start_import"), {"import_file": file}, follow=True)
    process = reverse("wagtailredirects:process_import")
    if f'action="{process}"' not in confirm.content.decode():
        return confirm
    fields = get_form_fields(confirm, f"//form[@action='{process}']")
    return client.post(process, fields | {"from_index": "0", "to_index": "1"} | columns, follow=True)


def workbook(*rows) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


GOOD_FILES = {
    "old.csv": b"from,to\n/old/,https://asean.org/admm/\n/older/,https://asean.org/\n",
    "byte order mark.csv": b"\xef\xbb\xbffrom,to\r\n/old/,https://asean.org/\r\n/older/,https://asean.org/\r\n",
    "old.tsv": b"from\tto\n/old/\thttps://asean.org/\n/older/\thttps://asean.org/\n",
    "old.xlsx": workbook(["from", "to"], ["/old/", "https://asean.org/"], ["/older/", "https://asean.org/"]),
    "ກະຊວງ.csv": "from,to\n/ເກົ່າ/,https://asean.org/\n/old/,https://asean.org/\n".encode(),
}
BAD_FILES = {
    "empty.csv": b"",
    "only a heading.csv": b"from,to\n",
    "blank lines.csv": b"\n\n\n",
    "a row too short.csv": b"from,to\n/old/\n",
    "a row too long.csv": b"from,to\n/old/,/meetings/,and,more\n",
    "a short row after a good one.csv": b"from,to\n/old/,https://asean.org/\n/older/\n",
    "one column.csv": b"from\n/old/\n",
    "not utf-8.csv": "from,to\n/él/,/meetings/\n".encode("latin-1"),
    "utf-16.csv": "from,to\n/old/,/meetings/\n".encode("utf-16"),
    "nul.csv": b"from,to\n/o\x00ld/,/meetings/\n",
    "too long.csv": b"from,to\n/" + b"x" * 300 + b",/meetings/\n",
    "twice.csv": b"from,to\n/old/,/meetings/\n/old/,/about/\n",
    "an open quote.csv": b'from,to\n"/old/,/meetings/\n',
    "a picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "empty.xlsx": workbook(),
    "empty cells.xlsx": workbook(["from", "to"], [None, None], ["/old/", None]),
    "numbers.xlsx": workbook(["from", "to"], [2011, 5.5]),
    "no heading.xlsx": workbook([None, None], ["/old/", "/meetings/"]),
    "old.pdf": b"%PDF-1.4",
    "no extension": b"from,to\n",
    "OLD.CSV": b"from,to\n/old/,/meetings/\n",
}


@pytest.mark.parametrize("name", GOOD_FILES)
def test_redirects_are_imported(administrator, name):
    response = import_redirects(administrator, name, GOOD_FILES[name])

    assert Redirect.objects.count() == 2, visible_text(response)
    assert "Imported 2 redirects" in visible_text(response)


@pytest.mark.sample(6)
@pytest.mark.parametrize("name", BAD_FILES)
def test_an_unusable_file_of_redirects_is_refused_with_an_explanation(administrator, name):
    response = import_redirects(administrator, name, BAD_FILES[name])

    assert response.status_code == 200
    assert "redirect" in visible_text(response).lower()


def test_an_import_sent_twice_says_that_the_file_is_gone(administrator):
    file = io.BytesIO(GOOD_FILES["old.csv"])
    file.name = "old.csv"
    confirm = administrator.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    process = reverse("wagtailredirects:process_import")
    fields = get_form_fields(confirm, f"//form[@action='{process}']") | {"from_index": "0", "to_index": "1"}

    administrator.post(process, fields)
    again = administrator.post(process, fields, follow=True)

    assert again.status_code == 200
    assert "Choose the file again" in visible_text(again)
    assert Redirect.objects.count() == 2


def test_nothing_of_a_file_with_a_broken_row_is_imported(administrator):
    response = import_redirects(administrator, "old.csv", BAD_FILES["a short row after a good one.csv"])

    assert not Redirect.objects.exists()
    assert "Nothing was imported" in visible_text(response)


def test_a_redirect_is_added_changed_and_deleted(administrator):
    page = ContentPageFactory()

    send(administrator, reverse("wagtailredirects:add"), old_path="/old", redirect_page=str(page.pk))
    redirect = Redirect.objects.get()
    twice = send(administrator, reverse("wagtailredirects:add"), old_path="/old/", redirect_link="/about/")
    send(administrator, reverse("wagtailredirects:edit", args=[redirect.pk]), old_path="/older")
    administrator.post(reverse("wagtailredirects:delete", args=[redirect.pk]))

    assert "already exists" in visible_text(twice)
    assert not Redirect.objects.exists()


def test_an_editor_is_refused_redirects_with_an_explanation(editor_client):
    for name in ("index", "add", "start_import"):
        assert "do not have permission" in visible_text(
            editor_client.get(reverse(f"wagtailredirects:{name}"), follow=True)
        )
    response = import_redirects(editor_client, "old.csv", GOOD_FILES["old.csv"])
    assert "do not have permission" in visible_text(response)
    assert not Redirect.objects.exists()


# Collections, sites, people


def test_a_collection_is_added_renamed_hidden_and_deleted_once_it_is_empty(administrator):
    send(
        administrator,
        reverse("wagtailadmin_collections:add"),
        name="ເອກະສານ",
        parent=str(Collection.get_first_root_node().pk),
    )
    collection = Collection.objects.get(depth=2)
    send(administrator, reverse("wagtailadmin_collections:edit", args=[collection.pk]), name="Drafts")
    privacy = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])
    administrator.get(privacy)
    administrator.post(privacy, {"restriction_type": "login"})
    document = PortalDocumentFactory(collection=Collection.objects.get(depth=2))
    delete = reverse("wagtailadmin_collections:delete", args=[collection.pk])

    text = visible_text(administrator.get(delete))
    response = administrator.post(delete, follow=True)
    collection = Collection.objects.get(depth=2)
    document.delete()
    administrator.post(delete)

    assert collection.name == "Drafts"
    assert "must be empty" in text or "can't be deleted" in text or "cannot be deleted" in text, text[-500:]
    assert "have permission" in visible_text(response)
    assert CollectionViewRestriction.objects.count() == 0
    assert not Collection.objects.filter(depth=2).exists()


def test_the_site_is_changed_and_an_invalid_port_refused(administrator):
    site = Site.objects.get()
    url = reverse("wagtailsites:edit", args=[site.pk])

    send(administrator, url, hostname="admm.example.org", port="8443", site_name="ADMM")
    response = send(administrator, url, port="not a port")

    site.refresh_from_db()
    assert (site.hostname, site.port) == ("admm.example.org", 8443)
    assert "whole number" in visible_text(response)


def test_an_account_is_made_changed_and_deleted(administrator):
    values = {"username": "noy", "email": "noy@portal.example", "first_name": "Noy", "last_name": "ແກ້ວ"}
    password = "correct horse battery staple"

    send(administrator, reverse("wagtailusers_users:add"), **values, password1=password, password2=password)
    user = get_user_model().objects.get(username="noy")
    send(administrator, reverse("wagtailusers_users:edit", args=[user.pk]), last_name="Keo")
    account = get_user_model().objects.get(username="noy")
    administrator.post(reverse("wagtailusers_users:delete", args=[user.pk]))

    assert (account.last_name, account.check_password(password)) == ("Keo", True)
    assert not get_user_model().objects.filter(username="noy").exists()


def test_several_accounts_are_given_a_group_and_deactivated_at_once(administrator):
    users = [UserFactory(), UserFactory()]
    ids = "&".join(f"id={user.pk}" for user in users)
    group = Group.objects.get(name="Moderators")

    for action, values in {
        "assign_role": {"role": group.pk},
        "set_active_state": {"mark_as_active": False},
    }.items():
        url = reverse("wagtail_bulk_action", args=["auth", "user", action])
        assert administrator.get(f"{url}?{ids}").status_code == 200
        assert administrator.post(f"{url}?{ids}&next=/admin/users/", values, follow=True).status_code == 200

    assert set(group.user_set.filter(is_active=False)) == set(users)


def test_a_group_is_made_changed_and_deleted(administrator):
    add = reverse("wagtailusers_groups:add")
    fields = get_form_fields(administrator.get(add), f"//form[@action='{add}']")
    access = Permission.objects.get(codename="access_admin")

    administrator.post(add, fields | {"name": "ຜູ້ອ່ານ", "permissions": [str(access.pk)]}, follow=True)
    group = Group.objects.get(name="ຜູ້ອ່ານ")
    edit = reverse("wagtailusers_groups:edit", args=[group.pk])
    form = get_form_fields(administrator.get(edit), f"//form[@action='{edit}']")
    administrator.post(edit, form | {"name": "Readers"}, follow=True)
    edited_group = Group.objects.get(pk=group.pk)
    permissions = list(edited_group.permissions.all())
    administrator.post(reverse("wagtailusers_groups:delete", args=[group.pk]), follow=True)

    assert (edited_group.name, permissions) == ("Readers", [access])
    assert not Group.objects.filter(pk=group.pk).exists()


def test_people_change_their_own_account(browser, person):
    url = reverse("wagtailadmin_account")

    send(browser, url, **{"name_email-first_name": "ນ້ອຍ", "name_email-last_name": "ແກ້ວ"})

    person.refresh_from_db()
    assert person.first_name == "ນ້ອຍ"


# Moderation and locks


def test_a_page_is_submitted_rejected_submitted_again_and_approved(db):
    author = EditorFactory(groups=[Group.objects.get(name="Editors")])
    moderator = EditorFactory(groups=[Group.objects.get(name="Moderators")])
    writing, moderating = Client(), Client()
    writing.force_login(author)
    moderating.force_login(moderator)
    page = ContentPageFactory(live=False)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    for decision in ("reject", "approve"):
        send(writing, edit, introduction=f"To {decision}.", **{"action-submit": "1"})
        task = page.workflow_states.get(status="in_progress").current_task_state
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, decision, task.pk])
        assert moderating.get(reverse("wagtailadmin_home")).status_code == 200
        assert moderating.get(url).status_code == 200
        assert moderating.post(url, {"comment": "ດີ"}, follow=True).status_code == 200
        if decision == "reject":
            cancel = reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[page.pk])
            assert writing.get(cancel).status_code == 200
            send(writing, edit, **{"action-cancel-workflow": "1"})

    page.refresh_from_db()
    assert page.live
    assert moderating.get(reverse("wagtailadmin_pages:workflow_history", args=[page.pk])).status_code == 200


def test_workflows_and_tasks_are_added_switched_off_and_on(administrator):
    workflow, task = Workflow.objects.first(), Task.objects.first()
    add_task = reverse("wagtailadmin_workflows:add_task", args=["wagtailcore", "groupapprovaltask"])

    send(administrator, add_task, name="Legal check", groups=str(Group.objects.first().pk))
    for thing, name in ((task, "_task"), (workflow, "")):
        for action, active in (("disable", False), ("enable", True)):
            administrator.post(reverse(f"wagtailadmin_workflows:{action}{name}", args=[thing.pk]))
            assert type(thing).objects.get(pk=thing.pk).active is active

    assert Task.objects.filter(name="Legal check").exists()


def test_a_locked_page_can_be_changed_by_its_owner_only(db, editor, editor_client):
    other_browser = Client()
    other_browser.force_login(EditorFactory(groups=[Group.objects.get(name="Editors")]))
    page = ContentPageFactory(introduction="Before.")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = get_form_fields(other_browser.get(edit))

    editor_client.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
    response = other_browser.post(edit, form | {"introduction": "After."}, follow=True)
    report = visible_text(editor_client.get(reverse("wagtailadmin_reports:locked_pages")))
    editor_client.post(reverse("wagtailadmin_pages:unlock", args=[page.pk]))

    page.refresh_from_db()
    assert "locked" in visible_text(response)
    assert str(page) in report
    assert not page.locked
    assert page.get_latest_revision_as_object().introduction == "Before."


# Reports


@pytest.mark.sample(6)
@pytest.mark.parametrize("export", ["csv", "xlsx"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_shown_filtered_and_downloaded(browser, editor, name, export):
    page = ContentPageFactory()
    page.save_revision(user=editor, log_action=True).publish(user=editor)
    url = reverse(name if name.endswith("report") else f"wagtailadmin_reports:{name}")

    assert browser.get(url).status_code in (200, 302)
    assert browser.get(url, {"q": "nothing", "user": "x", "p": "99", "ordering": "x"}).status_code in (
        200,
        302,
    )
    response = browser.get(url, {"export": export})

    if response.status_code == 302:
        assert "do not have permission" in visible_text(browser.get(url, follow=True))
        return
    content = b"".join(response.streaming_content)
    report = (
        csv.reader(io.StringIO(content.decode()))
        if export == "csv"
        else openpyxl.load_workbook(io.BytesIO(content))
    )
    assert list(report) if export == "csv" else report.active.max_row

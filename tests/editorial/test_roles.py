import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.core.management.sql import emit_post_migrate_signal
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from admm_site.editorial.roles import EDITORS, create_demo_users, ensure_editors_group
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory
from tests.factories.meetings import MeetingPageFactory
from tests.factories.users import AdministratorFactory

OPEN = [
    "wagtailadmin_home",
    "meetings:index",
    "concept-papers:index",
    "initiatives:index",
    "activities:index",
    "wagtaildocs:index",
    "wagtaildocs:add_multiple",
    "wagtailimages:index",
    "wagtailimages:add_multiple",
    "wagtailsnippets_reference_country:list",
    "wagtailsnippets_reference_country:add",
    "wagtailsnippets_reference_cooperationarea:add",
    "wagtailsnippets_meetings_meetingseries:add",
]
CLOSED = [
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtailsites:add",
    "wagtailadmin_collections:index",
    "wagtailadmin_collections:add",
    "wagtailadmin_workflows:index",
    "wagtailredirects:index",
]


def test_an_emptied_database_has_the_group_of_editors_again(db):
    """`flush` deletes sites and collections, and sends signals with fewer arguments than `migrate`."""
    Site.objects.all().delete()
    Collection.objects.all().delete()
    Group.objects.all().delete()

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert Group.objects.get(name=EDITORS).permissions.filter(codename="access_admin").exists()


@pytest.mark.sample(5)
@pytest.mark.parametrize("name", OPEN)
def test_an_editor_reaches_what_their_work_needs(editor_client, portal, name):
    assert editor_client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", CLOSED)
def test_an_editor_is_kept_from_settings_users_and_sites(editor_client, name):
    response = editor_client.get(reverse(name))

    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


def test_the_menu_of_an_editor_has_no_settings(editor_client):
    page = editor_client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Meetings" in page
    assert "Concept papers" in page
    assert '"name": "settings"' not in page


@pytest.mark.parametrize("make", [MeetingPageFactory, ConceptPaperPageFactory, ActivityPageFactory])
def test_an_editor_publishes_locks_and_deletes_pages(editor, portal, make):
    permissions = make().permissions_for_user(editor)

    assert permissions.can_edit()
    assert permissions.can_publish()
    assert permissions.can_unpublish()
    assert permissions.can_lock()
    assert permissions.can_delete()
    assert portal.meetings.permissions_for_user(editor).can_publish_subpage()


def test_an_editor_deletes_no_page_that_has_pages_below_it(editor, portal):
    initiative = ActivityPageFactory().get_parent()
    portal.home.refresh_from_db()

    assert not initiative.permissions_for_user(editor).can_delete()
    assert not portal.home.permissions_for_user(editor).can_delete()


@pytest.mark.parametrize(
    ("make", "url_name"),
    [(PortalDocumentFactory, "wagtaildocs:edit"), (PortalImageFactory, "wagtailimages:edit")],
    ids=["document", "image"],
)
def test_an_editor_edits_files_that_somebody_else_uploaded(editor_client, make, url_name):
    file = make(uploaded_by_user=AdministratorFactory())

    assert editor_client.get(reverse(url_name, args=[file.pk])).status_code == 200


def test_permissions_of_editors_hang_on_one_page_and_one_collection(db):
    group = Group.objects.get(name=EDITORS)

    assert GroupPagePermission.objects.filter(group=group).values("page").distinct().count() == 1
    assert GroupCollectionPermission.objects.filter(group=group).values("collection").distinct().count() == 1


def test_making_the_group_again_changes_nothing(db):
    group = Group.objects.get(name=EDITORS)

    def get_permissions():
        pages, files = group.page_permissions, group.collection_permissions
        return group.permissions.count(), pages.count(), files.count()

    before = get_permissions()
    ensure_editors_group()

    assert get_permissions() == before
    assert Group.objects.filter(name=EDITORS).count() == 1


def test_the_demonstration_gets_an_administrator_and_an_editor_who_can_sign_in(rf, db):
    passwords = dict(create_demo_users())

    assert set(passwords) == {"admin", "editor"}
    assert len(set(passwords.values())) == 2
    for username, password in passwords.items():
        assert authenticate(rf.post("/"), username=username, password=password)
    users = get_user_model().objects
    assert users.get(username="admin").is_superuser
    assert not users.get(username="editor").is_superuser
    assert [group.name for group in users.get(username="editor").groups.all()] == [EDITORS]


def test_demonstration_users_that_exist_keep_their_passwords(db):
    create_demo_users()
    before = set(get_user_model().objects.values_list("username", "password"))

    assert create_demo_users() == []
    assert set(get_user_model().objects.values_list("username", "password")) == before

"""Who may do what in the admin: the group of the secretariat's editors, and the demonstration's sign-ins."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITORS = "Secretariat editors"

# A page with pages below it (a section, an initiative with activities) is deleted by an administrator alone:
# that takes `bulk_delete_page`, which editors don't have.
ON_PAGES = {"wagtailcore": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]}
ON_FILES = {
    "wagtaildocs": ["add_document", "change_document", "choose_document"],
    "wagtailimages": ["add_image", "change_image", "choose_image"],
}
ON_MODELS = {
    "wagtailadmin": ["access_admin"],
    "reference": [
        f"{action}_{model}"
        for model in ("country", "cooperationarea")
        for action in ("add", "change", "delete", "view")
    ],
    "meetings": [f"{action}_meetingseries" for action in ("add", "change", "delete", "view")],
    "feedback": ["change_errorreport", "view_errorreport"],
    "portal_search": [
        *(f"{action}_synonym" for action in ("add", "change", "delete", "view")),
        "view_askedquery",
    ],
}

DEMO_USERS = {"admin": True, "editor": False}  # whether they are administrators
READABLE_CHARACTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def permissions(codenames_by_app: dict[str, list[str]]) -> QuerySet[Permission]:
    condition = Q()
    for app_label, codenames in codenames_by_app.items():
        condition |= Q(content_type__app_label=app_label, codename__in=codenames)
    return Permission.objects.filter(condition)


def ensure_editors_group() -> Group:
    """The group of editors, with everything that they need; what a site gave it besides stays."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    group.permissions.add(*permissions(ON_MODELS))
    for page in Page.objects.filter(sites_rooted_here__isnull=False):
        for permission in permissions(ON_PAGES):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for collection in Collection.get_root_nodes():
        for permission in permissions(ON_FILES):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    return group


def make_demo_users() -> None:
    """Make the administrator and the editor of the demonstration, who can't sign in yet."""
    group = ensure_editors_group()
    for username, is_administrator in DEMO_USERS.items():
        user, is_new = get_user_model().objects.get_or_create(
            username=username, defaults={"is_superuser": is_administrator, "is_staff": is_administrator}
        )
        if not is_new:
            continue
        user.set_unusable_password()
        user.save()
        if not is_administrator:
            user.groups.add(group)


def demo_users_without_password() -> list:
    """Return those whose passwords were never shown, because loading was interrupted before."""
    users = get_user_model().objects.filter(username__in=DEMO_USERS, last_login=None).order_by("username")
    return [user for user in users if not user.has_usable_password()]


def create_demo_users() -> list[tuple[str, str]]:
    """Make the administrator and the editor of the demonstration, and passwords for them.

    Returns user name and password of those that had none; the passwords are kept nowhere else.
    """
    make_demo_users()
    created = []
    for user in demo_users_without_password():
        password = "-".join(get_random_string(4, READABLE_CHARACTERS) for _ in range(4))
        user.set_password(password)
        user.save()
        created.append((user.username, password))
    return created

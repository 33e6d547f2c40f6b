"""The editors' group with its permissions, and the users of the demonstration."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from admm_site.core.readable_codes import random_code

EDITORS = "Secretariat editors"

# Only administrators delete a page that has pages below it: that takes `bulk_delete_page`.
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
        "view_querycount",
    ],
}

DEMO_USERS = {"admin": True, "editor": False}  # whether they are administrators


def permissions(codenames_by_app: dict[str, list[str]]) -> QuerySet[Permission]:
    condition = Q()
    for app_label, codenames in codenames_by_app.items():
        condition |= Q(content_type__app_label=app_label, codename__in=codenames)
    return Permission.objects.filter(condition)


def ensure_editors_group() -> Group:
    """Return the editors' group, with its permissions added; others that it was given stay."""
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
    """Create the administrator and the editor of the demonstration, without usable passwords."""
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
    """Return the demonstration's users without a password: loading was interrupted before it was shown."""
    users = get_user_model().objects.filter(username__in=DEMO_USERS, last_login=None).order_by("username")
    return [user for user in users if not user.has_usable_password()]


def create_demo_users() -> list[tuple[str, str]]:
    """Create the demonstration's users and return the name and new password of each who had none.

    The passwords are stored nowhere else.
    """
    make_demo_users()
    created = []
    for user in demo_users_without_password():
        password = random_code()
        user.set_password(password)
        user.save()
        created.append((user.username, password))
    return created

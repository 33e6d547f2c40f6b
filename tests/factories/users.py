import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page


class UserFactory(factory.django.DjangoModelFactory):
    """A user without permissions."""

    username = factory.Sequence("reader{}".format)
    email = factory.LazyAttribute("{0.username}@portal.example".format)

    class Meta:
        model = get_user_model()


class EditorFactory(UserFactory):
    """A user who edits and publishes pages, a member of Wagtail's groups."""

    username = factory.Sequence("editor{}".format)

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def groups(self, create, value):
        self.groups.set(value or Group.objects.filter(name__in=["Editors", "Moderators"]))


class AdministratorFactory(UserFactory):
    username = factory.Sequence("administrator{}".format)
    is_superuser = True


class DrafterFactory(UserFactory):
    """A user who adds pages and changes them, and publishes none."""

    username = factory.Sequence("drafter{}".format)

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def groups(self, create, value):
        group, _ = Group.objects.get_or_create(name="Drafters")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for permission in Permission.objects.filter(codename__in=["add_page", "change_page"]):
            GroupPagePermission.objects.get_or_create(
                group=group, page=Page.get_first_root_node(), permission=permission
            )
        self.groups.add(group)

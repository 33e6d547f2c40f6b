"""The home page and the lists: editors write on them; only an administrator may take one away or hide it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import PagePermissionTester

from .page_base import PortalPage, PortalPageForm, to_the_minute


class SectionPermissionTester(PagePermissionTester):
    """Asked by every view and action of Wagtail: one by one, several at once, by the admin's own API."""

    def can_unpublish(self):
        return self.user.is_superuser and super().can_unpublish()

    def can_delete(self, ignore_bulk=False):
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_set_view_restrictions(self):
        return self.user.is_superuser and super().can_set_view_restrictions()


class SectionPageForm(PortalPageForm):
    """Refuses what takes the section away without unpublishing it."""

    def clean_expire_at(self):
        typed, stored = self.cleaned_data["expire_at"], self.instance.expire_at
        value = super().clean_expire_at()
        if typed and stored and to_the_minute(typed) == to_the_minute(stored):
            return value
        return self.unchanged_by_editors(
            "expire_at", _("Only an administrator can set when this page expires.")
        )

    def clean_slug(self):
        slug = super().clean_slug()
        message = _("Only an administrator can change the address of this page.")
        return self.unchanged_by_editors("slug", message) if slug else slug

    def unchanged_by_editors(self, field: str, message: str):
        is_administrator = self.for_user is None or self.for_user.is_superuser
        if field in self.changed_data and not is_administrator:
            raise ValidationError(message)
        return self.cleaned_data[field]


class SectionPage(PortalPage):
    """A page on which the others of its kind depend."""

    base_form_class = SectionPageForm

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return SectionPermissionTester(user, self)

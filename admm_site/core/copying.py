"""The form that copies a page: unique fields are empty in the copy."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.forms.pages import CopyForm

from .slugs import free_slug


class PortalCopyForm(CopyForm):
    """Suggest a free slug. A copy with an empty field is a draft."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        slug = self.fields["new_slug"]
        slug.initial, slug.required = self._free_slug(self.page.title, self.page.get_parent()), False
        if fields := unique_field_names(self.page.specific_class):
            self.fields.pop("publish_copies", None)
            self.fields["new_title"].help_text = _(
                "The copy is a draft. It leaves this empty, which no two pages may share: %(fields)s."
            ) % {"fields": fields}

    def _free_slug(self, title, parent) -> str:
        return free_slug(title, self.page.specific_class, parent.get_children())

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("new_slug") or self.errors.get("new_slug")):
            parent = cleaned.get("new_parent_page") or self.page.get_parent()
            cleaned["new_slug"] = self._free_slug(cleaned.get("new_title", ""), parent)
        return cleaned


def unique_field_names(page_type) -> str:
    """Return the names of the fields that are empty in a copy of such a page."""
    fields = (page_type._meta.get_field(name) for name in page_type.exclude_fields_in_copy)
    return ", ".join(str(field.verbose_name) for field in fields)


def warn_of_empty_fields(request, page, new_page) -> None:
    """Tell the editor, after copying a page, what the copy still needs."""
    if fields := unique_field_names(page.specific_class):
        text = _("“%(title)s” has an empty field that you may need to fill in: %(fields)s.")
        values = {"title": new_page.get_admin_display_title(), "fields": capfirst(fields)}
        messages.info(request, text % values)

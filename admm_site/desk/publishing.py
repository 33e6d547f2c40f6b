"""Pages published several at once are checked first: Wagtail publishes them without asking their forms."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages

from admm_site.content.records import RecordRules


def before_bulk_publishing(request, action_type, pages, action):
    """A response that says what is wrong in which draft, or None when all of them can be published."""
    if action_type != "publish":
        return None
    if action.cleaned_form.cleaned_data["include_descendants"]:
        pages = [*pages, *(below for page in pages for below in page.get_descendants().not_live())]
    wrong = [(page, found) for page in pages if (found := faults(page.get_latest_revision_as_object()))]
    for page, found in wrong:
        text = _("Nothing was published, because “{page}” is not ready. {faults}")
        messages.error(
            request, format_html(text, page=page.get_admin_display_title(), faults=" ".join(found))
        )
    return redirect(action.next_url) if wrong else None


def faults(page) -> list[str]:
    """What keeps this version of a page from being published."""
    found = []
    for check in (page.full_clean, page.clean_records if isinstance(page, RecordRules) else list):
        try:
            check()
        except ValidationError as error:
            found += [
                f"{label(page, name)}{text}" for name, texts in error.message_dict.items() for text in texts
            ]
    return found


def label(page, name: str) -> str:
    fields = {field.name: field for field in page._meta.concrete_fields}
    return f"{capfirst(fields[name].verbose_name)}: " if name in fields else ""

"""Validate pages that are published in bulk or by schedule, without a form."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, Revision

from admm_site.core.records import RecordValidationMixin

TIME_TO_PUBLISH = timedelta(minutes=5)  # until a scheduled page counts as overdue


def before_bulk_publishing(request, action_type, pages, action):
    """Return a redirect with messages of what is wrong in which draft, or None if all can be published."""
    if action_type != "publish":
        return None
    if action.cleaned_form.cleaned_data["include_descendants"]:
        pages = [*pages, *(descendant for page in pages for descendant in page.get_descendants().not_live())]
    invalid_drafts = [
        (page, texts)
        for page in pages
        if (texts := validation_messages(page.get_latest_revision_as_object()))
    ]
    for page, texts in invalid_drafts:
        text = _("Nothing was published, because “{page}” is not ready. {faults}")
        messages.error(
            request, format_html(text, page=page.get_admin_display_title(), faults=" ".join(texts))
        )
    return redirect(action.next_url) if invalid_drafts else None


def validation_messages(page: Page) -> list[str]:
    """Return the validation messages that keep this version of a page from being published."""
    texts = []
    for check in (page.full_clean, page.clean_records if isinstance(page, RecordValidationMixin) else list):
        try:
            check()
        except ValidationError as error:
            texts += error_messages(error, type(page))
    return texts


def error_messages(error: ValidationError, model: type[Model] = Page) -> list[str]:
    """Return the messages of the error, each after the name of its field."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        f"{get_field_prefix(model, name)}{text}"
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def get_field_prefix(model: type[Model], name: str) -> str:
    fields = {field.name: field for field in model._meta.concrete_fields}
    return f"{capfirst(fields[name].verbose_name)}: " if name in fields else ""


def due_revisions(before: datetime | None = None) -> QuerySet[Revision]:
    """Return the revisions of pages to be published by now, or before the moment, the oldest first."""
    revisions = Revision.page_revisions.filter(approved_go_live_at__lt=before or timezone.now())
    return revisions.order_by("approved_go_live_at", "pk")


def overdue_revisions() -> QuerySet[Revision]:
    """Return the revisions of pages that should have been published, and are not."""
    return due_revisions(timezone.now() - TIME_TO_PUBLISH)


def pages_with_overdue_revision() -> QuerySet[Page]:
    keys = overdue_revisions().order_by().values_list("object_id", flat=True)
    return Page.objects.filter(pk__in=[int(key) for key in keys])


def get_unpublished_reason(page: Page) -> str:
    """Return why the scheduled revision of the page was not published."""
    revision = page.scheduled_revision
    texts = validation_messages(revision.as_object()) if revision else []
    return " ".join(texts) or _("The schedule has not been carried out yet.")


def warn_of_overdue_schedule(request, page: Page) -> None:
    """Warn above the form of a page that its scheduled revision was not published."""
    if request.method == "GET" and overdue_revisions().filter(object_id=str(page.pk)).exists():
        text = _("The scheduled version of this page has not been published. {reason}")
        messages.error(request, format_html(text, reason=get_unpublished_reason(page)))

"""Admin views that redact what was published by mistake: changes, and earlier versions of documents."""

import django_filters
from django.db import transaction
from django.http import HttpResponseForbidden
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from admm_site.core.clock import today
from admm_site.documents.models import DocumentVersion

from .describe import describe, get_summary
from .forms import ChangeRedactionForm, VersionRedactionForm
from .models import Change

REDACTED, RESTORED = "portal.redact", "portal.restore_redacted"


class RedactionPermissionMixin:
    """Require the permission to redact; answer 403 otherwise."""

    permission_required = "redact"
    index_url_name = "public_history"
    header_icon = "history"

    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission(self.permission_required):
            return HttpResponseForbidden()
        return super().dispatch(request, *args, **kwargs)


class ChangeFilterSet(WagtailFilterSet):
    page = django_filters.CharFilter("page__title", lookup_expr="icontains", label=_("Page title"))
    redacted = django_filters.BooleanFilter(
        "redacted_at", lookup_expr="isnull", exclude=True, label=_("Redacted")
    )

    class Meta:
        model = Change
        fields = ["kind"]


class PublicHistoryView(RedactionPermissionMixin, ReportView):
    """List what the public can read of each change, with a link to redact it."""

    page_title = _("Public history")
    index_url_name = "public_history"
    index_results_url_name = "public_history_results"
    filterset_class = ChangeFilterSet
    permission_policy = ModelPermissionPolicy(Change)
    default_ordering = None
    is_searchable = False
    list_export = ["page", "at", "kind", "redacted_at", "redacted_by", "redaction_reason"]
    columns = [
        TitleColumn(
            "page",
            label=_("Page"),
            accessor=lambda row: str(row.page),
            get_url=lambda row: get_action_url(row),
        ),
        DateColumn("at", label=_("Changed")),
        Column("summary", label=_("What visitors read"), accessor=get_summary),
        BooleanColumn("redacted", label=_("Redacted"), accessor=lambda change: bool(change.redacted_at)),
        Column("redaction_reason", label=_("Reason")),
    ]

    def get_queryset(self):
        changes = Change.objects.filter(page__isnull=False).select_related("page", "redacted_by")
        return changes.newest_first()

    def decorate_paginated_queryset(self, object_list):
        return describe(object_list)

    def get_filename(self):
        return f"public-history-{today()}"


class RedactView(RedactionPermissionMixin, EditView):
    can_delete = False
    error_message = _("Nothing was removed: check the fields below.")

    @cached_property
    def header_more_buttons(self):
        return []

    def get_context_data(self, **kwargs):
        return super().get_context_data(submit_button_label=_("Remove the text"), **kwargs)

    def get_success_buttons(self):
        return []


class RestoreView(RedactionPermissionMixin, DeleteView):
    page_title = _("Restore what was redacted")
    template_name = "changes/restore.html"
    confirmation_message = _("Visitors will read again what was removed.")

    def get_queryset(self):
        return super().get_queryset().filter(redacted_at__isnull=False)

    @transaction.atomic
    def delete_action(self):
        self.object.restore()
        target, data = self.get_log_target()
        log(target, RESTORED, user=self.request.user, data={"reason": "", **data})


class RedactChangeView(RedactView):
    model = Change
    form_class = ChangeRedactionForm
    permission_policy = ModelPermissionPolicy(Change)
    edit_url_name = "redact_change"
    template_name = "changes/redact.html"
    success_message = _("The text was removed from the public history.")

    def get_queryset(self):
        return super().get_queryset().filter(redacted_at=None, page__isnull=False)

    def get_context_data(self, **kwargs):
        (change,) = describe([Change.objects.select_related("page").get(pk=self.object.pk)])
        return super().get_context_data(change=change, summary=get_summary(change), **kwargs)

    @transaction.atomic
    def save_instance(self):
        reason = self.form.cleaned_data["redaction_reason"]
        changes = self.form.redacted_changes
        for change in changes:
            change.redact(self.request.user, reason)
        data = {"reason": reason, "changes": [change.pk for change in changes]}
        log(self.object.page.specific_deferred, REDACTED, user=self.request.user, data=data)
        return self.object


class RestoreChangeView(RestoreView):
    model = Change
    permission_policy = ModelPermissionPolicy(Change)
    delete_url_name = "restore_change"
    success_message = _("The text is in the public history again.")

    def get_log_target(self):
        return self.object.page.specific_deferred, {"changes": [self.object.pk]}


class RedactVersionView(RedactView):
    model = DocumentVersion
    form_class = VersionRedactionForm
    permission_policy = ModelPermissionPolicy(DocumentVersion)
    edit_url_name = "redact_version"
    success_message = _("Visitors can no longer read this version.")

    def get_queryset(self):
        return super().get_queryset().filter(redacted_at=None)

    def get_success_url(self):
        return get_document_url(self.object)

    @transaction.atomic
    def save_instance(self):
        reason = self.form.cleaned_data["redaction_reason"]
        self.object.redact(self.request.user, reason)
        data = {"reason": reason, "version": self.object.number}
        log(self.object.document, REDACTED, user=self.request.user, data=data)
        return self.object


class RestoreVersionView(RestoreView):
    model = DocumentVersion
    permission_policy = ModelPermissionPolicy(DocumentVersion)
    delete_url_name = "restore_version"
    success_message = _("Visitors can read this version again.")

    def get_success_url(self):
        return get_document_url(self.object)

    def get_log_target(self):
        return self.object.document, {"version": self.object.number}


def get_action_url(change: Change) -> str | None:
    """Return the address that redacts or restores the change; None if it has no text."""
    if change.redacted_at:
        return reverse("restore_change", args=[change.pk])
    return reverse("redact_change", args=[change.pk]) if change.has_text else None


def get_document_url(version: DocumentVersion) -> str:
    return reverse("wagtaildocs:edit", args=[version.document_id])

"""Status updates as seen from the meeting that received them: the same records as on the initiative."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views.generic import CreateView
from wagtail.permissions import page_permission_policy

from admm_site.core.sources import Source
from initiatives.models import InitiativePage, StatusUpdate
from meetings.models import MeetingPage

from .publishing import validation_messages
from .save_warnings import add_warnings


def status_updates_for_meeting(meeting: MeetingPage, user) -> list[StatusUpdate]:
    """Return the status updates that the meeting received, stored ones first, then drafts.

    Only initiatives that the user can see in the admin count. `is_drafted` is set on each.
    """
    visible_pages = page_permission_policy.explorable_instances(user).values("pk")
    stored = StatusUpdate.objects.filter(reported_to=meeting.pk, page__in=visible_pages).select_related(
        "page"
    )
    status_updates = {
        status_update.key: status_update for status_update in stored.order_by("page__title", "date", "pk")
    }
    for status_update in status_updates.values():
        status_update.is_drafted = False
    drafts = InitiativePage.objects.filter(has_unpublished_changes=True, pk__in=visible_pages)
    for initiative in drafts.select_related("latest_revision").order_by("title", "pk"):
        for status_update in get_drafted_status_updates(initiative):
            if status_update.reported_to_id == meeting.pk and status_update.key not in status_updates:
                status_update.is_drafted = True
                status_updates[status_update.key] = status_update
    return list(status_updates.values())


def get_drafted_status_updates(initiative: InitiativePage) -> list[StatusUpdate]:
    """Return the status updates of the latest revision, or none if it names no meeting.

    Loading a revision is slow, so its content is looked at first.
    """
    drafted_content = (
        initiative.latest_revision.content.get("status_updates", ()) if initiative.latest_revision else ()
    )
    if not any(status_update.get("reported_to") for status_update in drafted_content):
        return []
    return list(initiative.get_latest_revision_as_object().status_updates.all())


class StatusUpdateForm(WagtailAdminModelForm):
    """Add a status update to the latest revision of its initiative, so that its draft is kept."""

    publishing = False  # whether that revision is published at once

    def clean_page(self):
        initiative = self.cleaned_data["page"]
        permissions = initiative.permissions_for_user(self.for_user)
        if not permissions.can_edit() or permissions.page_locked():
            raise ValidationError(
                _("“%(page)s” is locked, or you may not edit it; choose another.") % {"page": initiative}
            )
        if self.publishing and not permissions.can_publish():
            raise ValidationError(
                _("You may not publish “%(page)s”; add the status update to its draft.")
                % {"page": initiative}
            )
        if self.publishing and initiative.has_unpublished_changes:
            message = _(
                "“%(page)s” has changes not yet published; add the status update to them, and publish there."
            )
            raise ValidationError(message % {"page": initiative})
        return initiative

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            self.add_to_draft()

    def add_to_draft(self):
        status_update, self.draft = self.instance, self.instance.page.get_latest_revision_as_object()
        previous_messages = validation_messages(self.draft)
        status_update.sort_order = 1 + max(
            (existing.sort_order or 0 for existing in self.draft.status_updates.all()), default=-1
        )
        self.draft.status_updates.add(status_update)
        for message in validation_messages(self.draft):
            if message not in previous_messages:
                self.add_error("date", message)
            elif self.publishing:
                self.add_error("page", message)

    def save(self, commit=True):
        revision = self.draft.save_revision(user=self.for_user, log_action=True, clean=False)
        if self.publishing:
            revision.publish(user=self.for_user)
        return self.instance


class AddStatusUpdateView(CreateView):
    model = StatusUpdate
    permission_required = None  # permissions on the meeting and the initiative are checked instead
    panel = ObjectList(
        [
            FieldPanel("page", heading=gettext_lazy("Initiative")),
            *StatusUpdate.statement_panels,
            *Source.source_panels,
        ],
        base_form_class=StatusUpdateForm,
    ).bind_to_model(StatusUpdate)
    template_name = "editorial/add_status_update.html"
    page_title = gettext_lazy("Add a status update")
    header_icon = "tasks"
    submit_button_label = gettext_lazy("Add to the draft of the initiative")
    actions = ["create", "publish"]
    error_message = gettext_lazy("The status update was not added. Correct the fields marked below.")

    def dispatch(self, request, *args, **kwargs):
        self.meeting = get_object_or_404(MeetingPage, pk=kwargs["meeting_pk"]).get_latest_revision_as_object()
        if not self.meeting.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        if not self.meeting.is_over:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial_form_instance(self):
        return StatusUpdate(reported_to=self.meeting, date=self.meeting.end_date)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.publishing = self.action == "publish"
        return form

    def get_page_subtitle(self):
        return _("Reported to the %(meeting)s") % {"meeting": self.meeting.get_admin_display_title()}

    def get_breadcrumbs_items(self):
        meeting = {"url": self.get_success_url(), "label": self.meeting.get_admin_display_title()}
        return [*self.breadcrumbs_items, meeting, {"url": "", "label": self.page_title}]

    def get_add_url(self):
        return reverse("add_status_update", args=[self.meeting.pk])

    def get_edit_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.form.draft.pk])

    def get_success_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.meeting.pk])

    def save_instance(self):
        return self.form.save()

    def get_success_message(self, status_update):
        message = (
            _("The status update was published with “%(page)s”.")
            if self.form.publishing
            else _("The status update was added to the draft of “%(page)s”.")
        )
        return message % {"page": self.form.draft.get_admin_display_title()}

    def get_success_buttons(self):
        return [messages.button(self.get_edit_url(), _("Edit the initiative"))]

    def run_after_hook(self):
        add_warnings(self.request, self.form.draft)

"""Every address of the admin, with an object for each of its parameters."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver, reverse
from django.urls.resolvers import RegexPattern, URLResolver
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site, Task, UploadedFile, Workflow

from admm_site.documents.models import PortalDocument, PortalImage
from admm_site.editorial.roles import EDITORS
from tests.factories.changes import ChangeFactory, field_difference
from tests.factories.documents import DocumentVersionFactory
from tests.factories.feedback import ErrorReportFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.search import SynonymFactory
from tests.factories.users import UserFactory
from tests.factories.withdrawals import WithdrawalFactory

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
COMPARISON = "<page_id>/revisions/compare/earliest...latest/"  # Wagtail 8 writes its pattern otherwise


def patterns(entries=None, route: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of each view of the admin, from the URL resolver."""
    reverse("wagtailadmin_home")  # the admin's addresses are put together when they are first asked for
    for entry in get_resolver().url_patterns if entries is None else entries:
        part = str(entry.pattern)
        if isinstance(entry.pattern, RegexPattern):
            part = COMPARISON if "revisions/compare" in part else part.removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            namespace = f"{entry.namespace}:" if entry.namespace else ""
            yield from patterns(entry.url_patterns, route + part, name + namespace)
        elif (route + part).startswith("admin/"):
            yield name + (entry.name or ""), route + part


def objects(full_portal: SimpleNamespace, editor) -> SimpleNamespace:
    """The objects that the addresses need besides a portal with one of everything."""
    o = SimpleNamespace(**vars(full_portal))
    o.meeting.save_revision(user=editor)
    o.revision = o.meeting.save_revision(user=editor)
    o.alias = o.page.create_alias(update_slug="alias", parent=o.about)
    o.redirect = Redirect.objects.create(old_path="/old", redirect_page=o.page)
    o.synonym, o.report = SynonymFactory(), ErrorReportFactory()
    o.withdrawal = WithdrawalFactory(page__title="Withdrawn", stays_readable=True)
    o.change, o.redacted = (
        ChangeFactory(page=o.meeting, differences=field_difference("theme", "", "A")) for _ in "12"
    )
    o.version, o.redacted_version = (DocumentVersionFactory(document=o.document) for _ in "12")
    for item in (o.redacted, o.redacted_version):
        item.redact(editor, "A private address")
    o.collection = Collection.get_first_root_node().add_child(name="Drafts")
    o.moderated = ContentPageFactory(title="In moderation")
    o.user, o.group = UserFactory(), Group.objects.get(name=EDITORS)
    o.workflow, o.task = Workflow.objects.first(), Task.objects.first()
    o.moderated.save_revision(user=editor)
    o.workflow.start(o.moderated, editor)
    o.state = o.moderated.current_workflow_state
    o.uploads = {
        model: UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model), uploaded_by_user=editor
        )
        for model in (PortalDocument, PortalImage)
    }
    o.session = EditingSession.objects.create(
        user=editor, content_object=o.meeting, last_seen_at=o.revision.created_at
    )
    return o


def parameters(o: SimpleNamespace) -> dict[str, object]:
    """The value of each URL parameter by its name, or by the name of the view and the parameter."""
    page, moderated_pk = o.meeting.pk, o.moderated.pk
    workflow = {
        "page_id": moderated_pk,
        "task_state_id": o.state.current_task_state.pk,
        "action_name": "approve",
        "task_id": o.task.pk,
        "workflow_state_id": o.state.pk,
        "page_pk": moderated_pk,
        "workflow_pk": o.workflow.pk,
    }
    snippets = {
        "reference_country": o.country.pk,
        "reference_cooperationarea": o.area.pk,
        "meetings_meetingseries": o.admm.pk,
        "portal_search_synonym": o.synonym.pk,
    }
    of_models = {
        **{f"wagtailsnippets_{name}": pk for name, pk in snippets.items()},
        **{f"wagtailsnippetchoosers_{name}": pk for name, pk in snippets.items()},
        "wagtailadmin_api:pages": page,
        "wagtailadmin_api:documents": o.document.pk,
        "wagtailadmin_api:images": o.image.pk,
        "wagtailadmin_collections": o.collection.pk,
        "edit_collection": o.collection.pk,
        "error_reports": o.report.pk,
        "meeting_chooser": page,
        "wagtailsites": Site.objects.get().pk,
        "wagtailusers_users": o.user.pk,
        "wagtailusers_groups": o.group.pk,
        "wagtaildocs_chooser": o.document.pk,
        "wagtailimages_chooser": o.image.pk,
        "redact_change": o.change.pk,
        "restore_change": o.redacted.pk,
        "redact_version": o.version.pk,
        "restore_version": o.redacted_version.pk,
        "withdrawal_edit": o.withdrawal.pk,
        "withdrawal_restore": o.withdrawal.pk,
        "wagtailadmin_workflows": o.workflow.pk,
        "wagtailadmin_workflows:edit_task": o.task.pk,
        "wagtailadmin_workflows:disable_task": o.task.pk,
        "wagtailadmin_workflows:enable_task": o.task.pk,
    }
    return {
        **workflow,
        **{f"{name} pk": pk for name, pk in of_models.items()},
        "page_id": page,
        **{f"wagtailadmin_pages:{name} page_id": moderated_pk for name in WORKFLOW_VIEWS},
        "wagtailadmin_pages:convert_alias page_id": o.alias.pk,
        "wagtailadmin_pages:add parent_page_id": o.about.pk,
        "parent_page_id": o.about.pk,
        "page_to_move_id": o.page.pk,
        "destination_id": o.home.pk,
        "revision_id": o.revision.pk,
        "content_type_app_name": "pages",
        "content_type_model_name": "contentpage",
        "app_label": "pages",
        "model_name": "contentpage",
        "wagtail_bulk_action app_label": "wagtailcore",
        "wagtail_bulk_action model_name": "page",
        "wagtailadmin_workflows:add_task app_label": "wagtailcore",
        "wagtailadmin_workflows:add_task model_name": "groupapprovaltask",
        "wagtailadmin_tag_model_autocomplete app_name": "taggit",
        "wagtailadmin_tag_model_autocomplete model_name": "tag",
        "wagtailadmin_editing_sessions:ping app_label": "meetings",
        "wagtailadmin_editing_sessions:ping model_name": "meetingpage",
        "object_id": page,
        "session_id": o.session.pk,
        "action": "publish",
        "wagtailadmin_api:pages:action action_name": "publish",
        "collection_id": o.collection.pk,
        "meeting_pk": page,
        "redirect_id": o.redirect.pk,
        "document_id": o.document.pk,
        "doc_id": o.document.pk,
        "image_id": o.image.pk,
        "filter_spec": "width-100",
        "uploaded_file_id": o.uploads[PortalDocument].pk,
        "wagtailimages uploaded_file_id": o.uploads[PortalImage].pk,
        "uidb64": "MQ",
        "token": "set-password",
    }


WORKFLOW_VIEWS = (
    "workflow_action",
    "collect_workflow_action_data",
    "confirm_workflow_cancellation",
    "workflow_preview",
    "workflow_history",
    "workflow_history_detail",
)


def queries(o: SimpleNamespace) -> dict[str, str]:
    """The query of each view that answers nothing without one, by its name."""
    keys = {
        "wagtail_bulk_action": o.page.pk,
        "wagtailadmin_api:documents:find": o.document.pk,
        "wagtailadmin_api:images:find": o.image.pk,
        "wagtailadmin_api:pages:find": o.page.pk,
    }
    return {name: f"?id={key}" for name, key in keys.items()}


def addresses(o: SimpleNamespace) -> dict[str, str]:
    """An address of each view of the admin; raises KeyError for an unknown parameter."""
    values, query = parameters(o), queries(o)

    def value(name: str, parameter: str) -> str:
        namespace = name.rpartition(":")[0]
        keys = (f"{name} {parameter}", f"{namespace} {parameter}", parameter)
        return str(next((values[key] for key in keys if key in values), None) or values[keys[0]])

    named_addresses = {}
    for name, route in patterns():
        path = PARAMETER.sub(lambda match, name=name: value(name, match[1]), route).replace(".*", "nothing")
        named_addresses[f"{name} {route}"] = f"/{path}{query.get(name, '')}"
    return named_addresses

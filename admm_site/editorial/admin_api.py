"""Apply the rules of the admin's forms to its API, where Wagtail checks permissions only."""

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from rest_framework import fields
from rest_framework.exceptions import ValidationError
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.api.actions.convert_alias import ConvertAliasPageAPIAction
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.api.actions.unpublish import UnpublishPageAPIAction, UnpublishPageAPIActionSerializer
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.permissions import permission_policy as document_permission_policy
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.permissions import permission_policy as image_permission_policy

from admm_site.core.publication import is_published
from admm_site.withdrawals.models import MAX_REASON_LENGTH
from admm_site.withdrawals.recording import withdrawal_details

from .deletion import get_usage_message
from .privacy import keep_private
from .references import find_usages


class ConvertAliasAction(ConvertAliasPageAPIAction):
    def execute(self, instance, data):
        keep_private(instance, self.request.user)
        return super().execute(instance, data)


class CopyAction(CopyPageAPIAction):
    """Copy as a draft where fields are left empty, as the copy form does."""

    def _action_from_data(self, instance, data):
        action = super()._action_from_data(instance, data)
        if instance.specific_class.exclude_fields_in_copy:
            action.keep_live = False
        return action


class DeleteAction(DeletePageAPIAction):
    def execute(self, instance, data):
        if usages := find_usages(instance.get_descendants(inclusive=True)):
            raise ValidationError(
                {"detail": strip_tags(get_usage_message(usages, AdminURLFinder(self.request.user)))}
            )
        return super().execute(instance, data)


class WithdrawalSerializer(UnpublishPageAPIActionSerializer):
    reason = fields.CharField(required=False, max_length=MAX_REASON_LENGTH)


class UnpublishAction(UnpublishPageAPIAction):
    """Require a reason for unpublishing public pages."""

    serializer = WithdrawalSerializer

    def execute(self, instance, data):
        pages = instance.get_descendants(inclusive=True)
        if not data["recursive"]:
            pages = pages.filter(pk=instance.pk)
        reason = data.get("reason", "")
        if not reason and pages.filter(is_published()).exists():
            message = _("Give the reason, because visitors who open the address read it.")
            raise ValidationError({"reason": [message]})
        with withdrawal_details(reason=reason):
            return super().execute(instance, data)


class PagesAPI(PagesAdminAPIViewSet):
    """Wagtail's viewset with the portal's rules, each action in a transaction."""

    actions = {
        **PagesAdminAPIViewSet.actions,
        "convert_alias": ConvertAliasAction,
        "copy": CopyAction,
        "delete": DeleteAction,
        "unpublish": UnpublishAction,
    }

    def action_view(self, request, pk, action_name):
        with transaction.atomic():
            return super().action_view(request, pk, action_name)


class ChoosableFilesMixin:
    """Show the files that the user may choose; Wagtail shows all of them to whoever enters the admin."""

    def get_queryset(self):
        files = self.permission_policy.instances_user_has_any_permission_for(self.request.user, {"choose"})
        return super().get_queryset().filter(pk__in=files.values("pk"))


class DocumentsAPI(ChoosableFilesMixin, DocumentsAdminAPIViewSet):
    permission_policy = document_permission_policy


class ImagesAPI(ChoosableFilesMixin, ImagesAdminAPIViewSet):
    permission_policy = image_permission_policy


def register_endpoints(router) -> None:
    router.register_endpoint("pages", PagesAPI)
    router.register_endpoint("documents", DocumentsAPI)
    router.register_endpoint("images", ImagesAPI)

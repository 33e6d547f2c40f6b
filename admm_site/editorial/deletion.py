"""Refuse to delete objects that are used elsewhere, and say where."""

from collections.abc import Collection
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as multiple_documents
from wagtail.images.views import images
from wagtail.images.views import multiple as multiple_images
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from admm_site.documents.models import PortalDocument, PortalImage

from .references import Usage, find_usages

MAX_USAGES_SHOWN = 10


def refuse_deletion(request, objects: Collection[Model]) -> HttpResponse | None:
    """Return a redirect with a message of where the objects are used, or None if nothing else uses them."""
    usages = find_usages(objects)
    if not usages:
        return None
    finder = AdminURLFinder(request.user)
    messages.error(request, get_usage_message(usages, finder))
    target = usages[0].target
    return redirect(
        get_valid_next_url_from_request(request) or finder.get_edit_url(target) or "wagtailadmin_home"
    )


def get_usage_message(usages: list[Usage], finder: AdminURLFinder) -> SafeString:
    """Return a line for each object in use: where, with links, and what to do."""
    by_target = groupby(
        sorted(usages, key=lambda usage: (get_display_name(usage.target), usage.target.pk)),
        key=lambda usage: usage.target,
    )
    lines = ([get_target_message(target, list(group), finder)] for target, group in by_target)
    return format_html_join(mark_safe("<br>"), "{}", lines)


def get_target_message(target: Model, usages: list[Usage], finder: AdminURLFinder) -> SafeString:
    links = format_html_join(
        ", ", "{}", ([get_usage_link(usage, finder)] for usage in usages[:MAX_USAGES_SHOWN])
    )
    more = len(usages) - MAX_USAGES_SHOWN
    rest = ngettext(" and %(count)s more", " and %(count)s more", more) % {"count": more} if more > 0 else ""
    return format_html(
        _("“{target}” can’t be deleted because it is used on: {places}{rest}. Remove it there first."),
        target=get_display_name(target),
        places=links,
        rest=rest,
    )


def get_usage_link(usage: Usage, finder: AdminURLFinder) -> SafeString:
    model = usage.source.specific_class if isinstance(usage.source, Page) else type(usage.source)
    kind = (model or type(usage.source))._meta.verbose_name
    what = _("%(kind)s, in an unpublished draft") % {"kind": kind} if usage.in_draft else kind
    url = finder.get_edit_url(usage.source)
    link = format_html('<a href="{}">{}</a>', url, usage) if url else str(usage)
    return format_html("{} ({})", link, what)


def get_display_name(target: Model) -> str:
    return target.get_admin_display_title() if isinstance(target, Page) else str(target)


def before_delete_page(request, page):
    return refuse_deletion(request, page.get_descendants(inclusive=True))


def before_delete_snippet(request, snippets):
    return refuse_deletion(request, snippets)


def before_bulk_action(request, action_type, objects, action):
    if action_type != "delete" or not objects:
        return None
    if action.model is Page:
        families = (page.get_descendants(inclusive=True) for page in objects)
        return refuse_deletion(
            request, list({page.pk: page for family in families for page in family}.values())
        )
    if action.model in {PortalDocument, PortalImage, *get_snippet_models()}:
        return refuse_deletion(request, objects)
    return None


class ProtectUsedMixin:
    """Refuse deletion in Wagtail's views for files, which run no hook."""

    def run_before_hook(self):
        return refuse_deletion(self.request, [self.object])


class DocumentDeleteView(ProtectUsedMixin, documents.DeleteView):
    pass


class ImageDeleteView(ProtectUsedMixin, images.DeleteView):
    pass


class ProtectUsedUploadMixin:
    """Refuse deletion in the views for multiple uploads, whose script expects JSON."""

    def post(self, request, *args, **kwargs):
        uploaded = get_object_or_404(self.get_model(), pk=kwargs[self.pk_url_kwarg])
        if not self.permission_policy.user_has_permission_for_instance(request.user, "delete", uploaded):
            raise PermissionDenied  # before it can be learned from the answer whether the file is used
        if find_usages([uploaded]):
            return JsonResponse({"success": False})
        return super().post(request, *args, **kwargs)


class UploadedDocumentDeleteView(ProtectUsedUploadMixin, multiple_documents.DeleteView):
    pass


class UploadedImageDeleteView(ProtectUsedUploadMixin, multiple_images.DeleteView):
    pass

"""What others rely on is not deleted: whoever tries is told where it is used."""

from collections.abc import Collection
from itertools import groupby

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

from .references import Use, uses

MOST_NAMED = 10


def refuse_deletion(request, going: Collection[Model]) -> HttpResponse | None:
    """A response that says where the objects are used, or None when nothing but themselves relies on them."""
    found = uses(going)
    if not found:
        return None
    finder = AdminURLFinder(request.user)
    messages.error(request, explain(found, finder))
    target = found[0].target
    return redirect(
        get_valid_next_url_from_request(request) or finder.get_edit_url(target) or "wagtailadmin_home"
    )


def explain(found: list[Use], finder: AdminURLFinder) -> SafeString:
    """A line for each object that is used: where, with links, and what to do."""
    by_target = groupby(
        sorted(found, key=lambda use: (name(use.target), use.target.pk)), key=lambda use: use.target
    )
    lines = ([sentence(target, list(group), finder)] for target, group in by_target)
    return format_html_join(mark_safe("<br>"), "{}", lines)


def sentence(target: Model, found: list[Use], finder: AdminURLFinder) -> SafeString:
    named = format_html_join(", ", "{}", ([place(use, finder)] for use in found[:MOST_NAMED]))
    more = len(found) - MOST_NAMED
    rest = ngettext(" and %(count)s more", " and %(count)s more", more) % {"count": more} if more > 0 else ""
    return format_html(
        _("“{target}” can’t be deleted because it is used on: {places}{rest}. Remove it there first."),
        target=name(target),
        places=named,
        rest=rest,
    )


def place(use: Use, finder: AdminURLFinder) -> SafeString:
    model = use.source.specific_class if isinstance(use.source, Page) else type(use.source)
    kind = (model or type(use.source))._meta.verbose_name
    what = _("%(kind)s, in an unpublished draft") % {"kind": kind} if use.in_draft else kind
    url = finder.get_edit_url(use.source)
    link = format_html('<a href="{}">{}</a>', url, use) if url else str(use)
    return format_html("{} ({})", link, what)


def name(target: Model) -> str:
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


class RefusingDeleteView:
    """Goes before Wagtail's own view for deleting a file, which asks no hook."""

    def run_before_hook(self):
        return refuse_deletion(self.request, [self.object])


class DocumentDeleteView(RefusingDeleteView, documents.DeleteView):
    pass


class ImageDeleteView(RefusingDeleteView, images.DeleteView):
    pass


class RefusingUploadDeleteView:
    """The same for a file just uploaded beside others, deleted by a script that expects JSON."""

    def post(self, request, *args, **kwargs):
        uploaded = get_object_or_404(self.get_model(), pk=kwargs[self.pk_url_kwarg])
        if uses([uploaded]):
            return JsonResponse({"success": False})
        return super().post(request, *args, **kwargs)


class UploadedDocumentDeleteView(RefusingUploadDeleteView, multiple_documents.DeleteView):
    pass


class UploadedImageDeleteView(RefusingUploadDeleteView, multiple_images.DeleteView):
    pass

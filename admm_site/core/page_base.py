"""The base class of every page type of the portal, and its form."""

from datetime import datetime
from http import HTTPMethod
from urllib.parse import quote

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, resolve
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.models import Page, PageViewRestriction, Site

from .as_of_views import render_not_yet_known
from .batching import batched
from .change_notes import ChangeNote
from .content_version import RequestCache, request_cache
from .copying import PortalCopyForm
from .expiry import has_ended
from .publication import PortalPageManager, is_hidden_as_of, is_private, privacy_paths
from .records import RecordValidationFormMixin, RecordValidationMixin, lacks_targets
from .revisions import PUBLICATION_FIELDS, is_in_future, store_live_revisions, without_live_revision
from .searchable import Searchable
from .slugs import free_slug, is_slug_of, possible_slugs
from .view_restrictions import prevent_caching

CREATION_FIELD = "creation_token"
LINKED_PAGE = ("title", "url_path", "translation_key")  # what a link to a page shows
TOKEN_LENGTH = 32


def page_tabs(content: ObjectList, *more_tabs: ObjectList) -> TabbedInterface:
    """Return the edit handler of a page type: its own tabs, then those that every page has.

    The change note ends the first tab, where an editor is when publishing; the schedule is beside the form.
    """
    content.children = [*content.children, *ChangeNote.change_panels]
    return TabbedInterface(
        [
            content,
            *more_tabs,
            ObjectList(Page.promote_panels, heading=_lazy("Promotion")),
            ObjectList(Page.settings_panels, heading=_lazy("Settings")),
        ]
    )


def truncate_to_minute(moment: datetime) -> datetime:
    """Return the moment without seconds, which browsers don't send."""
    return moment.replace(second=0, microsecond=0)


def only_home_path(cache: RequestCache) -> str:
    """Return the URL path of the home page in the tree of pages; empty if there are several sites."""
    if cache.home_path is None:
        roots = Site.get_site_root_paths()
        cache.home_path = roots[0].root_path if len(roots) == 1 else ""
    return cache.home_path


class PortalPageForm(RecordValidationFormMixin, WagtailAdminPageForm):
    """Generate the slug from the title if it is empty, and again with each new title until publication."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk is None:  # a token by which a form that is sent twice is recognised
            self.fields[CREATION_FIELD] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=get_random_string(TOKEN_LENGTH)
            )

    def clean_slug(self):
        """Return None, which no sibling has, for a slug that is to be generated."""
        slug, page = self.cleaned_data["slug"], self.instance
        if not slug or (not page.first_published_at and self._is_generated(slug)):
            return None
        return slug

    def _is_generated(self, slug: str) -> bool:
        """Return whether the slug comes from the stored title, or by the browser from the typed one."""
        page = self.instance
        if page.pk:
            return slug == page.slug and is_slug_of(slug, page.title, type(page))
        return slug in possible_slugs(self.data.get("title", ""))

    def clean_go_live_at(self):
        return self._without_past("go_live_at")

    def clean_expire_at(self):
        return self._without_past("expire_at")

    def _without_past(self, name: str):
        """Return None for a stored time that has passed: Wagtail keeps it, and then refuses it as invalid."""
        value, stored = self.cleaned_data[name], getattr(self.instance, name)
        if (
            value
            and stored
            and stored <= timezone.now()
            and truncate_to_minute(value) == truncate_to_minute(stored)
        ):
            return None
        return value

    def _post_clean(self):
        super()._post_clean()
        if "slug" in self.cleaned_data and not self.cleaned_data["slug"]:
            self.instance.slug = self.instance.free_slug(self.parent_page)


class PublicationError(ValidationError):
    """A revision of `page` is invalid and was not published; the errors are keyed by field."""

    def __init__(self, page: Page, error: ValidationError):
        super().__init__(error)
        self.page = page


class PortalPage(Searchable, RecordValidationMixin, ChangeNote, Page):
    """A page of the portal.

    `tracked_fields` names the fields and child relations whose changes are in the public change log;
    `tracked_properties` describes those of them that are computed. A page with `show_history` ends with its
    history. `tracked_field_labels` has a label for a field whose form label doesn't read well in a sentence
    of the log; `tracked_boolean_labels` has two: for a box that was ticked, and one that was cleared.

    `record_type` and `record_list` are what the API calls a page of the type and the list of them, "" if it
    has none; the last `identifier_slugs` of its address identify a page in that list. The editors' listing
    of the type has the `listing_icon`. `related_paths` are the lookups that lead from a page to its `series`,
    `area` and `country`: changes are filtered by them, and documents belong to them.
    """

    objects = PortalPageManager()
    base_form_class = PortalPageForm
    copy_form_class = PortalCopyForm
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    record_type = None
    record_list = ""
    identifier_slugs = 1
    listing_icon = "doc-full"
    related_paths = {}
    can_be_decided_on = False
    reserved_slugs = frozenset()  # of views beside pages of this type
    tracked_fields = ("title",)
    tracked_properties = {}
    show_history = True
    is_private = None  # annotated by `with_privacy`

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        """Create a page. Django passes the values of a row by position: there are no child relations then.

        To look for these, as modelcluster does for each page of a list, takes as long as all the rest.
        """
        if kwargs or not args:
            super().__init__(*args, **kwargs)
        else:
            models.Model.__init__(self, *args)

    def free_slug(self, parent: Page) -> str:
        """Return the slug of the title below `parent`, with a number if it is taken."""
        siblings = parent.get_children().exclude(pk=self.pk)
        return free_slug(
            self.title, type(self), siblings, is_reserved=lambda slug: self.is_reserved(slug, parent)
        )

    def is_reserved(self, slug: str, parent: Page | None) -> bool:
        """Return whether a view of the portal has the URL that a page with the slug would have."""
        if slug in self.reserved_slugs or not parent or parent.is_root():
            return slug in self.reserved_slugs
        _root, _home, *above = parent.url_path.split("/")
        return resolve("/" + "/".join([*above[:-1], slug, ""])).url_name != "wagtail_serve"

    def _set_core_field_defaults(self):
        """Also generate the slug: no page is without one, whatever its title."""
        if self.path and not self.slug:
            self.slug = self.free_slug(self.get_parent())
        super()._set_core_field_defaults()

    def clean(self):
        super().clean()
        if self.is_reserved(self.slug, self.get_parent() if self.path else None):
            raise ValidationError({"slug": _("The portal uses this address itself; choose another.")})

    def save(self, clean=True, **kwargs):
        if self.alias_of_id:
            self._empty_unique_fields()
        if clean and self.live:
            self.clean_records()
        try:
            return super().save(clean=clean, **kwargs)
        except IntegrityError:
            if clean:
                self.full_clean()  # another transaction has stored the same unique value since the check
            raise

    def publish(self, revision, *args, **kwargs):
        """Publish all of the revision, or raise PublicationError and change nothing if it is invalid."""
        self.check_writable()
        try:
            with transaction.atomic(), batched():
                return super().publish(revision, *args, **kwargs)
        except ValidationError as error:
            raise PublicationError(self, error) from error

    def _empty_unique_fields(self) -> None:
        """Empty the unique fields of an alias: its source has their values."""
        for name in self.exclude_fields_in_copy:
            setattr(self, name, self._meta.get_field(name).get_default())

    def save_revision(self, *args, **kwargs):
        self.check_writable()
        self.ensure_keys()
        self._store_live_revision()
        with batched():
            return super().save_revision(*args, **kwargs)

    def copy(self, *args, **kwargs):
        self.check_writable()
        return super().copy(*args, **kwargs)

    def unpublish(self, *args, **kwargs):
        self.check_writable()
        with batched():
            return super().unpublish(*args, **kwargs)

    def _store_live_revision(self):
        """Store a live revision of a page without one, so that it stays as it is until a scheduled change."""
        if self.pk and self.live and not self.live_revision_id and is_in_future(self.go_live_at):
            store_live_revisions(without_live_revision().filter(pk=self.pk))
            self.refresh_from_db(fields=PUBLICATION_FIELDS)

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Build a page from a revision. Only if something that it refers to is gone, each key is checked."""
        return super().from_serializable_data(data, check_fks and lacks_targets(cls, data), strict_fks)

    def with_content_json(self, content):
        """Keep the live revision, which belongs to the page and not to a draft."""
        page = super().with_content_json(content)
        page.live_revision_id = self.live_revision_id
        return page

    def get_warnings(self) -> list[str]:
        """Return warnings for the editor about values that are unlikely but valid."""
        return []

    def route(self, request, path_components):
        result = super().route(request, path_components)
        if not path_components and (has_ended(self) or (self.alias_of and has_ended(self.alias_of))):
            raise Http404
        return result

    def get_url(self, request=None, current_site=None):
        """Return the URL; in a request to the only site it is simply the path below the home page.

        Wagtail would look at all sites for each URL, and reverse it.
        """
        cache = request_cache()
        home_path = cache and only_home_path(cache)
        if home_path and self.url_path.startswith(home_path):
            return get_script_prefix() + quote(self.url_path[len(home_path) :])
        return super().get_url(request, current_site)

    url = property(get_url)

    def serve(self, request, *args, **kwargs):
        if is_hidden_as_of(self):
            return render_not_yet_known(request, self)
        return super().serve(request, *args, **kwargs)

    def serve_password_required_response(self, request, form, action_url):
        """Render the password form without anything of the page: even its title is private."""
        context = {"form": form, "action_url": action_url}
        return prevent_caching(TemplateResponse(request, "wagtailcore/password_required.html", context))

    def get_view_restrictions(self):
        """Return the restrictions on the page, on those above it, and on the sources of aliases among these.

        Wagtail considers the source of an alias, but not the pages above the source. Most pages are not
        private, which `with_privacy` has annotated or one query finds out.
        """
        private = self.is_private
        if private is None:
            private = Page.objects.filter(is_private(), pk=self.pk).exists()
        if not private:
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(page__path__in=privacy_paths(self))

    def to_schema_org(self, graph) -> dict | None:
        """Return what the page is about as a node of JSON-LD (`schema_org.py`), or None."""
        return None

    def get_citation_author(self) -> str:
        """Return who is named as the author in a citation of the page; the publisher where it is empty."""
        return ""

    @property
    def preview_seed(self) -> str:
        """Return the seed of the pattern in the picture for links."""
        return self.slug

    def get_preview_texts(self) -> tuple[str, str, str]:
        """Return what the picture for links says above the title, the title, and what it says below."""
        return str(self.page_type_display_name), self.title, getattr(self, "acronym", "")

    @property
    def description(self) -> str:
        """Return one or two sentences for search engines and link previews."""
        return self.search_description or getattr(self, "opening", "") or getattr(self, "summary", "")

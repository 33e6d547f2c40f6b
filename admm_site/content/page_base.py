"""What every page type of the portal shares."""

from django.http import Http404
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from .publication import PortalPageManager
from .records import RecordRules, RecordRulesForm


class PortalPageForm(RecordRulesForm, WagtailAdminPageForm):
    pass


class PortalPage(RecordRules, Page):
    """A page of the portal."""

    objects = PortalPageManager()
    base_form_class = PortalPageForm
    can_be_decided_on = False

    class Meta:
        abstract = True

    def save(self, clean=True, **kwargs):
        if clean and self.live:
            self.clean_records()
        return super().save(clean=clean, **kwargs)

    def oddities(self) -> list[str]:
        """What is odd but can be true: told to the editor, never refused."""
        return []

    def route(self, request, path_components):
        result = super().route(request, path_components)
        if self.expire_at and self.expire_at <= timezone.now() and not path_components:
            raise Http404
        return result

    @property
    def description(self) -> str:
        """One or two sentences for search engines and link previews."""
        return self.search_description or getattr(self, "summary", "")

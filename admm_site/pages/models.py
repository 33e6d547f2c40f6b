from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PageChooserPanel
from wagtail.models import Page
from wagtail.search import index

from admm_site.core.blocks import TEXT_BLOCKS
from admm_site.core.page_base import PortalPage, page_tabs
from admm_site.core.publication import cached_queryset, is_public, public_pages
from admm_site.core.records import Record
from admm_site.core.sections import SectionPage
from admm_site.core.sources import Source
from admm_site.core.stream_field import StreamField

from .overview import overview


@cached_queryset
def with_details(page_type: type[PortalPage]) -> models.QuerySet[PortalPage]:
    return page_type._default_manager.with_details().with_privacy()


class HomePage(SectionPage):
    """The home page: an introduction and featured pages; everything else on it is computed."""

    heading = models.CharField(
        _("heading"), max_length=150, help_text=_("What visitors find here, in one sentence.")
    )
    introduction = models.TextField(_("introduction"), help_text=_("What the ADMM is, in two sentences."))
    is_demonstration = models.BooleanField(
        _("demonstration"), default=False, help_text=_("Every page says that its content is a demonstration.")
    )

    tracked_fields = ("title", "heading", "introduction", "featured")
    show_history = False
    page_description = _("The front door of the portal; most of it is computed.")
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "meetings.MeetingIndexPage",
        "initiatives.ConceptPaperIndexPage",
        "initiatives.InitiativeIndexPage",
        "pages.ContentPage",
    ]

    edit_handler = page_tabs(
        ObjectList(
            [
                FieldPanel("title"),
                FieldPanel("heading"),
                FieldPanel("introduction"),
                InlinePanel("featured", label=_("page"), heading=_("Featured pages"), max_num=4),
                FieldPanel("is_demonstration"),
            ],
            heading=_("Content"),
        ),
    )
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("home page")

    @property
    def summary(self) -> str:
        return self.introduction

    def route(self, request, path_components):
        """Look the page up by its whole address, with its details: two queries at any depth."""
        if not path_components:
            return super().route(request, path_components)
        url_path = self.url_path + "/".join(path_components) + "/"
        try:
            page_type = Page.objects.only("content_type").get(url_path=url_path).specific_class
            page = with_details(page_type).get(url_path=url_path)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        return page.route(request, [])

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | overview() | {"featured": self.featured_pages(getattr(request, "is_preview", False))}

    def featured_pages(self, in_preview: bool = False):
        """Return the featured pages that the public may see; in a preview, all of them."""
        if in_preview:
            return [item for item in self.featured.all() if item.target]
        featured = FeaturedPage.objects.filter(is_public("target"), page=self).select_related("target")
        return featured.only("text", "target__title", "target__url_path")


class FeaturedPage(Record):
    """A page shown on the home page."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    target = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="featured_on",
    )

    text = models.CharField(
        _("text"), max_length=200, blank=True, help_text=_("What visitors find there, in one sentence.")
    )

    tracked_fields, label_fields = ("target", "text"), ("target",)
    panels = [Record.key_panel, PageChooserPanel("target"), FieldPanel("text")]

    class Meta(Record.Meta):
        verbose_name = _("featured page")
        verbose_name_plural = _("featured pages")

    def __str__(self):
        return str(self.target or "")


class ContentPage(Source, PortalPage):
    """A page of text: background, about, contact, legal."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences, shown large above the text.")
    )
    body = StreamField(TEXT_BLOCKS, verbose_name=_("text"), blank=True)

    search_doubt = ""  # a text without a source is not in doubt
    tracked_fields = ("title", "introduction", "body", *Source.tracked_fields)
    tracked_field_labels = {"body": _("page text")}
    record_type = ""
    page_description = _("A page of text: background, about, contact, legal.")
    reserved_slugs = frozenset({"structure", "timeline", "map", "contact", "reuse", "in-five-minutes"})
    parent_page_types = ["pages.HomePage", "pages.ContentPage"]
    subpage_types = ["pages.ContentPage"]

    edit_handler = page_tabs(
        ObjectList(
            [FieldPanel("title"), FieldPanel("introduction"), FieldPanel("body"), *Source.source_panels],
            heading=_("Content"),
        ),
    )
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    @property
    def summary(self) -> str:
        return self.introduction

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"subpages": list(public_pages().descendant_of(self))}

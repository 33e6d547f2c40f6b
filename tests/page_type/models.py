"""A page type declared as docs/architecture.md says, which nothing in the portal names."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from admm_site.core.blocks import TEXT_BLOCKS
from admm_site.core.events import EventForm, EventMixin, EventQuerySet
from admm_site.core.page_base import PortalPage, page_tabs
from admm_site.core.publication import PortalPageManager, register_as_of_model
from admm_site.core.sources import Source


class ExercisePageQuerySet(EventQuerySet):
    def known_as_of(self, day):
        return Q(end_date__lte=day) | Q(end_date__isnull=True)


@register_as_of_model
class ExercisePage(EventMixin, Source, PortalPage):
    """An exercise of an initiative."""

    venue = models.CharField(_("venue"), max_length=150, blank=True)
    series = models.ForeignKey(
        "meetings.MeetingSeries",
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    summary = models.TextField(_("summary"), blank=True)
    body = StreamField(TEXT_BLOCKS, verbose_name=_("text"), blank=True)

    objects = PortalPageManager.from_queryset(ExercisePageQuerySet)()
    base_form_class = EventForm
    record_type, record_list = "exercise", "exercises"
    identifier_slugs = 2
    related_paths = {"series": ("series",), "country": ("country",)}
    tracked_fields = (
        *("title", *EventMixin.tracked_fields, "venue", "series", "summary", "body", *Source.tracked_fields),
    )
    page_description = _("An exercise of an initiative.")
    parent_page_types = ["initiatives.InitiativePage"]
    subpage_types = []

    edit_handler = page_tabs(
        ObjectList(
            [
                *(FieldPanel(name) for name in ("title", "state", "start_date", "end_date", "format")),
                *(FieldPanel(name) for name in ("city", "country", "venue", "series", "summary", "body")),
                *Source.source_panels,
            ],
            heading=_("What and when"),
        )
    )
    search_fields = [*Page.search_fields, index.SearchField("city"), index.SearchField("summary")]

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")

    def get_context(self, request, *args, **kwargs):
        from initiatives.trail import get_trail

        trail = get_trail(self, getattr(request, "is_preview", False))
        return super().get_context(request, *args, **kwargs) | {"trail": trail}

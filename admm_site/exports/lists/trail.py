"""The decision tracker: every initiative, and every paper that no initiative carries out."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from admm_site.core.clock import today
from admm_site.core.publication import cached_queryset, is_public, public_pages
from admm_site.exports.fields import Text
from initiatives.filters import TrailFilter
from initiatives.models import InitiativePage
from initiatives.querysets import InitiativePageQuerySet

from .list_export import ListExport
from .shared import ADOPTION, STATUS, page_fields

ORDER = (F("adopted_on").asc(nulls_last=True), "title", "pk")


@cached_queryset
def trail_pages() -> QuerySet[Page]:
    """Return the page of each trail, with its area, its adoption and its status."""
    through = InitiativePage.implements.through.objects
    carried_out = through.filter(is_public("initiativepage"), conceptpaperpage=OuterRef("pk"))
    alone = Q(conceptpaperpage__isnull=False) & ~Exists(carried_out)
    pages = public_pages().filter(Q(initiativepage__isnull=False) | alone)
    day = today()
    adopting = InitiativePageQuerySet.adopting(day).oldest_first()
    return pages.annotate(
        **InitiativePageQuerySet.adoption_expressions(day),
        **InitiativePageQuerySet.status_expressions(day),
        area_slug=Coalesce("initiativepage__area__slug", "conceptpaperpage__area__slug"),
        area_name=Coalesce("initiativepage__area__name", "conceptpaperpage__area__name"),
        adopted_by=Subquery(adopting.values("page__series__acronym")[:1]),
    ).order_by("area_name", *ORDER)


TRAIL = ListExport(
    name="trail",
    title=_("Decision tracker"),
    description=_(
        "Every decision of ministers with the papers, initiatives and status updates that followed."
    ),
    page="trail",
    get_queryset=trail_pages,
    filterset=TrailFilter,
    modified="last_published_at",
    fields=(
        *page_fields(_("The initiative, or the paper if no follow-up is recorded.")),
        Text("area", _("Its area of cooperation."), "area_slug"),
        Text("area_name", _("The name of that area.")),
        *ADOPTION,
        Text("adopted_by", _("The acronym of the series of that meeting.")),
        *STATUS,
    ),
    suffixes=("csv", "json"),
)

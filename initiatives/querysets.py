"""The questions that pages ask about papers, initiatives and activities."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left, Length, NullIf
from django.db.models.lookups import In
from django.utils.translation import gettext
from wagtail.models import Page

from admm_site.core.choices import EventStatus
from admm_site.core.clock import today
from admm_site.core.events import EventQuerySet
from admm_site.core.partial_dates import PartialDateField
from admm_site.core.publication import (
    CACHED_DAYS,
    PortalPageQuerySet,
    RecordQuerySet,
    is_public,
    is_published,
    public_expression,
)
from admm_site.core.records import RecordManager
from admm_site.core.sources import DOUBT_FIELDS, doubt_in_words
from admm_site.documents.models import PortalDocument
from meetings.models import Decision

from .choices import QUIET_AFTER, STATUSES_GOING_ON, PaperKind, Status


def subjects_by(day: date) -> QuerySet:
    """The keys of what meetings had decided on by the day, in whatever words."""
    return Decision.objects.published().taken(day).filter(subject__isnull=False).values("subject")


def page_above(path) -> Left:
    """The path of the page above the one at `path`, of a field."""
    return Left(path, Length(path) - Page.steplen)


class AdoptedQuerySet(PortalPageQuerySet):
    """Pages that ministers decide on. The earliest public decision that adopts or endorses counts.

    What is annotated is kept for the days last asked for: to build it takes longer than to ask it. It follows
    from the day alone, whichever day a visitor asked for.
    """

    @staticmethod
    def deciding_on() -> Q:
        """Which decisions count as decisions about the page, in terms of `OuterRef`."""
        return Q(subject=OuterRef("pk"))

    @classmethod
    @lru_cache(maxsize=CACHED_DAYS)
    def adopting(cls, day: date) -> QuerySet:
        """The public decisions that adopt or endorse the page by the day, in terms of `OuterRef`."""
        return Decision.objects.published().adopting().taken(day).filter(cls.deciding_on())

    @classmethod
    @lru_cache(maxsize=CACHED_DAYS)
    def adoption(cls, day: date) -> dict[str, Subquery]:
        adopting = cls.adopting(day).oldest_first()
        return {
            "adoption_id": Subquery(adopting.values("pk")[:1]),
            "adopted_on": Subquery(adopting.values("page__end_date")[:1], output_field=PartialDateField()),
        }

    def with_adoption(self, as_of: date | None = None):
        """Adds `adoption_id`, of a `Decision`, and `adopted_on`, a partial date; see `attach_adoptions`."""
        return self.annotate(**self.adoption(as_of or today()))

    def adopted(self, as_of: date | None = None):
        return self.with_adoption(as_of).filter(adoption_id__isnull=False)

    def in_area(self, area):
        return self.filter(area=area)

    def newest_first(self):
        return self.order_by(F("adopted_on").desc(nulls_last=True), "title", "pk")


def without_report_since(day: date) -> Q:
    """That what the row is of (`current_status`, `reported_on`) goes on without a report since the day."""
    not_since = Q(reported_on__isnull=True) | Q(reported_on__lt=day)
    return not_since & Q(current_status__in=STATUSES_GOING_ON)


def status_doubt(row) -> str:
    """Return in words how far the newest update of a row with its standing is not confirmed."""
    return doubt_in_words(row.status_confirms, row.status_unconfirmed) if row.reported_on else ""


def is_quiet(row) -> bool:
    """Return whether the row has gone quiet, as `gone_quiet` finds those that have."""
    lately = row.reported_on and row.reported_on.latest >= today() - QUIET_AFTER
    return row.current_status in STATUSES_GOING_ON and not lately


def status_remarks(row) -> list[str]:
    """Return what is to be said wherever the status of a row is: how old it is, and what is not confirmed."""
    remarks = []
    if is_quiet(row):
        year = row.reported_on and row.reported_on.year
        since = gettext("No status update since %(year)s") % {"year": year}
        remarks.append(since if year else gettext("No status update recorded"))
    if doubt := status_doubt(row):
        remarks.append(gettext("Status update %(doubt)s") % {"doubt": doubt})
    return remarks


def attach_adoptions(pages: Iterable) -> list:
    """The same pages with `adoption`, the `Decision` or None: one query for all of them."""
    pages = list(pages)
    decisions = Decision.objects.with_meeting().in_bulk(
        [page.adoption_id for page in pages if page.adoption_id]
    )
    for page in pages:
        page.adoption = decisions.get(page.adoption_id)
    return pages


class ConceptPaperPageQuerySet(AdoptedQuerySet):
    def known_as_of(self, day):
        """Those of which something dated was known: a decision about them, their document."""
        return Q(pk__in=subjects_by(day)) | Q(document__issued__lte=day)

    def not_carried_out(self):
        """Concept papers in force that were adopted, but that no public initiative carries out.

        Protocols, procedures and programmes govern; nobody carries them out.
        """
        carrying_out = self.model.initiatives.through.objects.filter(
            is_public("initiativepage"), conceptpaperpage=OuterRef("pk")
        )
        proposing = self.filter(kind=PaperKind.CONCEPT_PAPER, superseded_by__isnull=True)
        return proposing.adopted().filter(~Exists(carrying_out))

    def with_details(self):
        """`superseded_by_is_public` says whether the public may see the paper that it is superseded by, and
        `document_is_public` the same of its document."""
        related = self.select_related("area", "document", "source_document", "superseded_by")
        return related.annotate(
            superseded_by_is_public=public_expression("superseded_by"),
            document_is_public=Exists(PortalDocument.objects.public().filter(pk=OuterRef("document"))),
        ).with_adoption()

    def for_rows(self):
        return (
            self.select_related("area")
            .only("title", "url_path", "acronym", "kind", "area__name", *DOUBT_FIELDS)
            .with_adoption()
        )


class InitiativePageQuerySet(AdoptedQuerySet):
    STANDING = ("reported_on", "current_status", "status_confirms", "status_unconfirmed")

    def known_as_of(self, day):
        """As of papers: a decision on them or on what they implement, a report, an activity."""
        papers = self.model.implements.through.objects.filter(is_published("conceptpaperpage"))
        reported = self.model.status_updates.rel.related_model.objects.filter(date__lte=day)
        known = (
            Q(pk__in=subjects_by(day))
            | Q(pk__in=papers.filter(conceptpaperpage__in=subjects_by(day)).values("initiativepage"))
            | Q(pk__in=reported.values("page"))
        )
        for model in self.model.event_types():
            active = model.objects.published().filter(end_date__lte=day)
            known |= Q(path__in=active.values(above=page_above("path")))
        return known

    @staticmethod
    def deciding_on() -> Q:
        from .models import InitiativePage

        itself = Page.objects.order_by().filter(pk=OuterRef(OuterRef("pk"))).values("pk")
        papers = InitiativePage.implements.through.objects.filter(
            is_published("conceptpaperpage"), initiativepage=OuterRef(OuterRef("pk"))
        ).values("conceptpaperpage")
        # One list of keys: with OR, each decision there is would be read for each initiative.
        return Q(subject__in=itself.union(papers, all=True))

    @classmethod
    @lru_cache(maxsize=CACHED_DAYS)
    def standing(cls, day: date) -> dict[str, Subquery | Coalesce]:
        """`reported_on`, `current_status`, a `Status`, as known by the day, and how far that is confirmed.

        The newest update that is not in the future says where the initiative stands; as long as it says
        nothing beyond "proposed", an adoption by ministers makes it adopted.
        """
        from .models import StatusUpdate

        newest = StatusUpdate.objects.filter(page=OuterRef("pk")).known_as_of_request(day).newest_first()
        beyond_proposed = NullIf(Subquery(newest.values("status")[:1]), Value(Status.PROPOSED.value))
        without_update = Case(
            When(Exists(cls.adopting(day)), then=Value(Status.ADOPTED.value)),
            default=Value(Status.PROPOSED.value),
        )
        return {
            "reported_on": Subquery(newest.values("date")[:1], output_field=PartialDateField()),
            "current_status": Coalesce(beyond_proposed, without_update, output_field=CharField()),
            "status_confirms": Subquery(newest.values("source_confirms")[:1]),
            "status_unconfirmed": Subquery(newest.values("source_unconfirmed")[:1]),
        }

    def with_current_status(self, as_of: date | None = None):
        """Adds `current_status`, `reported_on` (of the newest update), and what `with_adoption` adds."""
        return self.with_adoption(as_of).annotate(**self.standing(as_of or today()))

    def with_details(self):
        return self.select_related("area", "source_document").with_current_status()

    def for_rows(self):
        shown = ("title", "url_path", "acronym", "is_portal_grouping", "area", *DOUBT_FIELDS)
        return self.only(*shown).with_current_status()

    def concerning(self, area):
        """Those in the area, and those of other areas that carry out one of its papers."""
        through = self.model.implements.through.objects
        carrying_out = through.filter(conceptpaperpage__area=area).values("initiativepage")
        return self.filter(Q(area=area) | Q(pk__in=carrying_out))

    def carrying_out(self, papers: Iterable[int]):
        """Those that carry out any of the papers, once for each, its key as `paper_id`; by title."""
        found = self.filter(implements__in=list(papers)).annotate(paper_id=F("implements"))
        return found.order_by("title", "pk")

    def led_by(self, country):
        """Those that the country leads or co-leads, with its `lead_role`."""
        return self.filter(leads__country=country).annotate(lead_role=F("leads__role"))

    def recently_reported_first(self):
        return self.order_by(F("reported_on").desc(nulls_last=True), "title", "pk")

    def count_by_status(self) -> list[tuple[Status, int]]:
        """How many initiatives stand where today, in the order of a life, without statuses that none has."""
        stands = self.order_by().annotate(current_status=self.standing(today())["current_status"])
        counted = stands.values("current_status").annotate(pages=Count("pk"))
        found = dict(counted.values_list("current_status", "pages"))
        return [(status, found[status]) for status in Status if status in found]

    def without_update_since(self, day: date):
        """Initiatives still going of which nothing was reported since the day."""
        return self.with_current_status().filter(without_report_since(day))

    def gone_quiet(self):
        """Initiatives still going of which nothing was reported for a year."""
        return self.without_update_since(today() - QUIET_AFTER)

    def lately_reported(self):
        """Initiatives of which something was reported within a year."""
        return self.with_current_status().filter(reported_on__gte=today() - QUIET_AFTER)


class StatusUpdateQuerySet(RecordQuerySet):
    def known_as_of(self, day):
        return Q(date__lte=day)

    def known_as_of_request(self, as_of: date | None = None):
        """Those not dated in the future, on whichever day is asked."""
        return self.filter(self.known_as_of(as_of or today()))

    def count_by_year(self):
        """Year of the report, how many there are."""
        by_year = self.order_by().values(year=F("date__year"))
        return by_year.annotate(number=Count("pk")).values_list("year", "number")

    def newest_first(self):
        return self.order_by("-date", "-pk")

    def with_details(self):
        """With source and meeting; `reported_to_is_public` says whether the public may see the latter."""
        return self.select_related("reported_to", "source_document").annotate(
            reported_to_is_public=public_expression("reported_to")
        )


class StatusUpdateManager(RecordManager.from_queryset(StatusUpdateQuerySet)):
    pass


class ActivityPageQuerySet(EventQuerySet):
    ROW_FIELDS = (*EventQuerySet.ROW_FIELDS, "kind")

    def known_as_of(self, day):
        """Those that were over: nobody noted when one was announced.

        What is undated and was held counts from its source; if that is undated as well, from its initiative.
        """
        from .models import InitiativePage

        initiatives = InitiativePage.objects.all()
        above = In(page_above("path"), initiatives.filter(initiatives.known_as_of(day)).values("path"))
        with_initiative = Q(above, source_document__issued__isnull=True)
        undated = Q(end_date__isnull=True, state=EventStatus.HELD)
        return Q(end_date__lte=day) | undated & (Q(source_document__issued__lte=day) | with_initiative)

    def in_area(self, area):
        """Activities of the area: their own, or that of their initiative where they name none."""
        from .models import InitiativePage

        above = In(page_above("path"), InitiativePage.objects.filter(area=area).values("path"))
        return self.filter(Q(area=area) | Q(above, area__isnull=True))

    def of_country(self, country):
        """Activities that take place in the country, or that it hosts."""
        return self.filter(Q(country=country) | Q(pk__in=self._hosted(country)))

    def hosted_by(self, country):
        return self.filter(pk__in=self._hosted(country))

    def _hosted(self, country):
        return self.model.hosts.through.objects.filter(country=country).values("activitypage")

    def with_details(self):
        return self.select_related("area", "country", "series", "source_document")


class LeadQuerySet(QuerySet):
    def get_by_natural_key(self, url_path, country):
        return self.get(page__url_path=url_path, country__code=country)

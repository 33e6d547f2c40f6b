"""Querysets of concept papers, initiatives, status updates, lead countries and activities."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.apps import apps
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
from admm_site.core.page_base import LINKED_PAGE
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
from admm_site.documents.querysets import DOCUMENT_FIELDS
from meetings.models import Decision

from .choices import QUIET_AFTER, PaperKind, Status
from .quiet import has_gone_quiet, quiet_in_words, without_status_update_since


def subjects_as_of(day: date) -> QuerySet:
    """Return the keys of what meetings had decided on by the day, whatever the verb."""
    return Decision.objects.published().taken(day).filter(subject__isnull=False).values("subject")


def page_above(path) -> Left:
    """Return the expression for the path of the parent of the page whose path is in the field `path`."""
    return Left(path, Length(path) - Page.steplen)


class AdoptedQuerySet(PortalPageQuerySet):
    """Pages that ministers decide on, adopted by the earliest public decision that adopts or endorses them.

    The annotated expressions are cached for the most recent days: to build them takes longer than the query.
    They depend on the day alone.
    """

    @staticmethod
    def deciding_on() -> Q:
        """Return the condition, with `OuterRef`, that a decision is about the page."""
        return Q(subject=OuterRef("pk"))

    @classmethod
    @lru_cache(maxsize=CACHED_DAYS)
    def adopting(cls, day: date) -> QuerySet:
        """Return the public decisions, with `OuterRef`, that adopted or endorsed the page by the day."""
        return Decision.objects.published().adopting().taken(day).filter(cls.deciding_on())

    @classmethod
    @lru_cache(maxsize=CACHED_DAYS)
    def adoption_expressions(cls, day: date) -> dict[str, Subquery]:
        adopting = cls.adopting(day).oldest_first()
        return {
            "adoption_id": Subquery(adopting.values("pk")[:1]),
            "adopted_on": Subquery(adopting.values("page__end_date")[:1], output_field=PartialDateField()),
        }

    def with_adoption(self, as_of: date | None = None):
        """Annotate `adoption_id`, the key of a `Decision`, and `adopted_on`; see `attach_adoptions`."""
        return self.annotate(**self.adoption_expressions(as_of or today()))

    def adopted(self, as_of: date | None = None):
        return self.filter(Exists(self.adopting(as_of or today())))

    def in_area(self, area):
        return self.filter(area=area)

    def newest_first(self):
        return self.order_by(F("adopted_on").desc(nulls_last=True), "title", "pk")


def status_doubt(row) -> str:
    """Return in words how far the newest status update of a row with `STATUS_FIELDS` is not confirmed."""
    return doubt_in_words(row.status_confirms, row.status_unconfirmed) if row.reported_on else ""


def status_remarks(row) -> list[str]:
    """Return the remarks shown beside the status of a row: how old it is, and what is not confirmed."""
    remarks = [quiet] if (quiet := quiet_in_words(row)) else []
    if doubt := status_doubt(row):
        remarks.append(gettext("Status update %(doubt)s") % {"doubt": doubt})
    return remarks


def attach_adoptions(pages: Iterable) -> list:
    """Attach `adoption`, a `Decision` or None, to the pages and return them; one query for all of them."""
    pages = list(pages)
    decisions = Decision.objects.with_meeting().in_bulk(
        [page.adoption_id for page in pages if page.adoption_id]
    )
    for page in pages:
        page.adoption = decisions.get(page.adoption_id)
    return pages


class ConceptPaperPageQuerySet(AdoptedQuerySet):
    def known_as_of(self, day):
        """Return the condition that a decision about a paper or its document was dated by the day."""
        return Q(pk__in=subjects_as_of(day)) | Q(document__issued__lte=day)

    def not_carried_out(self):
        """Filter for adopted concept papers in force that no public initiative carries out.

        Other kinds are left out: protocols, procedures and programmes are not carried out by initiatives.
        """
        carrying_out = self.model.initiatives.through.objects.filter(
            is_public("initiativepage"), conceptpaperpage=OuterRef("pk")
        )
        in_force = self.filter(kind=PaperKind.CONCEPT_PAPER, superseded_by__isnull=True)
        return in_force.adopted().filter(~Exists(carrying_out))

    def with_details(self):
        """Select related records, annotate adoption, `superseded_by_is_public` and `document_is_public`."""
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
    STATUS_FIELDS = ("reported_on", "current_status", "status_confirms", "status_unconfirmed")

    def known_as_of(self, day):
        """Return the condition that something of an initiative was dated by the day.

        That is a decision on it or its papers, a status update or an activity.
        """
        papers = self.model.implements.through.objects.filter(is_published("conceptpaperpage"))
        status_updates = self.model.status_updates.rel.related_model.objects.filter(date__lte=day)
        condition = (
            Q(pk__in=subjects_as_of(day))
            | Q(pk__in=papers.filter(conceptpaperpage__in=subjects_as_of(day)).values("initiativepage"))
            | Q(pk__in=status_updates.values("page"))
        )
        for model in self.model.event_types():
            events = model.objects.published().filter(end_date__lte=day)
            condition |= Q(path__in=events.values(above=page_above("path")))
        return condition

    @staticmethod
    def deciding_on() -> Q:
        itself = Page.objects.order_by().filter(pk=OuterRef(OuterRef("pk"))).values("pk")
        implements = apps.get_model("initiatives.InitiativePage").implements.through.objects
        papers = implements.filter(
            is_published("conceptpaperpage"), initiativepage=OuterRef(OuterRef("pk"))
        ).values("conceptpaperpage")
        # One subquery of keys: with OR, a database reads all decisions for each initiative.
        return Q(subject__in=itself.union(papers, all=True))

    @classmethod
    @lru_cache(maxsize=CACHED_DAYS)
    def status_expressions(cls, day: date) -> dict[str, Subquery | Coalesce]:
        """Return the expressions of `STATUS_FIELDS`: the status known by the day, and how sure it is.

        The newest status update that is not in the future has it; while that says no more than "proposed", an
        adoption by ministers makes the initiative adopted.
        """
        status_updates = apps.get_model("initiatives.StatusUpdate").objects
        newest = status_updates.filter(page=OuterRef("pk")).known_as_of_request(day).newest_first()
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

    def with_status(self, as_of: date | None = None):
        """Annotate `STATUS_FIELDS`."""
        return self.annotate(**self.status_expressions(as_of or today()))

    def with_current_status(self, as_of: date | None = None):
        """Annotate `STATUS_FIELDS`, and what `with_adoption` annotates."""
        return self.with_adoption(as_of).with_status(as_of)

    def with_details(self):
        return self.select_related("area", "source_document")

    def for_rows(self):
        fields = ("title", "short_title", "url_path", "acronym", "is_portal_grouping", "area", *DOUBT_FIELDS)
        return self.only(*fields).with_status()

    def concerning(self, area):
        """Filter for initiatives in the area, or that carry out one of its papers."""
        through = self.model.implements.through.objects
        carrying_out = through.filter(conceptpaperpage__area=area).values("initiativepage")
        return self.filter(Q(area=area) | Q(pk__in=carrying_out))

    def carrying_out(self, papers: Iterable[int]):
        """Filter for initiatives that carry out the papers, by title: a row for each `paper_id`."""
        initiatives = self.filter(implements__in=list(papers)).annotate(paper_id=F("implements"))
        return initiatives.order_by("title", "pk")

    def led_by(self, country):
        """Filter for initiatives that the country leads or co-leads, and annotate its `lead_role`."""
        return self.filter(leads__country=country).annotate(lead_role=F("leads__role"))

    def for_trails(self):
        """Select what trails need of the initiatives themselves, and annotate their status."""
        return self.only(*LINKED_PAGE, "path", "short_title", *DOUBT_FIELDS).with_status()

    def recently_reported_first(self):
        return self.order_by(F("reported_on").desc(nulls_last=True), "title", "pk")

    def most_recently_reported(self, number: int):
        """Return the initiatives with the newest status updates, as `for_trails` does.

        Their keys are found first: SQLite computes the whole status of each row that it sorts.
        """
        reported_on = self.status_expressions(today())["reported_on"]
        newest = self.annotate(reported_on=reported_on).recently_reported_first().values("pk")[:number]
        return self.for_trails().filter(pk__in=newest).recently_reported_first()

    def count_by_status(self) -> list[tuple[Status, int]]:
        """Return the number of initiatives by status, in the order of `Status`, without zeros."""
        rows = self.order_by().annotate(current_status=self.status_expressions(today())["current_status"])
        rows = rows.values("current_status").annotate(pages=Count("pk"))
        counts = dict(rows.values_list("current_status", "pages"))
        return [(status, counts[status]) for status in Status if status in counts]

    def without_status_update_since(self, day: date):
        """Filter for initiatives that go on, but have had no status update since the day."""
        return self.with_current_status().filter(without_status_update_since(day))

    def gone_quiet(self):
        """Filter for initiatives that go on, but have had no status update for a year."""
        return self.with_current_status().filter(has_gone_quiet())

    def recently_reported(self):
        """Filter for initiatives with a status update within a year."""
        return self.with_current_status().filter(reported_on__gte=today() - QUIET_AFTER)


class StatusUpdateQuerySet(RecordQuerySet):
    def public(self):
        """Return the public status updates.

        Their initiatives are not joined: for the newest few, SQLite would read all initiatives first.
        """
        initiatives = Page.objects.order_by().filter(is_public(), pk=OuterRef("page"))
        return self.filter(Exists(initiatives)).known_as_of_request()

    def public_in_bulk(self):
        """Return the public status updates by one set of all public initiatives, to count them, say.

        On SQLite that takes a seventh of the time where most are read.
        """
        initiatives = apps.get_model("initiatives.InitiativePage").objects.public().order_by()
        return self.filter(page__in=initiatives.values("pk")).known_as_of_request()

    def known_as_of(self, day):
        return Q(date__lte=day)

    def known_as_of_request(self, as_of: date | None = None):
        """Filter for status updates not dated in the future, also when no past day is requested."""
        return self.filter(self.known_as_of(as_of or today()))

    def count_by_year(self):
        """Return (year, number of status updates)."""
        by_year = self.order_by().values(year=F("date__year"))
        return by_year.annotate(number=Count("pk")).values_list("year", "number")

    def newest_first(self):
        return self.order_by("-date", "-pk")

    def with_details(self):
        """Select what is shown of meeting and source, and annotate `reported_to_is_public`."""
        related = self.select_related("reported_to", "source_document").only(*self._detail_fields())
        return related.annotate(reported_to_is_public=public_expression("reported_to"))

    def with_page(self):
        """Select also what a link to the initiative shows, after `with_details`."""
        initiative = (f"page__{field}" for field in LINKED_PAGE)
        return self.select_related("page").only(*self._detail_fields(), *initiative)

    def _detail_fields(self) -> list[str]:
        return [
            *(field.name for field in self.model._meta.concrete_fields),
            *(f"reported_to__{field}" for field in LINKED_PAGE),
            *(f"source_document__{field}" for field in DOCUMENT_FIELDS),
        ]


class StatusUpdateManager(RecordManager.from_queryset(StatusUpdateQuerySet)):
    pass


class ActivityPageQuerySet(EventQuerySet):
    ROW_FIELDS = (*EventQuerySet.ROW_FIELDS, "kind")

    def known_as_of(self, day):
        """Return the condition that an activity was over by the day: when it was announced is not recorded.

        An undated activity that was held is known from the date of its source, or else from when its
        initiative is.
        """
        initiatives = apps.get_model("initiatives.InitiativePage").objects.all()
        above = In(page_above("path"), initiatives.filter(initiatives.known_as_of(day)).values("path"))
        with_initiative = Q(above, source_document__issued__isnull=True)
        undated = Q(end_date__isnull=True, state=EventStatus.HELD)
        return Q(end_date__lte=day) | undated & (Q(source_document__issued__lte=day) | with_initiative)

    def in_area(self, area):
        """Filter for activities whose own area, or else that of their initiative, is the area."""
        initiatives = apps.get_model("initiatives.InitiativePage").objects.filter(area=area)
        above = In(page_above("path"), initiatives.values("path"))
        return self.filter(Q(area=area) | Q(above, area__isnull=True))

    def of_country(self, country):
        """Filter for activities that take place in the country, or that it hosts."""
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

"""Querysets of series, chair terms, meetings, participations and decisions."""

from collections.abc import Iterable
from datetime import date

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from admm_site.core.choices import EventStatus
from admm_site.core.clock import today
from admm_site.core.events import CALLED_OFF, EventQuerySet, EventRecordQuerySet
from admm_site.core.grouping import group_by
from admm_site.core.page_base import LINKED_PAGE
from admm_site.core.private_files import is_in_private_collection
from admm_site.core.publication import AsOfQuerySet, RecordQuerySet, is_public, public_expression
from admm_site.core.records import RecordManager
from admm_site.core.sources import DOUBT_FIELDS, Source
from admm_site.documents.querysets import DOCUMENT_FIELDS

from .choices import (
    ADOPTING_VERBS,
    EVIDENT_VERBS,
    TEXT_VERBS,
    Level,
    MeetingLevel,
    ParticipationRole,
    frameworks_of,
)

# What is read of the meeting of a decision: its title, address, dates, place, chair and source.
MEETING_OF_DECISION = (
    *(*LINKED_PAGE, "state", "start_date", "end_date", "city"),
    *("series__acronym", "series__slug", "series__name", "series__level"),
    *("country__name", "country__slug", "chair_country__name", "chair_country__slug"),
    *Source.tracked_fields,
)


class MeetingSeriesQuerySet(AsOfQuerySet):
    def known_as_of(self, day):
        """Return the condition that a series was established, had met or had a chair by the day.

        Any of the three is enough: a series of which only the year of its establishment is recorded may have
        met before that year was over.
        """
        meetings = self.model.meetings.rel.related_model.objects.published()
        has_met = Exists(meetings.filter(series=OuterRef("pk"), end_date__lte=day))
        chair_terms = self.model.chair_terms.rel.related_model.objects
        had_chair = Exists(chair_terms.filter(series=OuterRef("pk"), start__lte=day))
        return Q(established__lte=day) | Q(has_met | had_chair)

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def of_ministers(self):
        return self.filter(level=Level.MINISTERS)

    def experts(self):
        return self.filter(level=Level.EXPERTS)

    def with_chairs(self):
        """Prefetch `chair_terms` with their countries, newest first."""
        terms = self.model.chair_terms.rel.related_model.objects.known_as_of_request()
        terms = terms.select_related("country", "source_document")
        return self.prefetch_related(Prefetch("chair_terms", terms.order_by("-start", "country__name", "pk")))

    def with_superior(self):
        """Prefetch `reports_to`, which is None as of a past day on which the superior was not known yet."""
        return self.prefetch_related(Prefetch("reports_to", self.model.objects.known_as_of_request()))

    def with_meeting_count(self):
        return self.annotate(meeting_count=Count("meetings", filter=is_public("meetings")))


class ChairTermQuerySet(AsOfQuerySet):
    def known_as_of(self, day):
        """Return the condition that a term may have begun by the day: of most, only the year is recorded."""
        return Q(start__earliest__lte=day.isoformat())

    def get_by_natural_key(self, series, country, start):
        return self.get(series__slug=series, country__code=country, start=start)

    def with_details(self):
        return self.select_related("series", "country", "source_document")

    def newest_first(self):
        return self.order_by("-start", "series__acronym", "pk")


class MeetingPageQuerySet(EventQuerySet):
    ROW_FIELDS = (
        *EventQuerySet.ROW_FIELDS,
        "slug",
        "theme",
        "ordinal",
        "chair_country_id",
        "series__framework",
        "series__level",
        "series__acronym",
    )

    def known_as_of(self, day):
        """Return the condition that a meeting was over or called off by the day, or is the next of a series.

        ASEAN names the host of the next meeting at the previous one; the first meeting of a series is known
        from the establishment of the series.
        """
        previous = self.model.objects.published().held(day)
        previous = previous.filter(series=OuterRef("series"), ordinal=OuterRef("ordinal") - 1)
        announced = Exists(previous) | Q(ordinal=1, series__established__lte=day)
        upcoming = Q(end_date__isnull=False, state__in=(EventStatus.PLANNED, EventStatus.HELD))
        called_off = Q(state__in=CALLED_OFF, called_off_on__lte=day)
        not_called_off_later = Q(called_off_on__isnull=True) | Q(called_off_on__lte=day)
        return Q(not_called_off_later, end_date__lte=day) | Q(upcoming, announced) | called_off

    def for_rows(self):
        return super().for_rows().select_related("series")

    def on_map(self):
        return super().on_map().filter(series__level=Level.MINISTERS)

    def of_country(self, country):
        """Filter for meetings that the country hosts or chairs."""
        return self.filter(Q(country=country) | Q(chair_country=country))

    def with_participant(self, country):
        """Filter for meetings in which the country takes part.

        For a planned meeting without any recorded participation, the members of its framework are expected.
        """
        participations = self.model.participations.rel.related_model.objects.known_as_of_request()
        recorded = Q(pk__in=participations.of_country(country).values("page"))
        planned = self.model.objects.in_state(EventStatus.PLANNED)
        expected = planned.filter(series__framework__in=frameworks_of(country.role))
        expected = expected.exclude(Exists(participations.filter(page=OuterRef("pk"))))
        return self.filter(recorded | Q(pk__in=expected.values("pk")))

    def with_details(self):
        related = ("series", "country", "chair_country", "source_document", "photograph")
        return self.select_related(*related)

    def in_series(self, series):
        return self.filter(series=series)

    def of_ministers(self):
        """Filter for the numbered meetings of ministers: the ADMM and the ADMM-Plus, not their retreats."""
        return self.filter(series__level=Level.MINISTERS, ordinal__isnull=False)

    def at_level(self, level: str):
        """Filter by an option of `MeetingLevel`."""
        if level == MeetingLevel.NUMBERED:
            return self.of_ministers()
        if level == MeetingLevel.PREPARATORY:
            return self.exclude(series__level=Level.MINISTERS)
        return self.filter(series__level=level)

    def without_decisions(self):
        return self.filter(decisions__isnull=True)

    def lacking_decisions(self):
        """Filter for held meetings of ministers without a decision; others only prepare decisions."""
        return self.held().of_ministers().without_decisions()


class ParticipationQuerySet(EventRecordQuerySet):
    def get_by_natural_key(self, url_path, country):
        return self.get(page__url_path=url_path, country__code=country)

    def of_country(self, country):
        """Filter for the meetings in which the country was a participant, not an observer."""
        return self.filter(country=country, role=ParticipationRole.PARTICIPANT)

    def count_by_series_and_year(self) -> list[tuple[tuple[str, str], int, int]]:
        """Return (acronym and slug of the series, year, number of its meetings) of held meetings."""
        of_held_meetings = self.filter(page__state=EventStatus.HELD, page__end_date__lte=today()).order_by()
        series = ("page__series__acronym", "page__series__slug")
        by_year = of_held_meetings.values(*series, year=F("page__start_date__year")).annotate(
            number=Count("pk")
        )
        rows = by_year.order_by("page__series__acronym", "year").values_list(*series, "year", "number")
        return [((acronym, slug), year, number) for acronym, slug, year, number in rows]


def summarize_by_series(counts: Iterable[tuple]) -> list[dict]:
    """Sum up `count_by_series_and_year` to the number, first and last year of each series."""
    summaries = {}
    for (acronym, slug), year, number in counts:
        summary = summaries.setdefault(slug, {"acronym": acronym, "slug": slug, "number": 0, "first": year})
        summary["number"] += number
        summary["last"] = year
    return list(summaries.values())


class DecisionQuerySet(RecordQuerySet):
    def known_as_of(self, day):
        return Q(page__state=EventStatus.HELD, page__end_date__lte=day)

    def adopting(self):
        """Filter for decisions that adopt or endorse a paper or initiative, which make it adopted."""
        return self.filter(verb__in=ADOPTING_VERBS)

    def taken(self, as_of: date | None = None):
        """Filter for decisions of meetings that had surely been held by the day."""
        return self.filter(self.known_as_of(as_of or today()))

    def count_by_year(self):
        """Return (year of the meeting, number of decisions)."""
        by_year = self.order_by().values(year=F("page__start_date__year"))
        return by_year.annotate(number=Count("pk")).values_list("year", "number")

    def newest_first(self):
        return self.order_by("-page__end_date", "-page_id", "sort_order", "pk")

    def oldest_first(self):
        return self.order_by("page__end_date", "page_id", "sort_order", "pk")

    def without_source(self):
        """Filter for decisions that neither name a source nor inherit one (see `Decision.attribution`)."""
        inheriting = Q(source_note="") & (
            Q(document__isnull=False, verb__in=EVIDENT_VERBS)
            | Q(page__source_document__isnull=False)
            | ~Q(page__source_name="")
        )
        return super().without_source().exclude(inheriting)

    def lacking_document(self):
        """Filter for decisions about a text without a document, neither their own nor that of their source.

        Whether the page that a decision is about has a document is not looked at.
        """
        of_text = Q(subject__isnull=False) | Q(verb__in=TEXT_VERBS)
        inherited = Q(source_name="", source_note="", page__source_document__isnull=False)
        decisions = self.filter(of_text, document__isnull=True, source_document__isnull=True)
        return decisions.exclude(inherited)

    def on_same_subjects_as(self, decisions):
        """Return the public decisions about the papers and initiatives that `decisions` are about."""
        return self.filter(self.is_on_same_subjects_as(decisions))

    def is_on_same_subjects_as(self, decisions) -> Q:
        """Return the condition that a decision is public, and about what one of `decisions` is about."""
        if isinstance(decisions, QuerySet):
            subjects = decisions.filter(subject__isnull=False).values("subject")
        else:
            subjects = [decision.subject_id for decision in decisions if decision.subject_id]
        return is_public("page") & self.known_as_of(today()) & Q(subject__in=subjects)

    def with_meeting(self):
        """Load only what a reference to a decision shows: verb, meeting, dates, what is not confirmed."""
        meeting = (*LINKED_PAGE, "start_date", "end_date", *DOUBT_FIELDS)
        own = ("verb", "key", "document", "source_note", *DOUBT_FIELDS)
        return self.select_related("page").only(*own, *(f"page__{field}" for field in meeting))

    def with_details(self):
        """Select meeting, document, source and subject, as far as they are shown beside a decision.

        It annotates `subject_is_public`.
        """
        own = [field.name for field in self.model._meta.concrete_fields]
        documents = ("document", "source_document", "page__source_document")
        return (
            self.select_related("page__series", "page__country", "page__chair_country", "subject", *documents)
            .annotate(subject_is_public=public_expression("subject"))
            .only(
                *own,
                *(f"page__{field}" for field in MEETING_OF_DECISION),
                *(f"subject__{field}" for field in (*LINKED_PAGE, "content_type")),
                *(f"{document}__{field}" for document in documents for field in DOCUMENT_FIELDS),
            )
        )

    def of_meetings_or_naming(self, meetings: Iterable, name: str):
        """Filter for decisions of the meetings, and those that have the name in their text or title."""
        names_it = Q(text__contains=name)
        for subject in ("document", "subject"):
            names_it |= Q(**{f"{subject}__title__contains": name})
        return self.filter(Q(page__in=[meeting.pk for meeting in meetings]) | names_it)

    def attach_to_meetings(self, meetings: Iterable) -> list:
        """Attach `public_decisions` to the meetings and return them; one query for all of them."""
        meetings = list(meetings)
        decisions = self.public().filter(page__in=[meeting.pk for meeting in meetings])
        decisions = decisions.with_details().with_public_content().order_by("sort_order", "pk")
        by_meeting = group_by(decisions, "page_id")
        for meeting in meetings:
            meeting.public_decisions = by_meeting[meeting.pk]
        return meetings

    def with_public_content(self):
        """Exclude decisions that are only about a page or document that the public may not see."""
        return self.filter(
            is_public("subject")
            | Q(subject__isnull=True, document__isnull=True)
            | Q(document__isnull=False) & ~is_in_private_collection("document")
            | ~Q(text="")
        )


class DecisionManager(RecordManager.from_queryset(DecisionQuerySet)):
    pass

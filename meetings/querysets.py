"""The questions that pages ask about series, meetings and decisions."""

from datetime import date

from django.db.models import BooleanField, Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from admm_site.content.choices import OccasionState
from admm_site.content.occasions import OccasionQuerySet
from admm_site.content.publication import RecordQuerySet, is_public
from admm_site.content.records import RecordManager
from admm_site.content.today import today

from .choices import ADOPTING_VERBS, Framework, Level


class MeetingSeriesQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def of_ministers(self):
        return self.filter(level=Level.MINISTERS)

    def experts(self):
        return self.filter(level=Level.EXPERTS)

    def with_chairs(self):
        """With `chair_terms` and their countries, newest first."""
        from .models import ChairTerm

        terms = ChairTerm.objects.select_related("country", "source_document").order_by(
            "-start", "country__name"
        )
        return self.prefetch_related(Prefetch("chair_terms", terms))

    def with_meeting_count(self):
        return self.annotate(meeting_count=Count("meetings", filter=is_public("meetings")))


class ChairTermQuerySet(QuerySet):
    def get_by_natural_key(self, series, country, start):
        return self.get(series__slug=series, country__code=country, start=start)


class MeetingPageQuerySet(OccasionQuerySet):
    ROW = (*OccasionQuerySet.ROW, "theme", "series__framework", "series__acronym")

    def for_rows(self):
        return super().for_rows().select_related("series")

    def with_details(self):
        related = ("series", "country", "chair_country", "source_document")
        return self.select_related(*related).with_neighbours()

    def in_series(self, series):
        return self.filter(series=series)

    def of_framework(self, framework: Framework):
        return self.filter(series__framework=framework)

    def of_ministers(self):
        """The ADMM and the ADMM-Plus proper: meetings of ministers that are counted by an ordinal."""
        return self.filter(series__level=Level.MINISTERS, ordinal__isnull=False)

    def without_outcomes(self):
        return self.filter(decisions__isnull=True)

    def with_neighbours(self):
        """Adds `previous_id` and `next_id`: the public meetings of the series before and after, by date."""
        others = self.model.objects.public().filter(series=OuterRef("series")).exclude(pk=OuterRef("pk"))
        before = others.filter(end_date__lt=OuterRef("end_date"))
        after = others.filter(end_date__gt=OuterRef("end_date"))
        return self.annotate(
            previous_id=Subquery(before.newest_first().values("pk")[:1]),
            next_id=Subquery(after.oldest_first().values("pk")[:1]),
        )


class ParticipationQuerySet(QuerySet):
    def get_by_natural_key(self, url_path, country):
        return self.get(page__url_path=url_path, country__code=country)

    def public(self):
        return self.filter(is_public("page"))


class DecisionQuerySet(RecordQuerySet):
    def adopting(self):
        """Decisions that make a paper or initiative adopted: those that adopt or endorse it."""
        return self.filter(verb__in=ADOPTING_VERBS)

    def taken(self, as_of: date | None = None):
        """Decisions of meetings that had surely been held by the day."""
        return self.filter(page__state=OccasionState.HELD, page__end_date__lte=as_of or today())

    def newest_first(self):
        return self.order_by("-page__end_date", "-page_id", "sort_order")

    def oldest_first(self):
        return self.order_by("page__end_date", "page_id", "sort_order")

    def without_document(self):
        return self.filter(document__isnull=True, source_document__isnull=True)

    def on_the_same_as(self, decisions):
        """Public decisions taken about the papers and initiatives that others are about."""
        if isinstance(decisions, QuerySet):
            subjects = decisions.filter(subject__isnull=False).values("subject")
        else:
            subjects = [decision.subject_id for decision in decisions if decision.subject_id]
        return self.public().taken().filter(subject__in=subjects)

    def with_meeting(self):
        """With what a reference to the decision shows: its verb, its meeting and the dates of that."""
        shown = ("title", "url_path", "start_date", "end_date")
        return self.select_related("page").only("verb", "key", *(f"page__{field}" for field in shown))

    def with_details(self):
        """With meeting, document, source, subject, and whether the public may see that."""
        shown = Case(
            When(is_public("subject"), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        return self.select_related(
            "page__series", "page__country", "page__chair_country", "subject", "document", "source_document"
        ).annotate(subject_is_public=shown)

    def saying_something(self):
        """Leaves out decisions that are only about a page that the public may not see."""
        return self.filter(
            is_public("subject") | Q(subject__isnull=True) | Q(document__isnull=False) | ~Q(text="")
        )


class DecisionManager(RecordManager.from_queryset(DecisionQuerySet)):
    pass

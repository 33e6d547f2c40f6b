"""The filters of the editors' listings."""

import django_filters
from django.db.models import F, TextChoices
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.models import Page

from admm_site.core.choices import EventStatus
from admm_site.core.events import EventMixin
from admm_site.core.listings import ChoicesFilter
from admm_site.documents.choices import DocumentKind, DocumentLanguage
from admm_site.reference.choices import AreaKind, CountryRole
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import PaperKind, Status
from initiatives.models import ConceptPaperPage, InitiativePage
from meetings.choices import Framework, Level
from meetings.models import Decision, MeetingPage, MeetingSeries


class Publication(TextChoices):
    """Whether a page is published, and whether it has a newer draft."""

    LIVE = "live", _("Live")
    CHANGED = "changed", _("Published, with a newer draft")
    DRAFT = "draft", _("Not published")


class Adoption(TextChoices):
    ADOPTED = "yes", _("Adopted")
    NOT_ADOPTED = "no", _("Not adopted")


class DecisionPresence(TextChoices):
    RECORDED = "recorded", _("Recorded")
    NONE = "none", _("None recorded")


class StatusUpdateAge(TextChoices):
    RECENT = "recent", _("In the last year")
    OLD = "old", _("Active, but no status update in a year")


class ConditionFilter(django_filters.ChoiceFilter):
    """A filter whose choices each stand for a query on the rows, as in `queries`."""

    def __init__(self, *args, queries, **kwargs):
        super().__init__(*args, widget=RadioSelect, empty_label=_("All"), **kwargs)
        self.queries = queries

    def filter(self, rows, value):
        return self.queries[value](rows) if value else rows


def publication_filter():
    queries = {
        Publication.LIVE: lambda pages: pages.live(),
        Publication.CHANGED: lambda pages: pages.live().filter(has_unpublished_changes=True),
        Publication.DRAFT: lambda pages: pages.not_live(),
    }
    return ConditionFilter(label=_("Publication"), choices=Publication.choices, queries=queries)


def adoption_filter():
    queries = {
        Adoption.ADOPTED: lambda pages: pages.filter(adoption_id__isnull=False),
        Adoption.NOT_ADOPTED: lambda pages: pages.filter(adoption_id__isnull=True),
    }
    return ConditionFilter(label=_("Adoption"), choices=Adoption.choices, queries=queries)


def decisions_filter():
    queries = {
        DecisionPresence.RECORDED: lambda meetings: meetings.filter(pk__in=Decision.objects.values("page")),
        DecisionPresence.NONE: lambda meetings: meetings.without_decisions(),
    }
    return ConditionFilter(label=_("Decisions"), choices=DecisionPresence.choices, queries=queries)


def status_updates_filter():
    queries = {
        StatusUpdateAge.RECENT: lambda initiatives: initiatives.recently_reported(),
        StatusUpdateAge.OLD: lambda initiatives: initiatives.gone_quiet(),
    }
    return ConditionFilter(label=_("Status updates"), choices=StatusUpdateAge.choices, queries=queries)


def multiple_choice_filter(field_name, label, choices):
    """Return a filter for any of several choices."""
    return django_filters.MultipleChoiceFilter(
        field_name=field_name, label=label, choices=choices, widget=CheckboxSelectMultiple, distinct=False
    )


def multiple_object_filter(field_name, label, model):
    """Return a filter for any of several objects."""
    return django_filters.ModelMultipleChoiceFilter(
        field_name=field_name,
        label=label,
        queryset=model.objects.all(),
        widget=CheckboxSelectMultiple,
        distinct=False,
    )


class StartYearFilter(ChoicesFilter):
    """A filter of events by the years in which the editor’s begin, the newest first."""

    def __init__(self):
        super().__init__(field_name="start_date__year", label=_("Year"))

    def options(self):
        dated = self.parent.queryset.filter(start_date__isnull=False).annotate(option=F("start_date__year"))
        years = dated.order_by("-option").values_list("option", flat=True).distinct()
        return [(str(year), str(year)) for year in years]


class MeetingFilterSet(WagtailFilterSet):
    series = multiple_object_filter("series", _("Series"), MeetingSeries)
    state = multiple_choice_filter("state", _("State"), EventStatus.choices)
    year = StartYearFilter()
    country = multiple_object_filter("country", _("Country"), Country)
    decisions = decisions_filter()
    publication = publication_filter()

    class Meta:
        model = MeetingPage
        fields = []


class ConceptPaperFilterSet(WagtailFilterSet):
    kind = multiple_choice_filter("kind", _("Kind"), PaperKind.choices)
    area = multiple_object_filter("area", _("Area"), CooperationArea)
    adoption = adoption_filter()
    publication = publication_filter()

    class Meta:
        model = ConceptPaperPage
        fields = []


class InitiativeFilterSet(WagtailFilterSet):
    status = multiple_choice_filter("current_status", _("Status"), Status.choices)
    area = multiple_object_filter("area", _("Area"), CooperationArea)
    status_updates = status_updates_filter()
    publication = publication_filter()

    class Meta:
        model = InitiativePage
        fields = []


def default_filterset(model: type[Page]) -> type[WagtailFilterSet]:
    """Return filters by the kind and, of events, the state, the year and the country, and by publication."""
    declared = {}
    if hasattr(model, "kind"):
        declared["kind"] = multiple_choice_filter("kind", _("Kind"), model._meta.get_field("kind").choices)
    if issubclass(model, EventMixin):
        declared |= {
            "state": multiple_choice_filter("state", _("State"), EventStatus.choices),
            "year": StartYearFilter(),
            "country": multiple_object_filter("country", _("Country"), Country),
        }
    meta = type("Meta", (), {"model": model, "fields": []})
    attributes = declared | {"publication": publication_filter(), "Meta": meta}
    return type(f"{model.__name__}FilterSet", (WagtailFilterSet,), attributes)


class CountryFilterSet(WagtailFilterSet):
    role = multiple_choice_filter("role", _("Role"), CountryRole.choices)

    class Meta:
        model = Country
        fields = []


class CooperationAreaFilterSet(WagtailFilterSet):
    kind = multiple_choice_filter("kind", _("Kind"), AreaKind.choices)

    class Meta:
        model = CooperationArea
        fields = []


class MeetingSeriesFilterSet(WagtailFilterSet):
    framework = multiple_choice_filter("framework", _("Framework"), Framework.choices)
    level = multiple_choice_filter("level", _("Level"), Level.choices)

    class Meta:
        model = MeetingSeries
        fields = []


class DocumentFilterSet(DocumentsFilterSet):
    kind = multiple_choice_filter("kind", _("Kind"), DocumentKind.choices)
    language = multiple_choice_filter("language", _("Language"), DocumentLanguage.choices)

    class Meta(DocumentsFilterSet.Meta):
        pass

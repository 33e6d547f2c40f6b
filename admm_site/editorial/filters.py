"""The filters of the editors' listings."""

import django_filters
from django.db.models import TextChoices
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.documents.views.documents import DocumentsFilterSet

from admm_site.core.choices import EventStatus
from admm_site.core.listings import ChoicesFilter, load_years
from admm_site.documents.choices import DocumentKind, DocumentLanguage
from admm_site.reference.choices import AreaKind, CountryRole
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import ActivityKind, PaperKind, Status
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from meetings.choices import Framework, Level
from meetings.models import Decision, MeetingPage, MeetingSeries


class Publication(TextChoices):
    """How far a page is published."""

    LIVE = "live", _("Live")
    CHANGED = "changed", _("Published, with a newer draft")
    DRAFT = "draft", _("Not published")


class Adoption(TextChoices):
    ADOPTED = "yes", _("Adopted")
    NOT_ADOPTED = "no", _("Not adopted")


class Outcomes(TextChoices):
    RECORDED = "recorded", _("Recorded")
    NONE = "none", _("None recorded")


class Reports(TextChoices):
    RECENT = "recent", _("In the last year")
    OLD = "old", _("Active, but no status update in a year")


class ConditionFilter(django_filters.ChoiceFilter):
    """A choice that stands for a question to the rows, as `questions` has it."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, widget=RadioSelect, empty_label=_("All"), **kwargs)
        self.questions = questions

    def filter(self, rows, value):
        return self.questions[value](rows) if value else rows


def publication():
    questions = {
        Publication.LIVE: lambda pages: pages.live(),
        Publication.CHANGED: lambda pages: pages.live().filter(has_unpublished_changes=True),
        Publication.DRAFT: lambda pages: pages.not_live(),
    }
    return ConditionFilter(label=_("Publication"), choices=Publication.choices, questions=questions)


def adoption():
    questions = {
        Adoption.ADOPTED: lambda pages: pages.filter(adoption_id__isnull=False),
        Adoption.NOT_ADOPTED: lambda pages: pages.filter(adoption_id__isnull=True),
    }
    return ConditionFilter(label=_("Adoption"), choices=Adoption.choices, questions=questions)


def outcomes():
    questions = {
        Outcomes.RECORDED: lambda meetings: meetings.filter(pk__in=Decision.objects.values("page")),
        Outcomes.NONE: lambda meetings: meetings.without_outcomes(),
    }
    return ConditionFilter(label=_("Decisions"), choices=Outcomes.choices, questions=questions)


def reports():
    questions = {
        Reports.RECENT: lambda initiatives: initiatives.lately_reported(),
        Reports.OLD: lambda initiatives: initiatives.gone_quiet(),
    }
    return ConditionFilter(label=_("Status updates"), choices=Reports.choices, questions=questions)


def several(field_name, label, choices):
    """Any of some choices."""
    return django_filters.MultipleChoiceFilter(
        field_name=field_name, label=label, choices=choices, widget=CheckboxSelectMultiple, distinct=False
    )


def several_of(field_name, label, model):
    """Any of some objects."""
    return django_filters.ModelMultipleChoiceFilter(
        field_name=field_name,
        label=label,
        queryset=model.objects.all(),
        widget=CheckboxSelectMultiple,
        distinct=False,
    )


class MeetingFilterSet(WagtailFilterSet):
    series = several_of("series", _("Series"), MeetingSeries)
    state = several("state", _("State"), EventStatus.choices)
    year = ChoicesFilter(field_name="start_date__year", label=_("Year"), load=load_years("start_date"))
    country = several_of("country", _("Country"), Country)
    outcomes = outcomes()
    publication = publication()

    class Meta:
        model = MeetingPage
        fields = []


class ConceptPaperFilterSet(WagtailFilterSet):
    kind = several("kind", _("Kind"), PaperKind.choices)
    area = several_of("area", _("Area"), CooperationArea)
    adoption = adoption()
    publication = publication()

    class Meta:
        model = ConceptPaperPage
        fields = []


class InitiativeFilterSet(WagtailFilterSet):
    status = several("current_status", _("Status"), Status.choices)
    area = several_of("area", _("Area"), CooperationArea)
    reports = reports()
    publication = publication()

    class Meta:
        model = InitiativePage
        fields = []


class ActivityFilterSet(WagtailFilterSet):
    kind = several("kind", _("Kind"), ActivityKind.choices)
    state = several("state", _("State"), EventStatus.choices)
    year = ChoicesFilter(field_name="start_date__year", label=_("Year"), load=load_years("start_date"))
    country = several_of("country", _("Country"), Country)
    publication = publication()

    class Meta:
        model = ActivityPage
        fields = []


class CountryFilterSet(WagtailFilterSet):
    role = several("role", _("Role"), CountryRole.choices)

    class Meta:
        model = Country
        fields = []


class CooperationAreaFilterSet(WagtailFilterSet):
    kind = several("kind", _("Kind"), AreaKind.choices)

    class Meta:
        model = CooperationArea
        fields = []


class MeetingSeriesFilterSet(WagtailFilterSet):
    framework = several("framework", _("Framework"), Framework.choices)
    level = several("level", _("Level"), Level.choices)

    class Meta:
        model = MeetingSeries
        fields = []


class DocumentFilterSet(DocumentsFilterSet):
    kind = several("kind", _("Kind"), DocumentKind.choices)
    language = several("language", _("Language"), DocumentLanguage.choices)

    class Meta(DocumentsFilterSet.Meta):
        pass

"""The records of the API: the fields that exports have, and what can be included.

Unknown values are null; only the parameter `fields` leaves a field out.
"""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from admm_site.core.absolute_urls import absolute_url
from admm_site.exports import lists
from admm_site.exports.identifiers import identifier, permanent_identifier
from admm_site.exports.lists import ListExport
from admm_site.exports.lists.shared import IN_ADDRESSES, PERMANENT
from admm_site.exports.record_urls import api_path, page_path
from initiatives.choices import LeadRole, Status, StepKind
from initiatives.trail_steps import make_step
from meetings.choices import ChairRole, ParticipationRole

from . import relations
from .fields import (
    AbsoluteUrl,
    NullableSerializer,
    PartialDateField,
    ReferenceField,
    Source,
    Text,
    serializer_fields,
)


class Record(NullableSerializer):
    """A record of a list, with the fields of the list's export.

    `includes` are the loaders of what can be included.
    """

    list_export: ListExport
    includes = {}

    id = serializers.SerializerMethodField(help_text=PERMANENT)
    slug = serializers.SerializerMethodField(help_text=IN_ADDRESSES)
    url = serializers.SerializerMethodField(help_text=_("Its address in the API."))
    page_url = serializers.SerializerMethodField(help_text=_("The page on the portal that shows it."))

    @classmethod
    def field_names(cls) -> list[str]:
        """Return the names that the parameter `fields` can choose from."""
        return [name for name in cls().fields if name not in cls.includes]

    def get_fields(self):
        fields = serializer_fields(self.list_export.fields) | super().get_fields()
        if (included := self.context.get("include")) is None:
            return fields  # the description shows them all
        if self.root not in (self, self.parent):
            selected, included = fields.keys(), ()
        else:
            selected = {"id", *(self.context["fields"] or fields)}
        return {
            name: field
            for name, field in fields.items()
            if (name in included if name in self.includes else name in selected)
        }

    def get_id(self, record) -> str:
        return permanent_identifier(record)

    def get_slug(self, record) -> str:
        return identifier(record)

    @extend_schema_field(serializers.URLField)
    def get_url(self, record):
        return absolute_url(api_path(record))

    @extend_schema_field(serializers.URLField)
    def get_page_url(self, record):
        return absolute_url(page_path(record, self.context["request"]))


class AttachedDocument(NullableSerializer):
    """A document of a meeting or activity, under the title that is shown there."""

    title = Text()
    document = ReferenceField(allow_null=True)


class Step(NullableSerializer):
    """One statement of a trail, from the first decision to the last result, and the record that makes it."""

    kind = serializers.ChoiceField(choices=StepKind.choices)
    date = PartialDateField(allow_null=True)
    title = serializers.CharField(help_text=_("What the statement is about."))
    record = ReferenceField()
    meeting = ReferenceField(
        allow_null=True, help_text=_("The meeting that decided, or that received the status update.")
    )
    permanent_url = AbsoluteUrl(source="permalink", allow_null=True)
    source = Source(source="record")

    def to_representation(self, record):
        return super().to_representation(make_step(record))


class FollowUp(serializers.Serializer):
    """An initiative that followed a decision, and its status by its newest status update."""

    initiative = ReferenceField()
    status = serializers.ChoiceField(choices=Status.choices)
    reported_on = PartialDateField(source="status_update.date", default=None, allow_null=True)
    source = Source(source="status_update", allow_null=True, help_text=_("Of that status update."))


class Decision(Record):
    """What a meeting decided."""

    list_export = lists.DECISIONS
    includes = {"follow_up": list_export.loaders["follow_up"], "trail": relations.trails_from_decisions}

    held = serializers.BooleanField(
        source="page.is_over",
        help_text=_("Whether the meeting has been held; nothing is decided before that."),
    )
    follow_up = FollowUp(source="attached.follow_up", many=True, required=False)
    trail = Step(source="attached.trail", many=True, required=False)


class StatusUpdate(Record):
    """A status update of an initiative."""

    list_export = lists.STATUS_UPDATES


class Participation(serializers.Serializer):
    country = ReferenceField()
    role = serializers.ChoiceField(choices=ParticipationRole.choices)


class Meeting(Record):
    """One meeting: when, where, who, and what was decided."""

    list_export = lists.MEETINGS
    includes = {
        "decisions": relations.decisions_of_meetings,
        "documents": relations.documents_of_meetings,
        "participants": list_export.loaders["participants"],
        "status_updates": relations.status_updates_of_meetings,
    }

    decisions = Decision(source="attached.decisions", many=True, required=False)
    documents = AttachedDocument(source="attached.documents", many=True, required=False)
    participants = Participation(source="attached.participants", many=True, required=False)
    status_updates = StatusUpdate(source="attached.status_updates", many=True, required=False)


class Paper(Record):
    """A paper that ministers decide on."""

    list_export = lists.CONCEPT_PAPERS
    includes = {
        "decisions": relations.decisions_on_papers,
        "initiatives": relations.initiatives_of_papers,
        "trail": relations.trails,
    }

    decisions = Decision(source="attached.decisions", many=True, required=False)
    initiatives = serializers.ListField(source="attached.initiatives", child=ReferenceField(), required=False)
    trail = Step(source="attached.trail", many=True, required=False)


class Lead(serializers.Serializer):
    country = ReferenceField()
    role = serializers.ChoiceField(choices=LeadRole.choices)


class Activity(Record):
    """A workshop, exercise, course or conference of an initiative."""

    list_export = lists.ACTIVITIES
    includes = {
        "documents": relations.documents_of_activities,
        "trail": relations.trails_from_activities,
    }

    documents = AttachedDocument(source="attached.documents", many=True, required=False)
    trail = Step(source="attached.trail", many=True, required=False)


class Initiative(Record):
    """An initiative that carries out concept papers. Its status follows from status updates and decisions."""

    list_export = lists.INITIATIVES
    includes = {
        "decisions": relations.decisions_on_initiatives,
        "status_updates": relations.status_updates_of_initiatives,
        "activities": relations.activities,
        "trail": relations.trails,
    }

    leads = Lead(source="attached.leads", many=True)
    decisions = Decision(source="attached.decisions", many=True, required=False)
    status_updates = StatusUpdate(source="attached.status_updates", many=True, required=False)
    activities = Activity(source="attached.activities", many=True, required=False)
    trail = Step(source="attached.trail", many=True, required=False)


class Document(Record):
    """A document with its file."""

    list_export = lists.DOCUMENTS


class Country(Record):
    """A country of the ADMM or the ADMM-Plus, named as ASEAN documents name it."""

    list_export = lists.COUNTRIES


class ChairTerm(serializers.Serializer):
    country = ReferenceField()
    role = serializers.ChoiceField(choices=ChairRole.choices)
    start = PartialDateField()
    end = PartialDateField(allow_null=True)
    source = Source(source="*")


class Series(Record):
    """A body that meets again and again: the ADMM, the ADSOM, an Experts' Working Group."""

    list_export = lists.SERIES
    includes = {"chairs": relations.chairs}

    chairs = ChairTerm(source="attached.chairs", many=True, required=False)


class Area(Record):
    """Areas in which the ministers cooperate."""

    list_export = lists.AREAS
    includes = {"series": relations.series_of_areas}

    series = serializers.ListField(source="attached.series", child=ReferenceField(), required=False)

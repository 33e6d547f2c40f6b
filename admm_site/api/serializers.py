"""What an answer holds. What is not known is null; only `fields` leaves a field out."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.choices import EventFormat, EventStatus
from admm_site.core.partial_dates import PRECISION_NAMES
from admm_site.documents.choices import DocumentKind, DocumentLanguage
from admm_site.exports.identifiers import identifier, permanent_identifier
from admm_site.exports.record_urls import API_LISTS, TYPES, api_path, model_of, page_path
from admm_site.reference.choices import AreaKind, CountryRole
from initiatives.choices import STORED_STATUSES, ActivityKind, LeadRole, PaperKind, Status, StepKind
from initiatives.trail_steps import make_step
from meetings.choices import ChairRole, Framework, Level, ParticipationRole, Verb

from . import relations


class Answer(serializers.Serializer):
    """Gives null for a text that is empty."""

    def to_representation(self, instance):
        found = super().to_representation(instance)
        return {name: None if value == "" else value for name, value in found.items()}


class Text(serializers.CharField):
    """A text that may not be known."""

    def __init__(self, **kwargs):
        super().__init__(allow_null=True, **kwargs)


class PartialDate(serializers.Serializer):
    """A date as far as it is known: to the day, the month or the year."""

    value = serializers.RegexField(
        r"^\d{4}(-\d{2}(-\d{2})?)?$", help_text=_("`2011`, `2011-05` or `2011-05-19`.")
    )
    precision = serializers.ChoiceField(choices=[(name, name) for name in PRECISION_NAMES.values()])


@extend_schema_field(PartialDate)
class PartialDateField(serializers.Field):
    def to_representation(self, date):
        return {"value": str(date), "precision": date.precision_name}


class Reference(serializers.Serializer):
    """Another record: its kind, what it is called, and its address in the API."""

    type = serializers.ChoiceField(choices=[(name, name) for name in TYPES])
    id = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()


@extend_schema_field(Reference)
class ReferenceField(serializers.Field):
    """A record that is public whenever the one that names it is."""

    def to_representation(self, record):
        return {
            "type": API_LISTS[model_of(record)][0],
            "id": identifier(record),
            "name": str(record),
            "url": absolute_url(api_path(record)),
        }


class PublicDocumentField(ReferenceField):
    """The document that a key names; null while the public may not see it."""

    def to_representation(self, key):
        found = self.context["references"].document(key)
        return super().to_representation(found) if found else None


class PublicPageField(ReferenceField):
    """The page that a key names; null while the public may not see it."""

    def to_representation(self, key):
        found = self.context["references"].page(key)
        return super().to_representation(found) if found else None


class Elsewhere(Answer):
    """A page outside this portal."""

    name = serializers.CharField(source="value.name")
    url = Text(source="value.url")


class Source(Answer):
    """Where the statement comes from, and whether that confirms it."""

    document = PublicDocumentField(source="attribution.source_document_id", allow_null=True)
    paragraph = Text(
        source="attribution.shown_paragraph", help_text=_("The place in the document, such as a paragraph.")
    )
    name = Text(source="attribution.source_name", help_text=_("Publisher and title of a page elsewhere."))
    url = Text(source="attribution.source_url")
    confirms = serializers.BooleanField(
        source="attribution.source_confirms", help_text=_("False if no source confirms it.")
    )
    unconfirmed = Text(help_text=_("What the source does not confirm."))
    note = Text(source="attribution.source_note")
    more = Elsewhere(source="attribution.more_sources", many=True)


@extend_schema_field(serializers.URLField)
class PermanentUrl(serializers.Field):
    """The short address of one statement, which never changes."""

    def __init__(self, **kwargs):
        super().__init__(source="permalink", read_only=True, **kwargs)

    def to_representation(self, address):
        return absolute_url(address) if address else None


class Record(Answer):
    """What is asked for by itself. `always` belongs to it, `includes` where they are asked for."""

    always = {}
    includes = {}

    id = serializers.SerializerMethodField(help_text=_("The identifier of the record within its list."))
    permanent_id = serializers.SerializerMethodField(
        help_text=_("A permanent identifier: it stays the same when the record is renamed or moved.")
    )
    url = serializers.SerializerMethodField(help_text=_("Its address in the API."))
    page_url = serializers.SerializerMethodField(help_text=_("The page on the portal that shows it."))

    @classmethod
    def field_names(cls) -> list[str]:
        """What `fields` may choose from."""
        return [name for name in cls._declared_fields if name not in cls.includes]

    def get_fields(self):
        fields = super().get_fields()
        if (included := self.context.get("include")) is None:
            return fields  # the description shows all there can be
        if self.root not in (self, self.parent):
            asked, included = fields.keys(), ()
        else:
            asked = {"id", *(self.context["fields"] or fields)}
        return {
            name: field
            for name, field in fields.items()
            if (name in included if name in self.includes else name in asked)
        }

    def get_id(self, record) -> str:
        return identifier(record)

    def get_permanent_id(self, record) -> str:
        return permanent_identifier(record)

    @extend_schema_field(serializers.URLField)
    def get_url(self, record):
        return absolute_url(api_path(record))

    @extend_schema_field(serializers.URLField)
    def get_page_url(self, record):
        request = self.context["request"]
        return absolute_url(page_path(record, request))


class PageRecord(Record):
    title = serializers.CharField()
    first_published = serializers.DateTimeField(source="first_published_at", allow_null=True)
    last_published = serializers.DateTimeField(source="last_published_at", allow_null=True)
    source = Source(source="*")


class Event(PageRecord):
    """What meetings and activities have in common."""

    state = serializers.ChoiceField(choices=EventStatus.choices)
    format = serializers.ChoiceField(choices=EventFormat.choices)
    start = PartialDateField(source="start_date", allow_null=True)
    end = PartialDateField(source="end_date", allow_null=True)
    city = Text()
    country = ReferenceField(allow_null=True)
    venue = Text()
    summary = Text()


class AttachedDocument(Answer):
    """A document of a meeting or activity, under the title that is shown there."""

    title = Text()
    document = PublicDocumentField(source="document_id", allow_null=True)


class Adoption(serializers.Serializer):
    """The first decision that adopted or endorsed it."""

    decision = serializers.SerializerMethodField(help_text=_("Its `id`."))
    url = serializers.SerializerMethodField()
    verb = serializers.ChoiceField(choices=Verb.choices)
    meeting = ReferenceField(source="page")
    date = PartialDateField(source="page.end_date")
    not_confirmed = Text(source="doubt", help_text=_("What no source confirms, in words."))

    def get_decision(self, decision) -> str:
        return identifier(decision)

    @extend_schema_field(serializers.URLField)
    def get_url(self, decision):
        return absolute_url(api_path(decision))


class Step(Answer):
    """One statement of a trail, from the first decision to the last result, and the record that makes it."""

    kind = serializers.ChoiceField(choices=StepKind.choices)
    date = PartialDateField(allow_null=True)
    title = serializers.CharField(help_text=_("What the statement is about."))
    record = ReferenceField()
    meeting = ReferenceField(
        allow_null=True, help_text=_("The meeting that decided, or that received the status update.")
    )
    permanent_url = PermanentUrl(allow_null=True)
    source = Source(source="record")

    def to_representation(self, record):
        return super().to_representation(make_step(record))


class FollowUp(serializers.Serializer):
    """An initiative that followed a decision, and where it stands by its newest report."""

    initiative = ReferenceField()
    status = serializers.ChoiceField(choices=Status.choices)
    reported_on = PartialDateField(source="status_update.date", default=None, allow_null=True)
    source = Source(source="status_update", allow_null=True, help_text=_("Of that status update."))


class Decision(Record):
    """What a meeting decided."""

    includes = {"follow_up": relations.follow_ups, "trail": relations.trails_from_decisions}

    title = serializers.SerializerMethodField(help_text=_("What the decision is about, if that is public."))
    meeting = ReferenceField(source="page")
    date = PartialDateField(source="page.end_date", allow_null=True, help_text=_("The end of the meeting."))
    held = serializers.BooleanField(
        source="page.is_over",
        help_text=_("Whether the meeting has been held; nothing is decided before that."),
    )
    verb = serializers.ChoiceField(choices=Verb.choices)
    subject = PublicPageField(
        source="subject_id", allow_null=True, help_text=_("The paper or initiative decided on.")
    )
    document = PublicDocumentField(source="document_id", allow_null=True)
    text = Text()
    permanent_url = PermanentUrl()
    source = Source(source="*")
    follow_up = FollowUp(source="attached.follow_up", many=True, required=False)
    trail = Step(source="attached.trail", many=True, required=False)

    @extend_schema_field(Text)
    def get_title(self, decision):
        references = self.context["references"]
        about = references.page(decision.subject_id) or references.document(decision.document_id)
        return str(about or decision.text)


class StatusUpdate(Record):
    """What was reported of an initiative."""

    initiative = ReferenceField(source="page")
    date = PartialDateField()
    status = serializers.ChoiceField(choices=STORED_STATUSES)
    note = Text()
    reported_to = PublicPageField(
        source="reported_to_id", allow_null=True, help_text=_("The meeting it was reported to.")
    )
    permanent_url = PermanentUrl()
    source = Source(source="*")


class Participation(serializers.Serializer):
    country = ReferenceField()
    role = serializers.ChoiceField(choices=ParticipationRole.choices)


class Meeting(Event):
    """One meeting: when, where, who, and what was decided."""

    includes = {
        "decisions": relations.decisions_of_meetings,
        "documents": relations.documents_of_meetings,
        "participants": relations.participants,
        "reports": relations.reports,
    }

    series = ReferenceField()
    ordinal = serializers.IntegerField(
        allow_null=True, min_value=0, help_text=_("5 for the 5th meeting; null if it has no number.")
    )
    chair = ReferenceField(source="chair_country", allow_null=True, help_text=_("The country."))
    chair_person = Text(help_text=_("The name, as the document gives it."))
    theme = Text()
    decisions = Decision(source="attached.decisions", many=True, required=False)
    documents = AttachedDocument(source="attached.documents", many=True, required=False)
    participants = Participation(source="attached.participants", many=True, required=False)
    reports = StatusUpdate(source="attached.reports", many=True, required=False)


class Paper(PageRecord):
    """A paper that ministers decide on."""

    always = {"adoption": relations.adoptions, "proposed_by": relations.proposers}
    includes = {
        "decisions": relations.decisions_on_papers,
        "initiatives": relations.initiatives_of_papers,
        "trail": relations.trails,
    }

    kind = serializers.ChoiceField(choices=PaperKind.choices)
    acronym = Text()
    title_is_descriptive = serializers.BooleanField(
        help_text=_("The paper’s own title was not found; this is the portal’s description.")
    )
    area = ReferenceField()
    proposed_by = serializers.ListField(source="attached.proposed_by", child=ReferenceField())
    document = PublicDocumentField(source="document_id", allow_null=True)
    summary = Text()
    superseded_by = PublicPageField(source="superseded_by_id", allow_null=True)
    adopted_on = PartialDateField(allow_null=True)
    adoption = Adoption(source="attached.adoption", allow_null=True)
    decisions = Decision(source="attached.decisions", many=True, required=False)
    initiatives = serializers.ListField(source="attached.initiatives", child=ReferenceField(), required=False)
    trail = Step(source="attached.trail", many=True, required=False)


class Lead(serializers.Serializer):
    country = ReferenceField()
    role = serializers.ChoiceField(choices=LeadRole.choices)


class Activity(Event):
    """A workshop, exercise, course or conference of an initiative."""

    always = {"hosts": relations.hosts, "initiative": relations.initiative_above}
    includes = {
        "documents": relations.documents_of_activities,
        "trail": relations.trails_from_activities,
    }

    kind = serializers.ChoiceField(choices=ActivityKind.choices)
    initiative = ReferenceField(source="attached.initiative", allow_null=True)
    hosts = serializers.ListField(source="attached.hosts", child=ReferenceField())
    area = ReferenceField(allow_null=True, help_text=_("Null when it is the area of the initiative."))
    series = ReferenceField(allow_null=True, help_text=_("The working group."))
    documents = AttachedDocument(source="attached.documents", many=True, required=False)
    trail = Step(source="attached.trail", many=True, required=False)


class Initiative(PageRecord):
    """What a concept paper became. Its status follows from updates and decisions."""

    always = {
        "adoption": relations.adoptions,
        "leads": relations.leads,
        "papers": relations.papers_of_initiatives,
    }
    includes = {
        "decisions": relations.decisions_on_initiatives,
        "status_updates": relations.updates,
        "activities": relations.activities,
        "trail": relations.trails,
    }

    acronym = Text()
    area = ReferenceField()
    is_portal_grouping = serializers.BooleanField(help_text=_("Grouped by this portal, not by ASEAN."))
    leads = Lead(source="attached.leads", many=True)
    papers = serializers.ListField(
        source="attached.papers", child=ReferenceField(), help_text=_("The papers that it implements.")
    )
    summary = Text()
    status = serializers.ChoiceField(choices=Status.choices)
    reported_on = PartialDateField(allow_null=True, help_text=_("The date of the newest status update."))
    status_not_confirmed = Text(
        source="status_doubt",
        help_text=_("What no source confirms about the newest status update, in words."),
    )
    adopted_on = PartialDateField(allow_null=True)
    adoption = Adoption(source="attached.adoption", allow_null=True)
    decisions = Decision(source="attached.decisions", many=True, required=False)
    status_updates = StatusUpdate(source="attached.status_updates", many=True, required=False)
    activities = Activity(source="attached.activities", many=True, required=False)
    trail = Step(source="attached.trail", many=True, required=False)


class Document(Record):
    """A file of the register of documents."""

    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    symbol = Text(help_text=_("The issuer’s own reference."))
    issued = PartialDateField(allow_null=True)
    language = serializers.ChoiceField(choices=DocumentLanguage.choices)
    file_url = serializers.SerializerMethodField(help_text=_("The address of the file."))
    file_type = Text(source="file_extension", help_text=_("Such as `pdf`."))
    sha256 = Text(help_text=_("The checksum of the file."))
    size = serializers.IntegerField(
        source="file_size", allow_null=True, min_value=0, help_text=_("In bytes.")
    )
    pages = serializers.IntegerField(source="page_count", allow_null=True, min_value=0)

    @extend_schema_field(serializers.URLField)
    def get_file_url(self, document):
        return absolute_url(document.url)


class Country(Record):
    """A country of the ADMM or the ADMM-Plus, named as ASEAN documents name it."""

    code = serializers.RegexField(r"^[A-Z]{2}$", help_text=_("ISO 3166-1 alpha-2."))
    name = serializers.CharField()
    official_name = Text()
    role = serializers.ChoiceField(choices=CountryRole.choices)
    since = PartialDateField(allow_null=True, help_text=_("In that role."))
    earlier_role = serializers.ChoiceField(choices=CountryRole.choices, allow_null=True)
    source = Source(source="*")


class ChairTerm(serializers.Serializer):
    country = ReferenceField()
    role = serializers.ChoiceField(choices=ChairRole.choices)
    start = PartialDateField()
    end = PartialDateField(allow_null=True)
    source = Source(source="*")


class Series(Record):
    """A body that meets again and again: the ADMM, the ADSOM, an Experts' Working Group."""

    includes = {"chairs": relations.chairs}

    name = serializers.CharField()
    acronym = serializers.CharField()
    framework = serializers.ChoiceField(choices=Framework.choices)
    level = serializers.ChoiceField(choices=Level.choices)
    reports_to = ReferenceField(allow_null=True)
    area = ReferenceField(allow_null=True, help_text=_("Of an Experts’ Working Group."))
    established = PartialDateField(allow_null=True)
    summary = Text()
    source = Source(source="*")
    chairs = ChairTerm(source="attached.chairs", many=True, required=False)


class Area(Record):
    """Areas in which the ministers cooperate."""

    includes = {"series": relations.series_of_areas}

    name = serializers.CharField()
    acronym = serializers.CharField()
    kind = serializers.ChoiceField(choices=AreaKind.choices)
    description = Text()
    source = Source(source="*")
    series = serializers.ListField(source="attached.series", child=ReferenceField(), required=False)

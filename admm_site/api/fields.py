"""The fields of the API: nested values, built from the declarations in `admm_site/exports/fields.py`."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.partial_dates import PRECISION_NAMES
from admm_site.exports import fields
from admm_site.exports.identifiers import identifier, model_of, permanent_identifier
from admm_site.exports.record_urls import api_path, record_models
from meetings.choices import Verb


class NullableSerializer(serializers.Serializer):
    """A serializer that returns null for empty text."""

    def to_representation(self, instance):
        values = super().to_representation(instance)
        return {name: None if value == "" else value for name, value in values.items()}


class Text(serializers.CharField):
    """Text that may be unknown."""

    def __init__(self, **kwargs):
        super().__init__(allow_null=True, **kwargs)


@extend_schema_field(serializers.URLField)
class AbsoluteUrl(serializers.Field):
    """The absolute URL of a path on the portal."""

    def to_representation(self, path):
        return absolute_url(path) if path else None


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
    """Another record: its type, its identifiers, its name, and its URL in the API."""

    type = serializers.ChoiceField(choices=[(model.record_type,) * 2 for model in record_models()])
    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()


@extend_schema_field(Reference)
class ReferenceField(serializers.Field):
    """A record as a `Reference`."""

    def to_representation(self, record):
        return {
            "type": model_of(record).record_type,
            "id": permanent_identifier(record),
            "slug": identifier(record),
            "name": str(record),
            "url": absolute_url(api_path(record)),
        }


class ExternalPage(NullableSerializer):
    """A page outside this portal."""

    name = serializers.CharField(source="value.name")
    url = Text(source="value.url")


class Source(NullableSerializer):
    """Where the statement comes from, and whether that confirms it."""

    document = ReferenceField(source="attribution.source_document", allow_null=True)
    paragraph = Text(
        source="attribution.public_paragraph", help_text=_("The place in the document, such as a paragraph.")
    )
    name = Text(source="attribution.source_name", help_text=_("Publisher and title of a page elsewhere."))
    url = Text(source="attribution.source_url")
    confirms = serializers.BooleanField(
        source="attribution.source_confirms", help_text=_("False if no source confirms it.")
    )
    unconfirmed = Text(help_text=_("What the source does not confirm."))
    note = Text(source="attribution.source_note")
    more = ExternalPage(source="attribution.more_sources", many=True)


class Adoption(serializers.Serializer):
    """The first decision that adopted or endorsed it."""

    decision = serializers.SerializerMethodField(help_text=_("Its `slug`."))
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


# The fields of the API by the types of declared fields; a serializer adds those of other types itself.
BUILDERS: dict[type[fields.Field], Callable[..., serializers.Field]] = {
    fields.Text: serializers.CharField,
    fields.Url: AbsoluteUrl,
    fields.Number: partial(serializers.IntegerField, min_value=0),
    fields.Boolean: serializers.BooleanField,
    fields.Timestamp: serializers.DateTimeField,
    fields.Choice: serializers.ChoiceField,
    fields.Date: PartialDateField,
    fields.Reference: ReferenceField,
    fields.References: lambda **options: serializers.ListField(child=ReferenceField(), **options),
    fields.Adoption: lambda source, **options: Adoption(source=source, allow_null=True),
    fields.Source: lambda **options: Source(source="*"),
}


def serializer_fields(declared: tuple[fields.Field, ...]) -> dict[str, serializers.Field]:
    """Return the fields of the API by name, for those fields whose values it can read."""
    return {
        field.name: BUILDERS[type(field)](**options(field))
        for field in declared
        if field.path and type(field) in BUILDERS
    }


def options(field: fields.Field) -> dict:
    """Return the arguments of the serializer field."""
    options = {"help_text": field.description, "allow_null": not field.required}
    if field.path != field.name:
        options["source"] = field.path
    if isinstance(field, fields.Choice):
        options["choices"] = field.choices
    return options

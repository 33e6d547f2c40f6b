from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField
from wagtail import fields


class StreamField(fields.StreamField):
    """Wagtail's field with one JSON field, where that makes another for each value it reads."""

    json_field = JSONField(encoder=DjangoJSONEncoder)

    def deconstruct(self):
        """Return what migrations know it as: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", args, kwargs

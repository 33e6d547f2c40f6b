"""A foreign key whose validation trusts a row that is loaded."""

from django.db import models


class LoadedForeignKey(models.ForeignKey):
    """A foreign key whose validation needs no query for a row that is loaded, as forms load choices."""

    def validate(self, value, model_instance):
        row = self.get_cached_value(model_instance, default=None) if model_instance else None
        if row is None or row.pk != value or self.get_limit_choices_to():
            super().validate(value, model_instance)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

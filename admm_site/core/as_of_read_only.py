"""Models whose rows can't be saved once they were read as of a past date."""

from .as_of_write_guard import AsOfWriteError
from .clock import past_as_of_date


class AsOfReadOnlyMixin:
    """Refuse to save or delete a row that was read as of a past date.

    Such a row differs from the database: a meeting has lost its date, a country the role that it has today.
    Once it is refreshed from the database, it can be saved.
    """

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        if day := past_as_of_date():
            row._state.read_as_of = day
        return row

    def check_writable(self) -> None:
        """Raise AsOfWriteError if the row was read as of a past date, or one is set now."""
        if day := getattr(self._state, "read_as_of", None) or past_as_of_date():
            raise AsOfWriteError(
                f"{self._meta.verbose_name} “{self}” was read as of {day:%-d %B %Y}, which is not how it is"
                " today: read it again before you change it."
            )

    def save(self, *args, **kwargs):
        self.check_writable()
        return super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self.check_writable()
        return super().delete(*args, **kwargs)

    def _prepare_related_fields_for_save(self, *args, **kwargs):
        """Check here too: Django calls this for every row that it writes, also by `bulk_create`."""
        self.check_writable()
        return super()._prepare_related_fields_for_save(*args, **kwargs)

    def refresh_from_db(self, using=None, fields=None, **kwargs):
        """Allow to save the row again when all its fields were read as they are today."""
        super().refresh_from_db(using=using, fields=fields, **kwargs)
        if fields is None and not past_as_of_date():
            vars(self._state).pop("read_as_of", None)

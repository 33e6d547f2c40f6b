"""The change note of the next publication of a page: a sentence, whether it is major, what it corrects.

The fields belong to that publication alone. They are part of the draft, through workflow and schedule; after
the publication the change log has their values, and they are cleared (`admm_site/changes/recording.py`).
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

NOTE_FIELDS = ("change_note", "change_is_major", "change_is_correction", "correction_reason")


class ChangeNote(models.Model):
    """Fields of a change note. It comes before `Page` among the bases of a page type."""

    change_note = models.CharField(
        _("what changes"),
        max_length=250,
        blank=True,
        help_text=_("One sentence for visitors, such as “The date of the 20th ADMM was set.”"),
    )
    change_is_major = models.BooleanField(
        _("this is a major change"),
        default=False,
        help_text=_("Anyone who has read the page before should read it again."),
    )
    change_is_correction = models.BooleanField(
        _("this corrects an error"), default=False, help_text=_("The page then says so, with the reason.")
    )
    correction_reason = models.CharField(
        _("what was wrong, and why"),
        max_length=250,
        blank=True,
        help_text=_("Such as “The page gave the wrong day: the declaration says 19 May.”"),
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.change_is_correction and not self.correction_reason:
            raise ValidationError({"correction_reason": _("Say what was wrong, so that visitors know.")})

    @property
    def has_change_note(self) -> bool:
        return bool(self.change_note or self.change_is_correction)

    def clear_change_note(self) -> dict:
        """Clear the fields, and return them with their empty values."""
        empty = {name: self._meta.get_field(name).get_default() for name in NOTE_FIELDS}
        for name, value in empty.items():
            setattr(self, name, value)
        return empty

    change_panels = [
        MultiFieldPanel([FieldPanel(name) for name in NOTE_FIELDS], heading=_("Change note")),
    ]

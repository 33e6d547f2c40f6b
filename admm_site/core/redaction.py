"""Redaction of rows that were public by mistake: that they existed stays public, their content doesn't."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from .clock import past_as_of_date


class Redactable(models.Model):
    """A row of the public history that an administrator can redact, and restore."""

    redacted_at = models.DateTimeField(_lazy("redacted at"), null=True, blank=True, editable=False)
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_lazy("redacted by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    redaction_reason = models.CharField(
        _lazy("reason"),
        max_length=250,
        blank=True,
        help_text=_lazy("For the audit trail: visitors don’t see it. Don’t repeat what you remove."),
    )

    class Meta:
        abstract = True

    def redact(self, by, reason: str) -> None:
        self.redacted_at, self.redacted_by, self.redaction_reason = timezone.now(), by, reason
        self.save()

    def restore(self) -> None:
        self.redacted_at, self.redacted_by, self.redaction_reason = None, None, ""
        self.save()

    @property
    def redaction_day(self) -> str:
        """Return the formatted date of the redaction; empty as of an earlier date."""
        day, as_of = timezone.localdate(self.redacted_at), past_as_of_date()
        return "" if as_of and day > as_of else date_format(day, "j F Y")

    @property
    def redaction_notice(self) -> str:
        """Return the notice that replaces the removed text."""
        if not self.redaction_day:
            return _("An administrator removed the text of this change.")
        return _("An administrator removed the text of this change on %(day)s.") % {"day": self.redaction_day}

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import AttemptKind


class Attempt(models.Model):
    """An attempt to get in that failed, or isn't decided yet, with keyed hashes of whose and from where."""

    kind = models.CharField(_("kind"), max_length=20, choices=AttemptKind.choices)
    subject = models.CharField(_("account, page or e-mail address"), max_length=64)
    network = models.CharField(_("client address"), max_length=64)
    created_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt to get in")
        verbose_name_plural = _("attempts to get in")
        indexes = [
            models.Index(fields=["kind", "network", "created_at"], name="attempt_by_network"),
            models.Index(fields=["kind", "subject", "created_at"], name="attempt_by_subject"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d %H:%M}"

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import Action, Result


class AuditEntry(models.Model):
    """What somebody did that matters for security, or tried to do. Nothing changes an entry.

    Account and object are stored as text and number: the entry outlives them, and deleting them leaves it as
    it is. The database itself refuses to change or delete it (`append_only`).
    """

    recorded_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    action = models.CharField(_("kind"), max_length=20, choices=Action.choices)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    user_id = models.BigIntegerField(_("account number"), null=True, blank=True)
    user_name = models.CharField(_("who"), max_length=150, blank=True)
    subject = models.CharField(_("object"), max_length=255, blank=True)
    detail = models.TextField(_("details"), blank=True)
    network = models.CharField(_("network"), max_length=50, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")
        ordering = ["-recorded_at", "-pk"]
        default_permissions = ()  # administrators read it; nobody can be given a permission to change it

    def __str__(self):
        return f"{self.recorded_at:%Y-%m-%d %H:%M} {self.get_action_display()}: {self.subject}"

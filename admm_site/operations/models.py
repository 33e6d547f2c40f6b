from django.db import models
from django.utils.translation import gettext_lazy as _


class PeriodicJob(models.Model):
    """When a job of `manage.py periodic` last ran, and which machine may run it until when."""

    name = models.CharField(_("name"), max_length=50, primary_key=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    claim = models.CharField(_("claim"), max_length=32, blank=True)
    error = models.TextField(_("error"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        default_permissions = ()

    def __str__(self):
        return self.name

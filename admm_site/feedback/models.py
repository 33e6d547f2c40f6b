"""Error reports by visitors."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel

from admm_site.core.choices import ChoiceField

from .choices import ReportState

MAX_ADDRESS_LENGTH, MAX_TEXT_LENGTH, MAX_SOURCE_LENGTH = 255, 2000, 500
EMAIL_RETENTION_DAYS = 180


class ErrorReportQuerySet(models.QuerySet):
    def new(self):
        return self.filter(state=ReportState.NEW)

    def of_the_last_day(self):
        return self.filter(received_at__gt=timezone.now() - timedelta(days=1))

    def delete_old_emails(self) -> int:
        """Delete the e-mail addresses older than the retention period, and return their number."""
        latest = timezone.now() - timedelta(days=EMAIL_RETENTION_DAYS)
        return self.filter(received_at__lte=latest).exclude(email="").update(email="")


class ErrorReport(models.Model):
    """An error on a page, in the version that the visitor read; the visitor's IP address isn't stored."""

    address = models.CharField(_("address of the page"), max_length=MAX_ADDRESS_LENGTH)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("version"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    published_at = models.DateTimeField(_("version published at"), null=True, blank=True)

    text = models.TextField(_("what is wrong"), max_length=MAX_TEXT_LENGTH)
    source = models.TextField(_("where this can be checked"), max_length=MAX_SOURCE_LENGTH, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, db_index=True)

    state = ChoiceField(_("state"), max_length=20, choices=ReportState, default=ReportState.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ErrorReportQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a report doesn't keep its page from being deleted

    panels = [HelpPanel(template="feedback/report_details.html"), FieldPanel("state")]

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        ordering = ["-received_at", "-pk"]

    def __str__(self):
        return self.address

    @property
    def admin_url(self) -> str:
        return reverse("error_reports:edit", args=[self.pk])

"""Withdrawals of pages: when, why, and what replaces the page."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from admm_site.core.publication import public_pages, public_related

from .querysets import WithdrawalQuerySet

MAX_REASON_LENGTH = 400


class Withdrawal(models.Model):
    """The withdrawal of a page. It ends when the page is published again, restored, or deleted."""

    page = models.OneToOneField(
        "wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="withdrawal"
    )
    title = models.CharField(
        _("title"),
        max_length=255,
        blank=True,
        help_text=_("Shown to visitors who open the address. Empty it if the title must not be read either."),
    )
    reason = models.TextField(_("reason"), max_length=MAX_REASON_LENGTH, blank=True)
    replaced_by = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Visitors who open the old address are redirected to this page while it is public."),
    )
    stays_readable = models.BooleanField(_("stays readable"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = WithdrawalQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a withdrawal is no use of the page

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self):
        return self.page.get_admin_display_title()

    def clean(self):
        super().clean()
        if self.replaced_by_id == self.page_id:
            raise ValidationError({"replaced_by": _("A page can’t replace itself; choose another.")})

    @property
    def section(self) -> Page | None:
        """Return the nearest public page above the withdrawn one."""
        return public_pages().ancestor_of(self.page).filter(depth__gt=2).order_by("-path").first()

    @property
    def replacement(self) -> Page | None:
        """Return the page that replaces the withdrawn one, if it is public."""
        return public_related(self, "replaced_by")

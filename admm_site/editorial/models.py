from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PageCreation(models.Model):
    """The page made from a form, so that a form sent twice makes one page."""

    token = models.CharField(_("token"), max_length=32, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("creation of a page")
        verbose_name_plural = _("creations of pages")

    def __str__(self):
        return f"{self.page}, {self.created_at:%Y-%m-%d}"

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from admm_site.core.as_of_read_only import AsOfReadOnlyMixin
from admm_site.core.choices import ChoiceField
from admm_site.core.publication import public_related
from admm_site.core.redaction import Redactable

from .choices import PUBLISHING_KINDS, ChangeKind
from .querysets import ChangeQuerySet

# The fields that hold text; the others say only that something changed.
TEXTS = {"differences": list, "note": str, "reason": str}


class Change(AsOfReadOnlyMixin, Redactable):
    """A publication, change or withdrawal of a page, with the editor's note (docs/changes.md).

    Of a deleted page, only its withdrawals are kept, without the page.

    `differences` has fields, keys and values, never the title of another page: descriptions are made at
    reading time (`describe.py`), so that they name no page or document that is not public then.

    Redacted text is moved to `redacted_texts`, which nothing public reads.
    """

    page = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        null=True,
        on_delete=models.CASCADE,
        related_name="changes",
        db_index=False,
    )
    revision = models.ForeignKey(
        Revision, verbose_name=_("revision"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    kind = ChoiceField(_("kind"), max_length=15, choices=ChangeKind)
    differences = models.JSONField(_("differences"), default=list, blank=True, encoder=DjangoJSONEncoder)
    note = models.CharField(_("note"), max_length=250, blank=True)
    is_major = models.BooleanField(_("major"), default=False)
    is_correction = models.BooleanField(_("correction"), default=False)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    redacted_texts = models.JSONField(
        _("redacted texts"), default=dict, blank=True, editable=False, encoder=DjangoJSONEncoder
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["-at", "-id"], name="change_newest_first"),
            models.Index(fields=["page", "-at", "-id"], name="change_of_page"),
        ]
        permissions = [("redact_change", "Can redact the public history")]

    def __str__(self):
        return f"{self.page}: {self.get_kind_display()}"

    @transaction.atomic
    def redact(self, by, reason: str, repeats: bool = False) -> None:
        """Remove the texts from what the public reads; `repeats` marks one that follows from another."""
        if self.redacted_at is None:
            self.redacted_texts = {name: getattr(self, name) for name in TEXTS} | {"repeats": repeats}
            for name, empty in TEXTS.items():
                setattr(self, name, empty())
            super().redact(by, reason)

    @transaction.atomic
    def restore(self) -> None:
        for name in TEXTS:
            setattr(self, name, self.redacted_texts[name])
        self.redacted_texts = {}
        super().restore()

    @property
    def has_text(self) -> bool:
        return any(getattr(self, name) for name in TEXTS)

    @property
    def publishes(self) -> bool:
        return self.kind in PUBLISHING_KINDS

    @cached_property
    def public_page(self) -> Page | None:
        """Return the page if it is public, else None."""
        return public_related(self, "page")

    @property
    def anchor(self) -> str:
        return f"change-{self.pk}"

    @property
    def url(self) -> str:
        """Return the address of the change in the history of its page, or that of the log."""
        if not self.public_page:
            return reverse("changes")
        return f"{get_history_url(self.public_page)}#{self.anchor}"


def get_history_url(page: Page) -> str:
    """Return the address of the history of a page: `/changes` and the address of the page."""
    return f"{reverse('changes').rstrip('/')}{page.url}"

"""Wagtail's step between a page and its end, in which the editor is asked why."""

from django.contrib import messages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.unpublish import Unpublish
from wagtail.log_actions import log
from wagtail.models import Page

from admm_site.content.publication import is_published

from .choices import KEPT_READABLE
from .forms import WithdrawalForm
from .models import Withdrawal
from .recording import explained


class UnpublishView(Unpublish):
    template_name = "withdrawals/unpublish.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.form = self.get_form()

    def get_form(self) -> WithdrawalForm | None:
        """None of a page that the public can't see: nobody will ask where it is."""
        if not Page.objects.filter(is_published(), pk=self.object.pk).exists():
            return None
        before = Withdrawal.objects.filter(page=self.object.pk).first()
        return WithdrawalForm(self.request.POST or None, instance=before or Withdrawal(page=self.object))

    def post(self, request, *args, **kwargs):
        if self.form and not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        with transaction.atomic():
            return super().post(request, *args, **kwargs)

    def unpublish(self):
        if not self.form:
            return super().unpublish()
        if self.form.cleaned_data["stays_readable"]:
            return self.keep_readable()
        facts = ("reason", "replaced_by")
        with explained(**{name: self.form.cleaned_data[name] for name in facts}):
            return super().unpublish()

    def keep_readable(self) -> None:
        withdrawal = self.form.save(commit=False)
        withdrawal.withdrawn_at, withdrawal.withdrawn_by = timezone.now(), self.request.user
        withdrawal.save()
        log(self.object, KEPT_READABLE)
        self.success_message = _("Page '%(page_title)s' says that it was withdrawn, and can still be read.")

    def get_context_data(self, **kwargs):
        media = self.form.media if self.form else ""
        return super().get_context_data(**kwargs) | {"form": self.form, "media": media}


def after_bulk_unpublishing(request, action_type, pages, action):
    """Several pages at once are asked no reason: says where to give one."""
    if action_type == "unpublish":
        text = _(
            "Visitors read when these pages were withdrawn, not why: say it in Reports, Withdrawn pages."
        )
        messages.warning(request, text)

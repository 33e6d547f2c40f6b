"""Wagtail's views to unpublish pages, which also ask for the reason."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.log_actions import log
from wagtail.models import Page

from admm_site.core.publication import is_published
from admm_site.core.sections import SectionPage

from .choices import KEPT_READABLE
from .forms import BulkWithdrawalForm, WithdrawalForm
from .models import Withdrawal
from .recording import withdrawal_details

try:
    from wagtail.admin.views.pages.unpublish import Unpublish
except ImportError:  # its name since Wagtail 8
    from wagtail.admin.views.pages.unpublish import UnpublishView as Unpublish


class UnpublishView(Unpublish):
    template_name = "withdrawals/unpublish.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.form = self.get_form()

    def get_form(self) -> WithdrawalForm | None:
        """Return None for a page that is not public: its removal needs no reason."""
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
        names = ("reason", "replaced_by")
        with withdrawal_details(**{name: self.form.cleaned_data[name] for name in names}):
            return super().unpublish()

    def keep_readable(self) -> None:
        withdrawal = self.form.save(commit=False)
        withdrawal.withdrawn_at, withdrawal.withdrawn_by = timezone.now(), self.request.user
        withdrawal.title = self.object.title
        withdrawal.save()
        log(self.object, KEPT_READABLE)
        self.success_message = _("“%(page_title)s” now shows that it was withdrawn. It can still be read.")

    def get_context_data(self, **kwargs):
        media = self.form.media if self.form else ""
        is_section = isinstance(self.object, SectionPage)
        own = {"form": self.form, "media": media, "is_section": is_section}
        return super().get_context_data(**kwargs) | own


class BulkUnpublishAction(UnpublishBulkAction):
    """Unpublish several pages with one reason."""

    template_name = "withdrawals/bulk_unpublish.html"
    form_class = BulkWithdrawalForm

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        pages, _without_access = self.get_actionable_objects()
        below = Q(*(Q(path__startswith=page.path) for page in pages), _connector=Q.OR)
        if not pages or not Page.objects.filter(is_published(), below).exists():
            del form.fields["reason"], form.fields["replaced_by"]
        return form

    def form_valid(self, form):
        values = {name: form.cleaned_data[name] for name in ("reason", "replaced_by") if name in form.fields}
        with withdrawal_details(**values):
            return super().form_valid(form)

"""The chooser of the meeting that a status update was reported to."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from admm_site.core.partial_dates import PartialDateFormField
from meetings.models import MeetingPage


class MeetingFilterForm(BaseFilterForm):
    """A form to filter meetings: those after a day (`after`), or all of them with `earlier`."""

    q = forms.CharField(label=_("Search term"), required=False)
    after = PartialDateFormField(required=False, widget=forms.HiddenInput)
    earlier = forms.BooleanField(
        label=_("Also meetings up to the last status update"),
        required=False,
        widget=forms.CheckboxInput({"data-chooser-modal-search-filter": True}),
    )

    def filter(self, meetings):
        after, query = self.cleaned_data["after"], self.cleaned_data["q"]
        if after and not self.cleaned_data["earlier"]:
            meetings = meetings.filter(end_date__gt=after)
        if query:
            self.is_searching, self.search_query = True, query
            # Wagtail's search can't filter by a date that is not in its index.
            matches = MeetingPage.objects.all().autocomplete(query)
            meetings = meetings.filter(pk__in=[meeting.pk for meeting in matches])
        return meetings


class MeetingChooserMixin:
    """A view that lists the newest meeting first, with date, place and state; it precedes Wagtail's view."""

    filter_form_class = MeetingFilterForm

    def apply_object_list_ordering(self, meetings):
        return meetings.select_related("country").newest_first()

    @property
    def columns(self):
        return [
            *super().columns,
            Column("dates", label=_("Date")),
            Column("place", label=_("Place")),
            Column("get_state_display", label=_("State")),
        ]


class ChooseMeetingView(MeetingChooserMixin, ChooseView):
    pass


class ChooseMeetingResultsView(MeetingChooserMixin, ChooseResultsView):
    pass


class MeetingChooser(BaseChooser):
    """A chooser whose `after` is the date of the previous status update, if there is one."""

    after = None

    def get_chooser_modal_url(self):
        url = super().get_chooser_modal_url()
        return f"{url}?{urlencode({'after': self.after})}" if self.after else url


class MeetingChooserViewSet(ChooserViewSet):
    model = MeetingPage
    icon = "calendar-alt"
    choose_one_text = _("Choose a meeting")
    choose_another_text = _("Choose another meeting")
    edit_item_text = _("Edit this meeting")
    per_page = 20
    register_widget = False  # the form of a status update names it
    base_widget_class = MeetingChooser
    choose_view_class = ChooseMeetingView
    choose_results_view_class = ChooseMeetingResultsView


meeting_chooser = MeetingChooserViewSet("meeting_chooser")

from django.utils.translation import gettext_lazy as _

from admm_site.core.listings import OccurringYearsFilter, PortalFilterSet, StateFilter
from admm_site.exports.fields import Text
from admm_site.exports.filters import ActivityCalendarFilter
from admm_site.exports.lists import ListExport, register_list
from admm_site.exports.lists.list_export import DATA_WITH_DATES
from admm_site.exports.lists.shared import EVENT, SOURCE, event_summary, page_fields
from tests.page_type.models import ExercisePage


class ExerciseFilter(PortalFilterSet):
    year = OccurringYearsFilter("start_date", label=_("Year"))
    state = StateFilter()


EXERCISES = ListExport(
    name="exercises",
    title=_("Exercises"),
    description=_("Exercises of initiatives, the newest first."),
    page="exercises",
    row_template="components/activity_row.html",
    calendar_filterset=ActivityCalendarFilter,
    get_queryset=lambda: ExercisePage.objects.public().for_rows().newest_first(),
    filterset=ExerciseFilter,
    modified="last_published_at",
    fields=(*page_fields(_("The exercise.")), *EVENT, Text("summary", _("What took place.")), SOURCE),
    entry_summary=event_summary,
    suffixes=DATA_WITH_DATES,
)
register_list(EXERCISES)

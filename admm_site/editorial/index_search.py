"""Search admin listings by Wagtail's index, together with any filter."""

from django.db.models import Q
from wagtail.search.backends import get_search_backend


class IndexSearch:
    """Search a listing by autocomplete and full text; put it before Wagtail's view among the bases.

    Wagtail's own search refuses querysets filtered by what is not in its index, such as a computed status.
    """

    def search_queryset(self, queryset):
        return queryset.filter(self.search_condition()) if self.is_searching else queryset

    def search_condition(self) -> Q:
        backend, rows = get_search_backend(), self.model.objects.all()
        searches = (backend.autocomplete(self.search_query, rows), backend.search(self.search_query, rows))
        return Q(pk__in={row.pk for rows_of_search in searches for row in rows_of_search})

"""How editors' listings are searched: by Wagtail's index, whatever else the rows are filtered by."""

from django.db.models import Q
from wagtail.search.backends import get_search_backend


class IndexSearch:
    """Goes before Wagtail's view of a listing: rows with words that begin as asked for, or with all the words
    somewhere in their text.

    Wagtail's own search refuses rows filtered by what its index does not have, such as a computed status.
    """

    def search_queryset(self, queryset):
        return queryset.filter(self.search_condition()) if self.is_searching else queryset

    def search_condition(self) -> Q:
        backend, rows = get_search_backend(), self.model.objects.all()
        searches = (backend.autocomplete(self.search_query, rows), backend.search(self.search_query, rows))
        return Q(pk__in={row.pk for rows_of_search in searches for row in rows_of_search})

"""Synonyms in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from .analysis import surface_forms, surface_variants
from .models import Synonym


class SynonymListingView(IndexView):
    def search_queryset(self, queryset):
        """Return the groups with a word for each prefix typed, compared in Python: there are few."""
        if not self.is_searching:
            return queryset
        prefixes = surface_forms(self.search_query)
        groups = [
            group.pk
            for group in Synonym.objects.all()
            if all(
                any(word.startswith(prefix) for word in surface_variants(group.terms)) for prefix in prefixes
            )
        ]
        return queryset.filter(pk__in=groups)


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    menu_label = _("Synonyms")
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["terms", UpdatedAtColumn()]
    list_per_page = 50
    index_view_class = SynonymListingView
    search_fields = ["terms"]
    ordering = "terms"

"""How editors maintain which words mean the same."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Synonym


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    menu_label = _("Synonyms")
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["terms", UpdatedAtColumn()]
    list_per_page = 50
    search_backend_name = None  # few rows
    search_fields = ["terms"]
    ordering = "terms"

"""Pages of lists that are not in the page tree, such as decisions."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.core.listings import listing_context
from admm_site.exports.lists import LIST_EXPORTS


@require_safe
def record_list(request, name: str):
    """Show a list that has no page in the page tree, as a table where it has a template of its own."""
    list_export = LIST_EXPORTS[name]
    context = listing_context(request, list_export.filterset, list_export.get_queryset())
    context |= {"list_export": list_export, "row": list_export.row_template}
    if name == "decisions":
        list_export.attach_related(context["rows"])
    templates = [f"pages/{list_export.page}_list.html", "pages/record_list.html"]
    return render(request, templates, context, status=200 if context["valid"] else 400)

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

from admm_site.core.apps import connect_after_migrate


class EditorialConfig(AppConfig):
    name = "admm_site.editorial"
    verbose_name = _("Editorial")

    def ready(self):
        from wagtail.snippets.models import register_snippet

        # Not in wagtail_hooks.py, which is imported by the first request only: commands that load content
        # need the snippets in the reference index.
        register_snippet("admm_site.editorial.snippets.ReferenceGroup")

        from .exports import escape_formulas_in_exports

        escape_formulas_in_exports()

        connect_after_migrate(update_editors_group)


def update_editors_group(apps=apps, **kwargs):
    """Update the group once all models exist; `migrate` passes the apps of its state, `flush` doesn't."""
    from .roles import ensure_editors_group

    try:
        apps.get_model("pages", "HomePage")
    except LookupError:  # `migrate` stopped at a migration before the page models
        return
    ensure_editors_group()

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "admm_site.editorial"
    verbose_name = _("Editorial")

    def ready(self):
        from wagtail.snippets.models import register_snippet

        # Here and not in wagtail_hooks.py, which is read with the first request only: commands that load
        # content need the reference index to know the snippets.
        register_snippet("admm_site.editorial.snippets.ReferenceGroup")

        from .exports import escape_formulas_in_exports

        escape_formulas_in_exports()

        # Django makes the permissions of an app after migrating, app by app; when the last one has its own,
        # the group of editors can be given what it needs.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(update_editors_group, sender=last)


def update_editors_group(apps=apps, **kwargs):
    """As Django's own receivers: `migrate` says which models there are by now, `flush` says nothing."""
    from .roles import ensure_editors_group

    try:
        apps.get_model("pages", "HomePage")
    except LookupError:  # `migrate` was told to stop before there are pages
        return
    ensure_editors_group()

"""Names what has no address: manage.py check --database default."""

from collections.abc import Iterator

from django.apps import apps
from django.core import checks
from django.db import connections, models
from django.utils.translation import gettext as _
from wagtail.models import Page

from .slugs import AutoSlugField


@checks.register(checks.Tags.database)
def check_slugs(databases=None, **kwargs) -> list[checks.CheckMessage]:
    return [_warning(row) for alias in databases or () for row in _without_slug(alias)]


def _without_slug(alias: str) -> Iterator[models.Model]:
    tables = connections[alias].introspection.table_names()
    for model in (Page, *filter(_makes_its_slug, apps.get_models())):
        if model._meta.db_table in tables:  # not before the migrations
            rows = model._base_manager.using(alias).filter(slug="").order_by("pk")
            yield from rows.only("pk", "title" if model is Page else "name")


def _makes_its_slug(model: type[models.Model]) -> bool:
    return any(isinstance(field, AutoSlugField) for field in model._meta.local_fields)


def _warning(row: models.Model) -> checks.CheckMessage:
    name = row.title if isinstance(row, Page) else row.name
    message = _("%(kind)s %(number)s, “%(name)s”, has no slug, so it has no address.") % {
        "kind": row._meta.verbose_name,
        "number": row.pk,
        "name": name,
    }
    hint = _("Open it in the admin and save it: its slug is then made.")
    return checks.Warning(message, hint=hint, id="core.W001")

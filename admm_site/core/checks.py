"""System checks of page types and, with `manage.py check --database default`, of slugs."""

from collections.abc import Iterator

from django.apps import apps
from django.core import checks
from django.db import connections, models
from django.utils.translation import gettext as _
from wagtail.models import Page

from .events import EventMixin
from .page_base import PortalPage
from .page_types import page_types
from .slugs import AutoSlugField

DOCUMENTATION = "docs/architecture.md"


@checks.register(checks.Tags.models)
def page_types_are_declared(app_configs=None, **kwargs) -> list[checks.CheckMessage]:
    """Return an error for each declaration that a page type lacks."""
    return [
        checks.Error(
            _("%(model)s does not declare %(name)s.") % {"model": model._meta.label, "name": name},
            hint=_("See “How to add a page type” in %(file)s.") % {"file": DOCUMENTATION},
            obj=model,
            id="core.E002",
        )
        for model in page_types()
        for name in undeclared(model)
    ]


def undeclared(model: type[PortalPage]) -> Iterator[str]:
    """Yield the names of the attributes and methods that the page type lacks."""
    if not model.page_description:
        yield "page_description"
    if model.record_type is None:
        yield "record_type"
    if model.record_type:
        yield from (name for name in RECORD_DECLARATIONS if is_inherited(model, name))
        if issubclass(model, EventMixin):
            yield from (name for name in EVENT_FIELDS if not hasattr(model, name))
        if not hasattr(model.objects.none(), "known_as_of"):
            yield "known_as_of"


EVENT_FIELDS = ("venue", "series", "summary", "body")
RECORD_DECLARATIONS = ("record_list", "related_paths", "tracked_fields", "to_schema_org")


def is_inherited(model: type[PortalPage], name: str) -> bool:
    return getattr(model, name) == getattr(PortalPage, name)


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

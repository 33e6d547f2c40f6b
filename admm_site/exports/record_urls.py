"""The types of records, and the URLs of a record in the API and on the portal."""

from functools import cache
from operator import attrgetter

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from wagtail.models import Page

from admm_site.core.records import Record

from .identifiers import identifier, model_of


@cache
def record_models() -> list[type[Model]]:
    """Return the models whose instances the API has as records, by the name of their list."""
    return sorted(filter(is_record_type, apps.get_models()), key=attrgetter("record_list"))


def is_record_type(model: type[Model]) -> bool:
    """Return whether the API has the instances of the model as records."""
    return bool(getattr(model, "record_type", ""))


def api_path(record: Model) -> str:
    """Return the URL of the record in the API."""
    return f"{reverse('api:root')}{model_of(record).record_list}/{identifier(record)}/"


def page_path(record: Model, request) -> str:
    """Return the URL of the record on the portal."""
    if isinstance(record, Record):
        return f"{record.page.get_url(request)}#{record.anchor}"
    return record.get_url(request) if isinstance(record, Page) else record.get_absolute_url()

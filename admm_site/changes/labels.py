"""Resolve the objects that differences refer to into their current public labels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from admm_site.core.publication import public_pages
from admm_site.documents.models import PortalDocument

from .models import Change

DOCUMENT = PortalDocument._meta.label_lower


def differences_with_fields(change: Change) -> Iterator[tuple[models.Field, dict]]:
    """Yield each difference with its field, relation or computed property.

    Differences of what the page type no longer tracks are skipped.
    """
    page_type = change.page.specific_class
    for difference in change.differences:
        if page_type and difference["name"] in page_type.tracked_fields:
            name = difference["name"]
            yield page_type.tracked_properties.get(name) or page_type._meta.get_field(name), difference


class LabelResolver:
    """Labels of all objects that some changes refer to, fetched with one query a model.

    A page or document that is not public has no label.
    """

    def __init__(self, changes: Iterable[Change]):
        self.keys_by_model = defaultdict(set)
        for change in changes:
            for field, difference in differences_with_fields(change):
                for side in ("before", "after"):
                    self._collect(field, difference.get(side))
        self.labels_by_model = {
            model: self._fetch_labels(model, keys) for model, keys in self.keys_by_model.items()
        }

    def get(self, model: type[models.Model], key) -> str | None:
        return self.labels_by_model.get(_label_model(model), {}).get(int(key))

    def _collect(self, field, value):
        if not value:
            return
        if isinstance(field, StreamField):
            self.keys_by_model[PortalDocument].update(
                int(key) for model_label, key in value["targets"] if model_label == DOCUMENT
            )
        elif field.one_to_many:
            for name in field.related_model.tracked_fields:
                self._collect(field.related_model._meta.get_field(name), value.get(name))
        elif field.is_relation:
            self.keys_by_model[_label_model(field.related_model)].update(
                value if field.many_to_many else [value]
            )

    @staticmethod
    def _fetch_labels(model, keys) -> dict[int, str]:
        if model is Page:
            return dict(public_pages().filter(pk__in=keys).values_list("pk", "title"))
        rows = PortalDocument.objects.public() if model is PortalDocument else model._default_manager.all()
        return {row.pk: str(row) for row in rows.filter(pk__in=keys)}


def _label_model(model: type[models.Model]) -> type[models.Model]:
    return Page if issubclass(model, Page) else model

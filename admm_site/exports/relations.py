"""Related records for the records of a list: a query or two for each relation, however many records.

A loader takes records of one type and returns, by the primary key of each, what is public of a relation.
Columns of exports and fields of the API read its results in `record.attached`, by the name of the relation.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.fields.related_descriptors import ManyToManyDescriptor
from wagtail.models import Page

from admm_site.core.grouping import group_by
from admm_site.core.page_base import LINKED_PAGE
from admm_site.core.publication import is_public

Loader = Callable[[Sequence[Model]], Mapping[int, Any]]


def attach(records: Sequence[Model], loaders: Mapping[str, Loader]) -> Sequence[Model]:
    """Give each record its `attached`: the results of the loaders by name. Return the records."""
    for record in records:
        record.attached = {}
    for name, load in loaders.items() if records else ():
        results = load(records)
        for record in records:
            record.attached[name] = results[record.pk]
    return records


def linked(relation: ManyToManyDescriptor) -> Loader:
    """Return a loader of the records at the far end of a many-to-many relation, by name or title."""
    through, field = relation.through, relation.field
    near, far = field.m2m_field_name(), field.m2m_reverse_field_name()
    if relation.reverse:
        near, far = far, near

    def load(owners):
        links = through.objects.filter(**{f"{near}__in": owners}).select_related(far).order_by("pk")
        if issubclass(through._meta.get_field(far).related_model, Page):
            fields = (f"{far}__{field}" for field in (*LINKED_PAGE, "content_type"))
            links = links.filter(is_public(far)).only(near, *fields)
        groups = defaultdict(list)
        for link in sorted(links, key=lambda link: str(getattr(link, far))):
            groups[getattr(link, f"{near}_id")].append(getattr(link, far))
        return groups

    return load


def with_countries(records: Callable[[], QuerySet]) -> Loader:
    """Return a loader of the countries that have a role in pages, as records with that role."""

    def load(pages):
        rows = records().filter(page__in=pages).select_related("country").order_by("sort_order", "pk")
        return group_by(rows, "page_id")

    return load

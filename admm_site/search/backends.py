"""Wagtail's database search backend with the portal's text analysis, for pages, files and snippets.

Editors search with it. Indexed text and queries are normalized as in the search of visitors (`analysis`).

Wagtail recomputes the mean length of all titles, by which it ranks short titles higher, on each save. Here,
only `manage.py update_index` does so.
"""

from collections.abc import Iterator
from copy import copy

from django.db.models import Manager, Model
from wagtail.search.backends import database
from wagtail.search.index import AutocompleteField, RelatedFields, SearchField
from wagtail.search.query import And, Or, Phrase, PlainText, SearchQuery

from .analysis import surface_forms, surface_variants


class NormalizedItem:
    """A model instance with the normalized values of its search fields, in the form that indexers read."""

    def __init__(self, row: Model):
        self.pk = row.pk
        self.search_fields = list(_normalize_fields(row, row.get_search_fields()))

    def get_search_fields(self) -> list:
        return self.search_fields


class NormalizedSearchField(SearchField):
    def get_value(self, row):
        return self.kwargs["value"]


class NormalizedAutocompleteField(AutocompleteField):
    def get_value(self, row):
        return self.kwargs["value"]


class NormalizingIndex:
    def add_items(self, model, rows):
        """Index the rows; passages are analyzed already."""
        super().add_items(model, rows if _is_analyzed(model) else [NormalizedItem(row) for row in rows])

    def _refresh_title_norms(self, full=False):
        if full:
            super()._refresh_title_norms(full=True)


class NormalizingBackend:
    def _search(self, compiler, query, model_or_queryset, **options):
        model = getattr(model_or_queryset, "model", model_or_queryset)
        # With `fields`, Wagtail compares with columns of the model itself.
        if options.get("fields") is None and not _is_analyzed(model):
            query = _normalize_query(query)
        return super()._search(compiler, query, model_or_queryset, **options)


def SearchBackend(params: dict):
    """Return the search backend of the database in use; Wagtail looks it up by this name."""
    base = type(database.SearchBackend(params))
    index = type(base.index_class.__name__, (NormalizingIndex, base.index_class), {})
    return type(base.__name__, (NormalizingBackend, base), {"index_class": index})(params)


def _is_analyzed(model: type[Model]) -> bool:
    return getattr(model, "is_normalize", False)


def _normalize_fields(row: Model, fields: list) -> Iterator[SearchField | AutocompleteField]:
    for field in fields:
        if isinstance(field, RelatedFields):
            related = field.get_value(row)
            for item in related.all() if isinstance(related, Manager) else filter(None, [related]):
                yield from _normalize_fields(item, field.fields)
        elif isinstance(field, SearchField):
            value = _normalize(field.get_value(row))
            yield NormalizedSearchField(field.field_name, field.boost, value=value)
        elif isinstance(field, AutocompleteField):
            yield NormalizedAutocompleteField(field.field_name, value=_normalize(field.get_value(row)))


def _normalize_query(query: str | SearchQuery) -> str | SearchQuery:
    """Return the query with normalized words; empty if it has none."""
    if isinstance(query, str):
        return " ".join(surface_forms(query))
    query = copy(query)
    if isinstance(query, PlainText | Phrase):
        query.query_string = _normalize_query(query.query_string)
        return query if query.query_string else ""
    if isinstance(query, And | Or):
        query.subqueries = list(filter(None, map(_normalize_query, query.subqueries)))
        return query if len(query.subqueries) > 1 else next(iter(query.subqueries), "")
    return query


def _normalize(value) -> str:
    """Return the text of a field, or the texts of a StreamField, as the forms in which it may be typed."""
    if isinstance(value, list | tuple):
        return " ".join(map(_normalize, value))
    return " ".join(surface_variants(str(value))) if value else ""

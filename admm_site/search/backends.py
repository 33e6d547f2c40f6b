"""Wagtail's search in the database: by the words of the portal, and with less work for each saved row.

Editors find pages, documents, images and snippets by it. What they type and what is indexed pass the same
rules as in the search of visitors (`words`, `characters`).

Wagtail weighs a short title more than a long one, by the mean length of all titles, and computes that mean
each time that anything is saved. It is left to `manage.py update_index` here, which does so once.
"""

from collections.abc import Iterator
from copy import copy

from django.db.models import Manager, Model
from wagtail.search.backends import database
from wagtail.search.index import AutocompleteField, RelatedFields, SearchField
from wagtail.search.query import And, Or, Phrase, PlainText, SearchQuery

from .analysis import surface_forms, surface_variants


class IndexedRow:
    """A row as its entry in the index is made of: its own searchable texts, normalised."""

    def __init__(self, row: Model):
        self.pk = row.pk
        self.search_fields = list(_normalised_fields(row, row.get_search_fields()))

    def get_search_fields(self) -> list:
        return self.search_fields


class NormalisedSearchField(SearchField):
    def get_value(self, row):
        return self.kwargs["value"]


class NormalisedAutocompleteField(AutocompleteField):
    def get_value(self, row):
        return self.kwargs["value"]


class NormalisingIndex:
    def add_items(self, model, rows):
        """Index the rows; of passages, the words are normalised already."""
        super().add_items(model, rows if _is_normalised(model) else [IndexedRow(row) for row in rows])

    def _refresh_title_norms(self, full=False):
        if full:
            super()._refresh_title_norms(full=True)


class NormalisingBackend:
    def _search(self, compiler, query, model_or_queryset, **options):
        model = getattr(model_or_queryset, "model", model_or_queryset)
        # With `fields`, Wagtail compares with columns of the row itself.
        if options.get("fields") is None and not _is_normalised(model):
            query = _normalised_query(query)
        return super()._search(compiler, query, model_or_queryset, **options)


def SearchBackend(params: dict):
    """The search backend of the database in use; named as Wagtail asks for it."""
    base = type(database.SearchBackend(params))
    index = type(base.index_class.__name__, (NormalisingIndex, base.index_class), {})
    return type(base.__name__, (NormalisingBackend, base), {"index_class": index})(params)


def _is_normalised(model: type[Model]) -> bool:
    return getattr(model, "is_normalised", False)


def _normalised_fields(row: Model, fields: list) -> Iterator[SearchField | AutocompleteField]:
    for field in fields:
        if isinstance(field, RelatedFields):
            related = field.get_value(row)
            for one in related.all() if isinstance(related, Manager) else filter(None, [related]):
                yield from _normalised_fields(one, field.fields)
        elif isinstance(field, SearchField):
            value = _normalised(field.get_value(row))
            yield NormalisedSearchField(field.field_name, field.boost, value=value)
        elif isinstance(field, AutocompleteField):
            yield NormalisedAutocompleteField(field.field_name, value=_normalised(field.get_value(row)))


def _normalised_query(query: str | SearchQuery) -> str | SearchQuery:
    """Return the query in the words that the index has; empty where nothing is left of it."""
    if isinstance(query, str):
        return " ".join(surface_forms(query))
    query = copy(query)
    if isinstance(query, PlainText | Phrase):
        query.query_string = _normalised_query(query.query_string)
        return query if query.query_string else ""
    if isinstance(query, And | Or):
        query.subqueries = list(filter(None, map(_normalised_query, query.subqueries)))
        return query if len(query.subqueries) > 1 else next(iter(query.subqueries), "")
    return query


def _normalised(value) -> str:
    """The text of a field, or the texts of a stream of blocks, as what it may be typed as."""
    if isinstance(value, list | tuple):
        return " ".join(map(_normalised, value))
    return " ".join(surface_variants(str(value))) if value else ""

"""A search backend that says it lies outside of the portal's database, as OpenSearch's does."""

from wagtail.search.backends import database


def SearchBackend(params):
    backend = database.SearchBackend(params)
    backend.catch_indexing_errors = True
    return backend

"""A search backend that claims to be outside the database, as that of OpenSearch does."""

from wagtail.search.backends import database


def SearchBackend(params):
    backend = database.SearchBackend(params)
    backend.catch_indexing_errors = True
    return backend

"""Saving without the search index: to index a page takes as long as to make it, and few tests search."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update

from admm_site.search.indexing import suspend_indexing


@contextmanager
def without_search_index() -> Iterator[None]:
    """What is saved in the block is found neither by visitors nor in the admin."""
    heard = [
        model
        for model in get_indexed_models()
        if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        with suspend_indexing():
            yield
    finally:
        for model in heard:
            post_save.connect(post_save_signal_handler, sender=model)


@contextmanager
def without_indexes() -> Iterator[None]:
    """As `unindexed`, and without the index of references: for many rows whose files nobody asks for."""
    with disable_reference_index_auto_update(), without_search_index():
        yield

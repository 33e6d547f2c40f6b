"""Turns indexing off: indexing a page takes as long as creating it, and few tests search."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update

from admm_site.search.indexing import suspend_indexing


@contextmanager
def without_search_index() -> Iterator[None]:
    """Nothing that is saved in the block is indexed, for visitors or for the admin."""
    indexed_models = [
        model
        for model in get_indexed_models()
        if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        with suspend_indexing():
            yield
    finally:
        for model in indexed_models:
            post_save.connect(post_save_signal_handler, sender=model)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Like `without_search_index`, and without Wagtail's reference index: for many rows without files."""
    with disable_reference_index_auto_update(), without_search_index():
        yield

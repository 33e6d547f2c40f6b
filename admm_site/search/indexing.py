"""Keep passages, their index and the spellings of their words up to date."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import F
from wagtail.models import Page
from wagtail.search.backends import get_search_backend, get_search_backends

from admm_site.core.batching import Deferred
from admm_site.core.searchable import Searchable
from admm_site.documents.models import PortalDocument

from .analysis import surface_forms
from .compile import uses_database_index
from .models import IndexVersion, Passage, Spelling
from .passages import build_passages, owner_key, owner_name
from .spelling import public_words

logger = logging.getLogger(__name__)

# Raise it, here and in the initial migration, whenever `passages`, `backends`, `analysis` or `normalization`
# index the same content differently: `manage.py index_passages` then rebuilds the index.
VERSION = 5

BATCH_SIZE = 200
ROWS_PER_TRANSACTION = 100  # so that editors never wait long for a lock
MIN_SPELLING_LENGTH = 4

_is_suspended: ContextVar[bool] = ContextVar("is_suspended", default=False)


def searchable_snippets() -> list[type[models.Model]]:
    """Return the searchable models that are no pages and no documents."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Searchable) and not issubclass(model, Page | PortalDocument)
    ]


def auto_update_enabled() -> bool:
    """Return whether saved rows are indexed at once, and not by `manage.py index_passages`."""
    return not _is_suspended.get() and any(True for _ in get_search_backends(with_auto_update=True))


@contextmanager
def suspend_indexing() -> Iterator[None]:
    """Index nothing that is saved in the block: `index_passages` must follow."""
    token = _is_suspended.set(True)
    try:
        yield
    finally:
        _is_suspended.reset(token)


def index_row(row: models.Model) -> int:
    """Update the passages of a page, document, country, area or series; return 1 if any changed."""
    return index_rows([row])


@transaction.atomic
def index_rows(rows: Sequence[models.Model], anew: bool = False) -> int:
    """Update the passages of rows, with `anew` all of them; return of how many rows any changed."""
    return _index(rows, {owner_key(row) for row in rows}, anew)


def index_owners(owners: Iterable[str]) -> None:
    """Update the passages of owners (see `owner_key`), and remove those of owners that are gone.

    An owner that can't be indexed is logged and loses its passages until `manage.py index_passages` has run:
    saving never fails for it, and outdated text is not shown.
    """
    owners = set(owners)
    try:
        with transaction.atomic():
            _index(_rows_of(owners), owners)
    except Exception:
        if len(owners) == 1:
            logger.exception("%s can't be found: it could not be indexed.", *owners)
            Passage.objects.filter(owner__in=owners).delete()
        else:
            for owner in owners:
                index_owners([owner])


def remove_from_index(row: models.Model) -> None:
    """Remove the passages of a row that is deleted or unpublished."""
    _remove_with_spellings(Passage.objects.filter(owner=owner_key(row)))


def update_spellings(words: Iterable[str]) -> None:
    """Remove words that no public passage holds any more from the spellings, and add those that one holds."""
    words = sorted(words)
    for position in range(0, len(words), BATCH_SIZE):
        some = set(words[position : position + BATCH_SIZE])
        public = public_words(some)
        Spelling.objects.filter(word__in=some - public).delete()
        _add_spellings(public)


def spellings_of_owners(owners: Iterable[str]) -> set[str]:
    return _spellings(Passage.objects.filter(owner__in=list(owners)).iterator())


# Last in a batch: it searches the index, which other deferred work updates.
pending_spellings = Deferred(update_spellings, rank=20)


def stale_owners(rows: Sequence[models.Model]) -> set[str]:
    """Return the keys of the rows whose passages are out of date."""
    new, old = _differences(rows, {owner_key(row) for row in rows})
    return {passage.owner for passage in (*new, *old)}


def _index(rows: Sequence[models.Model], owners: set[str], anew: bool = False) -> int:
    new, old = _differences(rows, owners, anew)
    _remove(old)
    _add(new)
    pending_spellings.add(*(_spellings(old) - _spellings(new)))
    return len({passage.owner for passage in (*new, *old)})


def _differences(
    rows: Sequence[models.Model], owners: set[str], anew: bool = False
) -> tuple[list[Passage], list[Passage]]:
    """Return the passages of the rows to add, and the stored passages of the owners to remove."""
    built = {passage.key: passage for passage in build_passages(rows)}
    stored = {passage.key: passage for passage in Passage.objects.filter(owner__in=owners)}
    new = {
        key: passage
        for key, passage in built.items()
        if anew or key not in stored or _values(stored[key]) != _values(passage)
    }
    old = [passage for key, passage in stored.items() if key not in built or key in new]
    return list(new.values()), old


def _rows_of(owners: set[str]) -> list[models.Model]:
    """Return the rows of owners with what their passages are built of, by a few queries."""
    keys = defaultdict(set)
    for owner in owners:
        name, _, key = owner.partition(":")
        keys[name].add(int(key))
    return [row for rows in _indexed_querysets() for row in rows.filter(pk__in=keys[owner_name(rows.model)])]


def is_outdated() -> bool:
    """Return whether there is an index of an earlier version."""
    return not IndexVersion.objects.filter(number=VERSION).exists() and Passage.objects.exists()


@transaction.atomic
def record_version() -> None:
    """Store that the whole index is of this version."""
    IndexVersion.objects.exclude(number=VERSION).delete()
    IndexVersion.objects.get_or_create(number=VERSION)


def iter_batches() -> Iterator[list[models.Model]]:
    """Yield all rows that have passages, the most sought first: so are the hits of very common words cut.

    Each batch is a query of its own: an open cursor would keep SQLite from checkpointing.
    """
    for rows in _indexed_querysets():
        keys = list(rows.values_list("pk", flat=True))
        for position in range(0, len(keys), ROWS_PER_TRANSACTION):
            yield list(rows.filter(pk__in=keys[position : position + ROWS_PER_TRANSACTION]))


def count_rows() -> int:
    return sum(rows.count() for rows in _indexed_querysets())


def _indexed_querysets() -> list[models.QuerySet]:
    documents = PortalDocument.objects.order_by(F("issued").desc(nulls_last=True), "-pk")
    pages = Page.objects.live().filter(depth__gt=1).order_by("pk").specific(defer=False)
    return [
        *(model.objects.order_by("pk") for model in searchable_snippets()),
        pages,
        documents.prefetch_related("pages_text"),
    ]


def remove_orphans(owners: set[str]) -> int:
    """Remove the passages of all other owners; return how many."""
    orphans = set(Passage.objects.values_list("owner", flat=True).distinct()) - owners
    return _remove_with_spellings(Passage.objects.filter(owner__in=orphans))


def _values(passage: Passage) -> dict:
    return {
        field.attname: getattr(passage, field.attname)
        for field in passage._meta.concrete_fields
        if not field.primary_key
    }


def _remove_with_spellings(passages: models.QuerySet) -> int:
    removed = list(passages)
    _remove(removed)
    pending_spellings.add(*_spellings(removed))
    return len(removed)


def _remove(passages: list[Passage]) -> None:
    if not uses_database_index():  # the index in the database is deleted with the passages
        for passage in passages:
            get_search_backend().delete(passage)
    for position in range(0, len(passages), BATCH_SIZE):
        pks = [passage.pk for passage in passages[position : position + BATCH_SIZE]]
        Passage.objects.filter(pk__in=pks).delete()


def _add(passages: list[Passage]) -> None:
    backend = get_search_backend()
    for position in range(0, len(passages), BATCH_SIZE):
        some = Passage.objects.bulk_create(passages[position : position + BATCH_SIZE])
        backend.add_bulk(Passage, some)
    _add_spellings(_spellings(passages))


def _spellings(passages: Iterable[Passage]) -> set[str]:
    words = {word for passage in passages for word in surface_forms(f"{passage.name} {passage.text}")}
    return {word for word in words if len(word) >= MIN_SPELLING_LENGTH and word.isalpha()}


def _add_spellings(spellings: set[str]) -> None:
    if not spellings:
        return
    stored = Spelling.objects.filter(word__in=spellings).values_list("word", flat=True)
    new = [Spelling(word=word) for word in sorted(spellings.difference(stored))]
    Spelling.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)

"""Keeps passages, the index over them and the spelling of their words in step with the content."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models, transaction
from django.db.models import F
from wagtail.models import Page
from wagtail.search.backends import get_search_backend, get_search_backends

from admm_site.core.batching import Deferred
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

from .analysis import surface_forms
from .compile import uses_database_index
from .models import IndexVersion, Passage, Spelling
from .passages import build_passages, owner_key, owner_name
from .spelling import public_words

logger = logging.getLogger(__name__)

# Raise it with every change of what `passages`, `backends`, `words` or `characters` make of the same content:
# until `manage.py index_passages` has run, what is asked is compared with words of other rules.
VERSION = 4

SNIPPETS = (CooperationArea, MeetingSeries, Country)
BATCH_SIZE = 200
ROWS_PER_TRANSACTION = 100  # one transaction each: editors never wait long for their turn
MIN_SPELLING_LENGTH = 4

_is_left_behind: ContextVar[bool] = ContextVar("is_left_behind", default=False)


def auto_update_enabled() -> bool:
    """Whether what is saved is indexed at once; else `manage.py index_passages` does it."""
    return not _is_left_behind.get() and any(True for _ in get_search_backends(with_auto_update=True))


@contextmanager
def suspend_indexing() -> Iterator[None]:
    """Much is saved in the block, and `index_passages` follows: nothing is indexed twice."""
    token = _is_left_behind.set(True)
    try:
        yield
    finally:
        _is_left_behind.reset(token)


def index_row(row: models.Model) -> int:
    """Bring the passages of a page, document, country, area or series up to date; 1 if any changed."""
    return index_rows([row])


@transaction.atomic
def index_rows(rows: Sequence[models.Model], anew: bool = False) -> int:
    """The same for many, `anew` even where nothing differs; returns of how many the passages changed."""
    return _index(rows, {owner_key(row) for row in rows}, anew)


def index_owners(owners: Iterable[str]) -> None:
    """Bring the passages of these owners (`key_of`) up to date, and remove those of owners that are gone.

    What can't be indexed is logged and not found until `manage.py index_passages` has run: what is saved is
    saved, and what was said before is shown no longer.
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
    gone = list(Passage.objects.filter(owner=owner_key(row)))
    _remove(gone)
    pending_spellings.add(*_spellings(gone))


def update_spellings(words: Iterable[str]) -> None:
    """Take those words from the spellings that nothing public holds any more, and add those it does again."""
    words = sorted(words)
    for position in range(0, len(words), BATCH_SIZE):
        some = set(words[position : position + BATCH_SIZE])
        public = public_words(some)
        Spelling.objects.filter(word__in=some - public).delete()
        _learn(public)


def spellings_of_owners(owners: Iterable[str]) -> set[str]:
    return _spellings(Passage.objects.filter(owner__in=list(owners)).iterator())


# After everything else of a batch: whether a word is public still is asked of the index.
pending_spellings = Deferred(update_spellings, rank=20)


def stale_owners(rows: Sequence[models.Model]) -> set[str]:
    """Return the keys of those rows whose passages are not what they would be made into now."""
    new, gone = _differences(rows, {owner_key(row) for row in rows})
    return {passage.owner for passage in (*new, *gone)}


def _index(rows: Sequence[models.Model], owners: set[str], anew: bool = False) -> int:
    new, gone = _differences(rows, owners, anew)
    _remove(gone)
    _add(new)
    pending_spellings.add(*(_spellings(gone) - _spellings(new)))
    return len({passage.owner for passage in (*new, *gone)})


def _differences(
    rows: Sequence[models.Model], owners: set[str], anew: bool = False
) -> tuple[list[Passage], list[Passage]]:
    """Return the passages to be stored of the rows, and those to be removed that these owners have."""
    wanted = {passage.key: passage for passage in build_passages(rows)}
    stored = {one.key: one for one in Passage.objects.filter(owner__in=owners)}
    new = {
        key: one
        for key, one in wanted.items()
        if anew or key not in stored or _values(stored[key]) != _values(one)
    }
    gone = [one for key, one in stored.items() if key not in wanted or key in new]
    return list(new.values()), gone


def _rows_of(owners: set[str]) -> list[models.Model]:
    """Return the rows of these keys with what their passages are made of, in a few queries."""
    keys = defaultdict(set)
    for owner in owners:
        name, _, key = owner.partition(":")
        keys[name].add(int(key))
    return [row for rows in _indexed_querysets() for row in rows.filter(pk__in=keys[owner_name(rows.model)])]


def is_outdated() -> bool:
    """Whether there is an index, and of an earlier version."""
    return not IndexVersion.objects.filter(number=VERSION).exists() and Passage.objects.exists()


@transaction.atomic
def record_version() -> None:
    """Note that the whole index is of this version."""
    IndexVersion.objects.exclude(number=VERSION).delete()
    IndexVersion.objects.get_or_create(number=VERSION)


def iter_batches() -> Iterator[list[models.Model]]:
    """Everything that has passages, what is sought most first: very common words are looked up so.

    Fetched batch by batch: an open cursor would keep SQLite from tidying up what is written meanwhile.
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
        *(model.objects.order_by("pk") for model in SNIPPETS),
        pages,
        documents.prefetch_related("pages_text"),
    ]


def remove_orphans(known: set[str]) -> int:
    """Remove the passages of owners that are not `known`; returns how many."""
    strays = set(Passage.objects.values_list("owner", flat=True).distinct()) - known
    gone = list(Passage.objects.filter(owner__in=strays))
    removed = _remove(gone)
    pending_spellings.add(*_spellings(gone))
    return removed


def _values(passage: Passage) -> dict:
    return {
        field.attname: getattr(passage, field.attname)
        for field in passage._meta.concrete_fields
        if not field.primary_key
    }


def _remove(passages) -> int:
    found = list(passages)
    if not uses_database_index():  # whose index forgets passages along with them
        for passage in found:
            get_search_backend().delete(passage)
    for position in range(0, len(found), BATCH_SIZE):
        pks = [passage.pk for passage in found[position : position + BATCH_SIZE]]
        Passage.objects.filter(pk__in=pks).delete()
    return len(found)


def _add(passages: list[Passage]) -> None:
    backend = get_search_backend()
    for position in range(0, len(passages), BATCH_SIZE):
        some = Passage.objects.bulk_create(passages[position : position + BATCH_SIZE])
        backend.add_bulk(Passage, some)
    _learn(_spellings(passages))


def _spellings(passages: Iterable[Passage]) -> set[str]:
    found = {word for passage in passages for word in surface_forms(f"{passage.name} {passage.text}")}
    return {word for word in found if len(word) >= MIN_SPELLING_LENGTH and word.isalpha()}


def _learn(spellings: set[str]) -> None:
    known = (
        set(Spelling.objects.filter(word__in=spellings).values_list("word", flat=True))
        if spellings
        else set()
    )
    new = [Spelling(word=word) for word in sorted(spellings - known)]
    Spelling.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)

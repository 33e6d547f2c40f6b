"""Helpers for module-scoped fixtures: content that takes long to create, shared by the tests of a module."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import date
from types import SimpleNamespace

from django.db import models, transaction
from django.test import override_settings

from admm_site.core.clock import override_today

TODAY = date(2026, 3, 2)


@contextmanager
def keep_for_module(django_db_blocker, media: str) -> Iterator[None]:
    """Rolls back what the block creates when it ends; files are stored in `media`."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        override_today(TODAY),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


class SharedContent:
    """Content that modules share: created for the first, rolled back before one that doesn’t use it."""

    def __init__(self, create: Callable[[], SimpleNamespace], django_db_blocker, media: str):
        self._create, self._blocker, self.media = create, django_db_blocker, media
        self._content = ExitStack()
        self._records: SimpleNamespace | None = None

    def create(self) -> SimpleNamespace:
        """Return the records, which are created unless they are there already."""
        if self._records is None:
            with ExitStack() as content:
                content.enter_context(keep_for_module(self._blocker, self.media))
                self._records = reload_records(self._create())
                self._content = content.pop_all()
        return self._records

    def remove(self) -> None:
        self._records = None
        self._content.close()


def copy_records(records: SimpleNamespace) -> SimpleNamespace:
    """Copies of the records: attributes set and relations cached on a copy do not affect the original."""
    return SimpleNamespace(**{name: copy(value) for name, value in vars(records).items()})


def reload_records(records: SimpleNamespace) -> SimpleNamespace:
    """The records as stored in the database, without what is cached on the created instances."""
    return SimpleNamespace(**{name: reload(value) for name, value in vars(records).items()})


def reload(value):
    return type(value)._default_manager.get(pk=value.pk) if isinstance(value, models.Model) else value

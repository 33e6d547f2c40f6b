"""Content that takes long to make: made once for all tests of a module, which all see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from types import SimpleNamespace

from django.db import models, transaction
from django.test import override_settings

from admm_site.core.clock import override_today

TODAY = date(2026, 3, 2)


@contextmanager
def keep_for_module(django_db_blocker, media: str) -> Iterator[None]:
    """What the block makes stays while it runs, and is gone after it; its files are in `media`."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        override_today(TODAY),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


def copy_records(made: SimpleNamespace) -> SimpleNamespace:
    """The same records once more: what is fetched for them or set on them is not seen on the first."""
    return SimpleNamespace(**{name: copy(value) for name, value in vars(made).items()})


def reload_records(made: SimpleNamespace) -> SimpleNamespace:
    """The same records as the database has them: those that were made know nothing of what came after."""
    return SimpleNamespace(**{name: reload(value) for name, value in vars(made).items()})


def reload(value):
    return type(value)._default_manager.get(pk=value.pk) if isinstance(value, models.Model) else value

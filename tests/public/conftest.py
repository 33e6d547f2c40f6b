from types import SimpleNamespace

import pytest
from django.db import models

from tests.content_of_a_module import kept_for_the_module
from tests.factories.portal import fill_portal


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker, tmp_path_factory) -> SimpleNamespace:
    """A portal with one of everything (`tests.factories.portal`), made once for all tests of a module.

    They all see it: tests of an empty portal have a module of their own.
    """
    media = str(tmp_path_factory.mktemp("media"))
    with kept_for_the_module(django_db_blocker, media):
        yield SimpleNamespace(**vars(fill_portal()), media=media)


@pytest.fixture
def filled(stored, db, settings) -> SimpleNamespace:
    """A portal with one of everything, to do with as a test likes."""
    settings.MEDIA_ROOT = stored.media
    return SimpleNamespace(**{name: _as_stored(value) for name, value in vars(stored).items()})


def _as_stored(value):
    return type(value)._default_manager.get(pk=value.pk) if isinstance(value, models.Model) else value


@pytest.fixture(autouse=True)
def search_index():
    """Kept up to date: it is asked here."""

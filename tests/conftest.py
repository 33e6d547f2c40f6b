"""What every test may ask for: the day, files of its own, a portal with its sections, an editor, a client."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import models

from admm_site.content.today import on_day

from .content_of_a_module import TODAY, kept_for_the_module
from .factories.pages import lay_out_portal
from .factories.portal import fill_portal
from .factories.users import EditorFactory
from .unindexed import unindexed


@pytest.fixture(autouse=True)
def day():
    """The day that the portal speaks of in every test, unless the test sets another with `on_day`."""
    with on_day(TODAY):
        yield TODAY


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    """Uploads of a test go into a folder of its own, and it finds an empty cache."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    cache.clear()


@pytest.fixture(autouse=True)
def search_index():
    """Left behind, but where it is asked (their `conftest.py`)."""
    with unindexed():
        yield


@pytest.fixture(scope="module")
def laid_out(django_db_setup, django_db_blocker, tmp_path_factory):
    """The sections of the portal, made once for all tests of a module."""
    with kept_for_the_module(django_db_blocker, str(tmp_path_factory.mktemp("media"))):
        lay_out_portal()
        yield


@pytest.fixture
def portal(laid_out, db):
    """The home page and its sections: `.home`, `.meetings`, `.papers`, `.initiatives`, `.about`."""
    return lay_out_portal()


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


@pytest.fixture
def editor(db):
    """Someone who works in the admin and may publish."""
    return EditorFactory()


@pytest.fixture
def editor_client(client, editor):
    """The browser of someone who is signed in to the admin."""
    client.force_login(editor)
    return client

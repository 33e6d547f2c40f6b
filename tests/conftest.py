"""What every test may ask for: the day, files of its own, a portal with its sections, an editor, a client."""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from zlib import crc32

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from wagtail.models import Locale

from admm_site.core.clock import override_today

from .factories.pages import create_portal
from .factories.portal import create_full_portal
from .factories.users import EditorFactory
from .module_fixtures import TODAY, copy_records, keep_for_module, reload_records
from .public_urls import FEW, SURFACES
from .responses import read
from .without_search import without_search_index

# What queries, searches, writes at the same time as another or does without its database.
ON_BOTH_DATABASES = (
    "tests/changes/",
    "tests/core/",
    "tests/documents/test_file_transactions.py",
    "tests/editorial/test_at_the_same_time.py",
    "tests/editorial/test_indexing_once.py",
    "tests/initiatives/",
    "tests/meetings/",
    "tests/operations/test_database_away.py",
    "tests/operations/test_killed_worker.py",
    "tests/operations/test_read_only.py",
    "tests/public/",
    "tests/reference/",
    "tests/search/",
    "tests/withdrawals/",
)


def pytest_itemcollected(item):
    """Who sees what was made for a module needs the test database: alone, it would get the developer’s."""
    fixture_names = getattr(item, "fixturenames", ())
    if (
        "django_db_setup" in fixture_names
        and "committed" not in fixture_names
        and not item.get_closest_marker("django_db")
    ):
        item.add_marker("django_db")
    if item.nodeid.startswith(ON_BOTH_DATABASES):
        item.add_marker("database")


@pytest.hookimpl(tryfirst=True)  # before those that are not asked for are left out
def pytest_collection_modifyitems(items):
    """Marks all cases of a test as exhaustive but its `sample`, which its checksums choose."""
    cases = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sample") and not item.get_closest_marker("exhaustive"):
            cases[item.parent, item.originalname].append(item)
    for same in cases.values():
        (size,) = same[0].get_closest_marker("sample").args
        for item in sorted(same, key=lambda item: crc32(item.name.encode()))[size:]:
            item.add_marker("exhaustive")


def pytest_collection_finish():
    """Looks for garbage more rarely: what is loaded by now stays, and it was a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def fast_password_hashing():
    """Hashed once: to do it a million times, as the portal does, takes a quarter of a second each."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def portal_url_of_client():
    """The portal is at the host that the client of the tests asks."""
    with override_settings(PORTAL_URL="http://testserver"):
        yield


@pytest.fixture(autouse=True)
def day():
    """The day that the portal speaks of in every test, unless the test sets another with `override_today`."""
    with override_today(TODAY):
        yield TODAY


@pytest.fixture(autouse=True)
def isolated(settings, tmp_path):
    """Uploads of a test go into a folder of its own, and it finds an empty cache."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    cache.clear()


@pytest.fixture(autouse=True)
def search_index():
    """Left behind, but where it is asked (their `conftest.py`)."""
    with without_search_index():
        yield


@pytest.fixture(scope="module")
def portal_sections(django_db_setup, django_db_blocker, tmp_path_factory):
    """The sections of the portal, made once for all tests of a module."""
    with keep_for_module(django_db_blocker, str(tmp_path_factory.mktemp("media"))):
        yield reload_records(create_portal())


@pytest.fixture
def portal(portal_sections, db):
    """The home page and its sections: `.home`, `.meetings`, `.papers`, `.initiatives`, `.about`."""
    return copy_records(portal_sections)


@pytest.fixture(scope="module")
def module_portal(django_db_setup, django_db_blocker, tmp_path_factory) -> SimpleNamespace:
    """A portal with one of everything (`tests.factories.portal`), made once for all tests of a module.

    They all see it: tests of an empty portal have a module of their own.
    """
    media = str(tmp_path_factory.mktemp("media"))
    with keep_for_module(django_db_blocker, media):
        made = reload_records(create_full_portal())
        made.media = media
        yield made


@pytest.fixture
def full_portal(module_portal, db, settings) -> SimpleNamespace:
    """A portal with one of everything, to do with as a test likes."""
    settings.MEDIA_ROOT = module_portal.media
    return copy_records(module_portal)


@pytest.fixture(
    scope="module", params=[FEW, pytest.param(SURFACES, marks=pytest.mark.exhaustive)], ids=["few", "all"]
)
def surfaces(request) -> dict[str, str]:
    """Addresses by name for a test that does the same at each: a few of each kind, then exhaustively all."""
    return request.param


@pytest.fixture(scope="module")
def get_responses(module_portal) -> Callable[[Iterable[str]], dict]:
    """Asks a portal with one of everything at each address, once for all tests of a module."""

    def get_responses(addresses):
        responses = {address: Client().get(address) for address in addresses}
        for response in responses.values():
            read(response)  # so that no file stays open
        return responses

    return get_responses


@pytest.fixture
def restored_initial_data(django_db_setup, django_db_blocker):
    """Puts back what the migrations store: a test that commits leaves a database without it."""
    yield
    with django_db_blocker.unblock():
        Locale.objects.create(pk=1, language_code="en")  # pages look for it
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


@pytest.fixture
def committed(restored_initial_data, transactional_db, django_db_serialized_rollback):
    """What a test stores is committed, as in the portal that is served, and is gone after it."""


@pytest.fixture
def editor(db):
    """Someone who works in the admin and may publish."""
    return EditorFactory()


@pytest.fixture
def editor_client(client, editor):
    """The browser of someone who is signed in to the admin."""
    client.force_login(editor)
    return client

"""Fixtures of all tests: the current day, a media folder and a cache per test, a portal, an editor."""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from unittest.mock import patch
from zlib import crc32

import pytest
from django.core.cache import caches
from django.db import connection
from django.template import Template
from django.test import Client, override_settings
from wagtail.models import Locale

from admm_site.audit import append_only
from admm_site.core.clock import override_today

from .audit_triggers import remove_audit_triggers
from .both_databases import MODULES_ON_BOTH_DATABASES
from .factories.pages import create_portal
from .factories.portal import create_full_portal
from .factories.users import EditorFactory
from .module_fixtures import TODAY, SharedContent, copy_records, keep_for_module
from .public_urls import FEW, SURFACES
from .responses import read
from .without_search import without_search_index

# Minutes each: begun last, they would keep one processor busy while the others have nothing left to do.
LONGEST_MODULES = ("test_backup.py", "test_cache_machine_committed.py")
# By the fixture that uses it.
SHARED_CONTENT = {"module_portal": create_full_portal, "portal_sections": create_portal}
SHARED = pytest.StashKey[dict[str, SharedContent]]()
CONTENT_OF_MODULES = pytest.StashKey[dict[Path, str | None]]()


def pytest_itemcollected(item):
    """Marks tests of module-scoped content with `django_db`, or they would read the developer’s database."""
    fixture_names = getattr(item, "fixturenames", ())
    if (
        "django_db_setup" in fixture_names
        and "real_transactions" not in fixture_names
        and not item.get_closest_marker("django_db")
    ):
        item.add_marker("django_db")
    if item.nodeid.partition("::")[0] in MODULES_ON_BOTH_DATABASES and not has_few_surfaces(item):
        item.add_marker("database")


def has_few_surfaces(item) -> bool:
    """Whether the same test is exhaustive with all surfaces (the fixture or a parameter `surfaces`)."""
    return "callspec" in vars(item) and item.callspec.params.get("surfaces") in (FEW, "few")


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before pytest deselects by marker
def pytest_collection_modifyitems(config, items):
    """Marks the cases of samples; puts the modules first that take longest, then those that share content."""
    mark_cases_outside_of_samples(items)
    put_shared_content_first(config, items)
    yield  # pytest-django puts transactions last
    items.sort(key=lambda item: item.path.name not in LONGEST_MODULES)


def put_shared_content_first(config, items):
    """Puts the modules first that share content, and stores which content each module uses."""
    fixtures_of_modules = defaultdict(set)
    for item in items:
        fixtures_of_modules[item.path].update(getattr(item, "fixturenames", ()))
    order = [*SHARED_CONTENT, None]
    names = {
        path: next((name for name in SHARED_CONTENT if name in fixtures), None)
        for path, fixtures in fixtures_of_modules.items()
    }
    items.sort(key=lambda item: order.index(names[item.path]))
    config.stash[CONTENT_OF_MODULES] = names


def mark_cases_outside_of_samples(items):
    """Marks the cases of a test as exhaustive, except a sample chosen by the checksums of their names."""
    cases = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and not item.get_closest_marker("exhaustive"):
            cases[item.parent, item.originalname].append(item)
    for same in cases.values():
        size = sample_size(same[0], len(same))
        for item in sorted(same, key=lambda item: crc32(item.name.encode()))[size:]:
            item.add_marker("exhaustive")


def sample_size(item, cases: int) -> int:
    """How many cases of the test `make test` runs.

    One where each takes a while, as it uses the database, unless it runs on both databases in full.
    """
    if marker := item.get_closest_marker("sample"):
        return marker.args[0]
    is_slow = item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames
    return 1 if is_slow and not item.get_closest_marker("database") else cases


@pytest.hookimpl(tryfirst=True)  # before the fixtures of the test
def pytest_runtest_setup(item):
    """Removes shared content before the first test of a module that doesn't use it."""
    for name, content in item.config.stash.get(SHARED, {}).items():
        if name != item.config.stash[CONTENT_OF_MODULES][item.path]:
            content.remove()


def pytest_collection_finish():
    """Runs the garbage collector less often, not over what is loaded: it took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def fast_password_hashing():
    """Hashes passwords once; the million iterations of the portal take a quarter of a second each."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def contexts_of_whole_templates(django_test_environment):
    """Keeps of a response the context of its own template, without a copy for each that it includes."""
    render_and_record = Template._render

    def render(template, context):
        if context.template is template:
            return render_and_record(template, context)
        return template.nodelist.render(context)

    with patch.object(Template, "_render", render):
        yield


@pytest.fixture(scope="session", autouse=True)
def portal_url_of_client():
    """Sets `PORTAL_URL` to the host of the test client."""
    with override_settings(PORTAL_URL="http://testserver"):
        yield


@pytest.fixture(autouse=True)
def today():
    """The current day of every test, unless the test sets another with `override_today`."""
    with override_today(TODAY):
        yield TODAY


@pytest.fixture(autouse=True)
def isolate_files_and_cache(settings, tmp_path):
    """Gives each test a media folder of its own and an empty cache."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def search_index():
    """Turns indexing off; folders whose tests search override this in their `conftest.py`."""
    with without_search_index():
        yield


@pytest.fixture(scope="session")
def shared_content(django_db_setup, django_db_blocker, tmp_path_factory, pytestconfig):
    """Content that modules share, by name."""
    contents = {
        name: SharedContent(create, django_db_blocker, str(tmp_path_factory.mktemp("media")))
        for name, create in SHARED_CONTENT.items()
    }
    pytestconfig.stash[SHARED] = contents
    yield contents
    for content in contents.values():
        content.remove()


@pytest.fixture(scope="module")
def module_content(shared_content, django_db_blocker, tmp_path_factory, request) -> SimpleNamespace:
    """The shared content of the module; what the module changes is rolled back."""
    shared = shared_content[request.config.stash[CONTENT_OF_MODULES][request.path]]
    records = copy_records(shared.create())
    records.media = str(tmp_path_factory.mktemp("media"))
    copytree(shared.media, records.media, dirs_exist_ok=True)
    with keep_for_module(django_db_blocker, records.media):
        yield records


@pytest.fixture(scope="module")
def portal_sections(module_content) -> SimpleNamespace:
    """The sections of the portal, and more if another test of the module uses `module_portal`."""
    return module_content


@pytest.fixture
def portal(portal_sections, db):
    """The home page and its sections: `.home`, `.meetings`, `.papers`, `.initiatives`, `.about`."""
    return copy_records(portal_sections)


@pytest.fixture(scope="module")
def module_portal(module_content) -> SimpleNamespace:
    """A portal with one of everything (`tests.factories.portal`).

    All tests of the module see it; tests of an empty portal belong in another module.
    """
    return module_content


@pytest.fixture
def full_portal(module_portal, db, settings) -> SimpleNamespace:
    """A portal with one of everything, which a test may change."""
    settings.MEDIA_ROOT = module_portal.media
    return copy_records(module_portal)


@pytest.fixture(
    scope="module", params=[FEW, pytest.param(SURFACES, marks=pytest.mark.exhaustive)], ids=["few", "all"]
)
def surfaces(request) -> dict[str, str]:
    """Public addresses by name: a few of each kind, and in an exhaustive test all of them."""
    return request.param


@pytest.fixture(scope="module")
def get_responses(module_portal) -> Callable[[Iterable[str]], dict]:
    """Requests addresses of the portal with one of everything; use it in module-scoped fixtures."""

    def get_responses(addresses):
        responses = {address: Client().get(address) for address in addresses}
        for response in responses.values():
            read(response)  # which closes files
        return responses

    return get_responses


@pytest.fixture
def restored_initial_data(django_db_setup, django_db_blocker):
    """Restores the rows that migrations create after a test with real transactions has flushed them."""
    yield
    with django_db_blocker.unblock():
        Locale.objects.create(pk=1, language_code="en")  # pages look for it
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
        append_only.install()


@pytest.fixture
def real_transactions(restored_initial_data, transactional_db, django_db_serialized_rollback):
    """Transactions of the test are committed as in production; the database is flushed afterwards."""
    yield
    remove_audit_triggers()  # which refuse that


@pytest.fixture
def editor(db):
    """A user who may edit and publish in the admin."""
    return EditorFactory()


@pytest.fixture
def editor_client(client, editor):
    """A client that is signed in as the editor."""
    client.force_login(editor)
    return client

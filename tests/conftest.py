"""What every test may ask for: the day, files of its own, a portal with its sections, an editor, a client."""

from datetime import date

import pytest
from django.core.cache import cache

from admm_site.content.today import on_day

from .factories.pages import lay_out_portal
from .factories.users import EditorFactory

TODAY = date(2026, 3, 2)


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
def search_index(settings):
    """Left behind, but where it is asked (their `conftest.py`): a third of making a page is to index it."""
    backends = settings.WAGTAILSEARCH_BACKENDS
    settings.WAGTAILSEARCH_BACKENDS = {name: {**one, "AUTO_UPDATE": False} for name, one in backends.items()}


@pytest.fixture
def portal(db):
    """The home page and its sections: `.home`, `.meetings`, `.papers`, `.initiatives`, `.about`."""
    return lay_out_portal()


@pytest.fixture
def editor(db):
    """Someone who works in the admin and may publish."""
    return EditorFactory()


@pytest.fixture
def editor_client(client, editor):
    """The browser of someone who is signed in to the admin."""
    client.force_login(editor)
    return client

"""The portal without its cache, unreachable or hanging: the same, a little slower."""

import logging
import shutil
import time
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as portal_settings
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from admm_site import circuit_breaker
from admm_site.feedback import form_token
from meetings.models import MeetingPage
from tests.editorial.browser_form import get_form_fields
from tests.ports import free_port
from tests.public_urls import API, NOT_FOUND, PAGES
from tests.responses import read
from tests.roles import ROLE_FACTORIES

from .faults import RedisServer, silent_server

pytestmark = pytest.mark.slow

needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="There is no redis-server.")
PUBLIC = {
    name: PAGES[name]
    for name in ("home", "meetings", "meeting", "search for a word", "documents", "calendar", "report")
    if name in PAGES
} | {name: API[name] for name in ("API", "API, meetings", "API, countries")}
# Half a second to notice, and what the request takes anyhow.
SOON = 3


@pytest.fixture
def use_cache(settings):
    """Sets the cache to the Redis server at a port, as `CACHE_URL` does."""

    def use(port: int) -> None:
        address = {"BACKEND": portal_settings.REDIS_CACHE, "LOCATION": f"redis://127.0.0.1:{port}/0"}
        settings.CACHES = {alias: address | {"KEY_PREFIX": alias} for alias in portal_settings.CACHES}

    yield use
    caches.close_all()


@pytest.fixture
def closed_port(use_cache):
    """A cache at a port where nothing listens."""
    use_cache(free_port())


@pytest.fixture
def silent_cache(use_cache):
    """A cache that accepts connections and never answers."""
    with silent_server() as port:
        use_cache(port)
        yield


@pytest.fixture(params=["closed_port", "silent_cache"])
def without_cache(request):
    request.getfixturevalue(request.param)


def get_in_time(client: Client, address: str):
    start = time.monotonic()
    response = client.get(address)
    read(response)
    assert time.monotonic() - start < SOON
    return response


@pytest.mark.sample(4)
@pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC)
def test_a_visitor_notices_nothing(without_cache, full_portal, client, address):
    assert get_in_time(client, address).status_code == 200


def test_an_unknown_address_is_still_404(without_cache, full_portal, client):
    assert get_in_time(client, NOT_FOUND["meeting not found"]).status_code == 404


def test_the_portal_is_ready_and_says_that_its_cache_is_away(without_cache, db, client):
    response = get_in_time(client, "/readyz")

    assert response.status_code == 200
    assert (response.json()["status"], response.json()["cache"]) == ("degraded", False)


def test_an_error_report_is_received(without_cache, full_portal, client, monkeypatch):
    response = client.get("/report/", {"page": "/meetings/5th-admm/"})
    assert response.status_code == 200
    fields = BeautifulSoup(response.content, "html.parser").main.select("input[name]")

    data = {field["name"]: field.get("value", "") for field in fields} | {"text": "The date is another."}
    a_minute_later = time.time() + 60  # a form that is sent within a moment is taken for a robot's
    monkeypatch.setattr(form_token, "time", SimpleNamespace(time=lambda: a_minute_later))
    response = client.post("/report/", data)

    assert response.status_code == 302


@pytest.mark.parametrize("factory", ROLE_FACTORIES)
def test_somebody_signs_in_and_saves_a_draft(without_cache, full_portal, client, factory):
    person = factory()
    person.set_password("a long password")
    person.save()
    meeting = MeetingPage.objects.get(slug="5th-admm")
    edit = reverse("wagtailadmin_pages:edit", args=[meeting.pk])

    client.post(reverse("wagtailadmin_login"), {"username": person.username, "password": "a long password"})
    response = client.post(edit, get_form_fields(client.get(edit)) | {"theme": "A theme of this test"})

    assert response.status_code == 302
    meeting.refresh_from_db()
    assert meeting.get_latest_revision_as_object().theme == "A theme of this test"


def test_a_hanging_cache_is_waited_for_once(silent_cache):
    start = time.monotonic()

    for number in range(50):
        cache.set(f"key-{number}", number)
        assert cache.get(f"key-{number}") is None

    assert time.monotonic() - start < SOON


def test_every_method_answers_as_for_a_missing_key(without_cache):
    assert cache.get("key") is None
    assert cache.get("key", "default") == "default"
    assert cache.set("key", 1) is None
    assert cache.add("key", 1) is False
    assert cache.touch("key") is False
    assert cache.delete("key") is False
    assert cache.has_key("key") is False
    assert "key" not in cache
    assert cache.get_many(["key", "other"]) == {}
    assert cache.set_many({"key": 1, "other": 2}) == ["key", "other"]
    assert cache.delete_many(["key"]) is None
    assert cache.get_or_set("key", lambda: 7) == 7
    assert cache.clear() is False
    for change in (cache.incr, cache.decr, cache.incr_version):
        with pytest.raises(ValueError, match="key"):
            change("key")


def test_the_log_names_the_failure_once(closed_port, caplog):
    with caplog.at_level(logging.ERROR, logger=circuit_breaker.__name__):
        for _ in range(20):
            cache.get("key")

    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.exhaustive
@needs_redis
@pytest.mark.parametrize("fault", ["stop", "hang"])
def test_a_cache_that_comes_back_is_used_again(fault, use_cache, tmp_path, full_portal, client, monkeypatch):
    monkeypatch.setattr(circuit_breaker, "PAUSE", 1)
    server = RedisServer(tmp_path)
    server.start()
    use_cache(server.port)
    try:
        cache.set("before", "kept")
        assert cache.get("before") == "kept"
        getattr(server, fault)()
        assert cache.get("before") is None
        assert get_in_time(client, "/api/v1/meetings/").status_code == 200
        assert get_in_time(client, "/readyz").json()["cache"] is False

        server.start() if fault == "stop" else server.go_on()
        time.sleep(1.1)

        assert get_in_time(client, "/readyz").json()["status"] == "ok"
        cache.set("after", "kept")
        assert cache.get("after") == "kept"
        get_in_time(client, "/api/v1/meetings/")
        assert cache._cache.get_client().dbsize() >= 3  # the throttle of the API counts there again
        if fault == "hang":
            assert cache.get("before") == "kept"
    finally:
        server.stop()

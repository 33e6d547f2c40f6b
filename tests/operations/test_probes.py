"""`/healthz` and `/readyz` say how things are, within two seconds whatever hangs."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.conf import settings as portal_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from admm_site.operations import pending_migrations, probes

from .faults import silent_server
from .served_portal import SECRET_KEY, ask, served

SECONDS = 2
TRY_TO_MOUNT = ["/usr/bin/unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
CAN_MOUNT = not subprocess.run(TRY_TO_MOUNT, capture_output=True, check=False).returncode
OK = {"database": True, "cache": True, "storage": True, "disk": True}


@pytest.fixture(autouse=True)
def forget_migrations(monkeypatch):
    monkeypatch.setattr(pending_migrations, "_is_complete", False)
    monkeypatch.setattr(probes, "_pending", {})


@contextmanager
def in_time():
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def readiness() -> tuple[int, dict]:
    Client().get("/healthz")  # loads the code
    with in_time():
        response = Client().get("/readyz")
    return response.status_code, response.json()


@pytest.mark.django_db
def test_all_is_well():
    assert readiness() == (200, {"status": "ok", **OK})


@pytest.mark.exhaustive
def test_what_hangs_is_named_and_the_process_is_alive(tmp_path):
    """PostgreSQL and Redis accept connections and never answer."""
    with (
        silent_server() as database,
        silent_server() as cache,
        served(f"postgres://p@127.0.0.1:{database}/p", CACHE_URL=f"redis://127.0.0.1:{cache}/0") as port,
    ):
        assert ask(port, "/healthz").status == 200  # loads the code
        for _ in range(3):  # the first hangs still when the next are asked
            with in_time():
                response = ask(port, "/readyz")
            assert response.status == 503
            assert b'"database": false, "cache": false, "storage": true' in response.content
            with in_time():
                assert ask(port, "/healthz").status == 200


def hang():
    time.sleep(4)
    return True


@pytest.mark.exhaustive
@pytest.mark.django_db
def test_a_storage_that_hangs_is_asked_once(monkeypatch):
    started = []
    monkeypatch.setattr(probes, "_is_storage_usable", lambda: started.append(1) or hang())

    for _ in range(2):
        assert readiness() == (200, {"status": "degraded", **OK, "storage": False})
    assert started == [1]


@pytest.mark.django_db
def test_a_storage_that_fails_is_named(monkeypatch):
    def fail(*args):
        raise RuntimeError("The endpoint is away.")

    monkeypatch.setattr(probes, "_is_storage_usable", fail)

    assert readiness() == (200, {"status": "degraded", **OK, "storage": False})


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_named(settings):
    settings.MIN_FREE_MB = 10**9

    assert readiness() == (200, {"status": "degraded", **OK, "disk": False})


@pytest.mark.django_db
def test_a_release_whose_migrations_are_missing_is_not_ready():
    MigrationRecorder(connection).record_unapplied("operations", "0001_periodic_jobs")

    status, content = readiness()

    assert (status, content["status"]) == (503, "unavailable")
    assert content["migrations"] == ["operations.0001_periodic_jobs"]


@pytest.mark.skipif(not CAN_MOUNT, reason="This account can't mount a file system.")
@pytest.mark.exhaustive
def test_a_small_disk_that_fills_up_and_becomes_read_only(tmp_path):
    """In a mount namespace of its own: /readyz of the portal whose media folder is a small tmpfs."""
    database = tmp_path / "db.sqlite3"
    variables = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{database}",
        "DEBUG": "false",
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": "portal",
        "VAR_DIR": str(tmp_path),
        "MIN_FREE_MB": "1",
    }
    media = tmp_path / "media"
    media.mkdir()
    ask_portal = (
        "import django; django.setup(); from django.test import Client;"
        "print(Client().get('/readyz', headers={'host': 'portal'}).content.decode())"
    )
    ask_it = f'{sys.executable} -c "{ask_portal}"'
    script = f"""
        set -e
        mount -t tmpfs -o size=4m none {media}
        {ask_it}
        head -c 3500000 /dev/zero > {media}/large
        {ask_it}
        rm {media}/large
        mount -o remount,ro {media}
        {ask_it}
    """
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=portal_settings.BASE_DIR,
        env=variables,
        check=True,
    )
    done = subprocess.run(
        ["/usr/bin/unshare", "--mount", "sh", "-c", script],
        cwd=portal_settings.BASE_DIR,
        env=variables | {"DJANGO_SETTINGS_MODULE": "admm_site.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    well, full, read_only = done.stdout.splitlines()
    assert '"storage": true, "disk": true' in well
    assert '"storage": true, "disk": false' in full
    assert '"storage": false, "disk": true' in read_only

"""Metrics for Prometheus: what is counted, who may read it, and that a robot can't fill it."""

import os
import re
import signal
import time
from datetime import timedelta

import pytest
import yaml
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from wagtail.models import Page

from admm_site.documents.choices import Extraction
from admm_site.documents.tasks import read_document
from admm_site.operations.models import PeriodicJob
from tests.factories.documents import PortalDocumentFactory
from tests.factories.pages import ContentPageFactory

from .served_portal import ask, served

pytestmark = pytest.mark.slow

METRICS = "/metrics"
BY_WORKERS = {"GUNICORN_CMD_ARGS": "--workers=2"}


def samples(text: str) -> dict[tuple, float]:
    """The value of each sample by its name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read_metrics() -> dict[tuple, float]:
    return samples(Client().get(METRICS).content.decode())


def increase(of: tuple, before: dict[tuple, float]) -> float:
    return read_metrics().get(of, 0) - before.get(of, 0)


@pytest.mark.parametrize(
    ("address", "view", "status"),
    [
        ("/meetings/5th-admm/", "meetings.MeetingPage", "2xx"),
        ("/meetings.csv", "export", "2xx"),
        ("/search/?q=peace", "search", "2xx"),
        ("/meetings", "none", "3xx"),
        ("/nothing/", "wagtail_serve", "4xx"),
        ("/admin/", "wagtailadmin_home", "3xx"),
    ],
)
def test_requests_are_counted_by_view_and_status(full_portal, client, address, view, status):
    before = read_metrics()
    for _ in range(2):  # the second from the cache, where there is one
        client.get(address)
    name = (
        view if ("admm_request_seconds_count", *sorted((view, status))) in read_metrics() else "wagtail_serve"
    )

    assert increase(("admm_request_seconds_count", *sorted((name, status))), before) == 2


def test_answers_from_the_cache_are_counted(full_portal, client):
    before = read_metrics()
    first = client.get("/documents/")
    client.get("/documents/")
    client.get("/documents/", headers={"If-None-Match": first["ETag"]})

    for result in ("miss", "hit", "not_modified"):
        assert increase(("admm_cached_responses_total", result), before) == 1


def test_searches_are_timed(full_portal, client):
    before = read_metrics()
    for _ in range(2):
        client.get("/search/?q=cooperation")

    assert increase(("admm_search_seconds_count",), before) == 1


def test_addresses_that_a_robot_makes_up_make_no_series(full_portal, client):
    def visit(number: int) -> None:
        client.get(f"/nothing/{number}/?q={number}", headers={"User-Agent": f"robot {number}"})
        client.get(f"/meetings-{number}.csv")
        client.get(f"/countries/country-{number}/")
        client.generic(f"METHOD{number}", "/")

    visit(0)
    read_metrics()
    before = set(read_metrics())
    for number in range(1, 30):
        visit(number)

    assert set(read_metrics()) == before


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "status"),
    [
        ("127.0.0.1", None, 0, 200),
        ("::1", None, 0, 200),
        ("203.0.113.7", None, 0, 404),
        ("127.0.0.1", "203.0.113.7", 0, 404),  # a proxy that the settings don't know of
        ("", "203.0.113.7", 1, 404),
        ("", "127.0.0.1, 203.0.113.7", 1, 404),  # as a visitor wrote it
        ("", "127.0.0.1", 1, 200),
        ("", None, 1, 404),
    ],
)
def test_metrics_are_for_the_inside(full_portal, settings, address, forwarded, proxies, status):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert Client().get(METRICS, headers=headers, REMOTE_ADDR=address).status_code == status


@pytest.fixture
def an_hour_ago():
    return timezone.now() - timedelta(hours=1)


def test_documents_that_wait_are_counted_with_their_age(full_portal, an_hour_ago):
    document = PortalDocumentFactory()
    type(document).objects.filter(pk=document.pk).update(
        extraction=Extraction.WAITING, created_at=an_hour_ago
    )

    metrics = read_metrics()

    assert metrics["admm_queue_length", "documents"] >= 1
    assert 3600 <= metrics["admm_queue_age_seconds", "documents"] < 3660


def test_tasks_that_wait_are_counted_with_their_age(full_portal, settings):
    settings.TASKS = settings.TASKS | {"background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    read_document.enqueue(1)
    read_document.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(2)

    metrics = read_metrics()

    assert metrics["admm_queue_length", "tasks"] == 1
    assert metrics["admm_queue_age_seconds", "tasks"] < 60


def test_the_lateness_of_releases_is_that_of_the_oldest(portal, an_hour_ago):
    page = ContentPageFactory(live=False)
    page.go_live_at = an_hour_ago + timedelta(hours=2)
    page.save_revision(approved_go_live_at=an_hour_ago)
    Page.objects.filter(pk=portal.about.pk).update(expire_at=an_hour_ago)

    late = read_metrics()
    call_command("publish_scheduled", verbosity=0)
    in_time = read_metrics()

    for action in ("publish", "unpublish"):
        assert 3600 <= late["admm_release_lateness_seconds", action] < 3660
        assert in_time["admm_release_lateness_seconds", action] == 0


def test_jobs_have_their_last_end_their_failure_and_their_lateness(portal, an_hour_ago):
    PeriodicJob.objects.create(name="publish", finished_at=an_hour_ago, error="The disk is full.")

    metrics = read_metrics()

    assert metrics["admm_job_last_end_timestamp_seconds", "publish"] == pytest.approx(an_hour_ago.timestamp())
    assert metrics["admm_job_failed", "publish"] == 1
    assert 3600 <= metrics["admm_job_lateness_seconds", "publish"] < 3660


def test_without_a_database_the_rest_is_told(full_portal, monkeypatch):
    parts = {"database": False, "cache": True, "storage": True, "disk": True}
    monkeypatch.setattr("admm_site.operations.metrics.ask_all", lambda: parts)

    metrics = read_metrics()

    assert (metrics["admm_up", "database"], metrics["admm_up", "cache"]) == (0, 1)
    assert ("admm_queue_length", "documents") not in metrics


@pytest.mark.django_db
@pytest.mark.exhaustive
def test_the_workers_of_a_server_add_up_and_a_dead_one_still_counts(tmp_path):
    count = ("admm_request_seconds_count", "2xx", "healthz")
    database = f"sqlite:///{tmp_path}/db.sqlite3"
    with served(database, PROMETHEUS_MULTIPROC_DIR=str(tmp_path), **BY_WORKERS) as port:
        for _ in range(40):
            ask(port, "/healthz")
        before = samples(ask(port, METRICS).content.decode())[count]
        killed = int(re.search(r"_(\d+)\.db", next(tmp_path.glob("histogram_*.db")).name)[1])
        os.kill(killed, signal.SIGKILL)
        time.sleep(1)
        ask(port, "/healthz")
        after = samples(ask(port, METRICS).content.decode())[count]

    assert (before, after) == (40, 41)


def test_alerts_ask_for_metrics_that_exist(full_portal):
    rules = yaml.safe_load((portal_settings.BASE_DIR / "deploy/prometheus/alerts.yml").read_text())
    expressions = " ".join(rule["expr"] for rule in rules["groups"][0]["rules"])
    queried = {re.sub("_(total|count)$", "", name) for name in re.findall(r"\badmm_\w+", expressions)}
    existing = set(
        re.findall(r"^# HELP (\w+?)(?:_total)? ", Client().get(METRICS).content.decode(), re.MULTILINE)
    )
    if connection.vendor == "sqlite":  # which has no connections to count
        queried -= {"admm_database_connections", "admm_database_connections_max"}

    assert queried
    assert queried <= existing


def test_each_alert_says_what_to_do():
    rules = yaml.safe_load((portal_settings.BASE_DIR / "deploy/prometheus/alerts.yml").read_text())
    document = (portal_settings.BASE_DIR / "docs/operate.md").read_text()

    for rule in rules["groups"][0]["rules"]:
        assert f"### {rule['alert']}" in document

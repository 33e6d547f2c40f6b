"""The metrics as Prometheus reads them: what the processes counted, and what the database knows right now."""

import os
from collections.abc import Iterator
from datetime import datetime

from django.db import Error, connection
from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from wagtail.models import Page

from admm_site.documents.choices import Extraction
from admm_site.documents.models import PortalDocument
from admm_site.editorial.publishing import due_revisions

from .periodic.state import job_states
from .probes import ask_all


def exposition() -> bytes:
    """Return all metrics in the text format of Prometheus."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(PortalCollector())
    return generate_latest(registry)


class PortalCollector:
    """Collect what isn't counted but asked for; nothing that the database knows while it doesn't answer."""

    def describe(self) -> list[Metric]:
        return []  # nothing is asked before the first scrape

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("admm_up", "1 while it is as it should be.", labels=["part"])
        parts = ask_all()
        for name, is_ok in parts.items():
            up.add_metric([name], is_ok)
        yield up
        if parts["database"]:
            try:
                yield from [*_queues(), *_releases(), *_jobs(), *_connections()]
            except Error:
                return


def _queues() -> Iterator[Metric]:
    """Yield how much background work waits, and for how long the oldest has waited."""
    now = timezone.now()
    length = GaugeMetricFamily("admm_queue_length", "Background work that waits.", labels=["queue"])
    age = GaugeMetricFamily("admm_queue_age_seconds", "Since when the oldest of it waits.", labels=["queue"])
    waiting = PortalDocument.objects.filter(extraction=Extraction.WAITING)
    ready = DBTaskResult.objects.ready()
    for name, rows, since in (("documents", waiting, "created_at"), ("tasks", ready, "enqueued_at")):
        totals = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
        length.add_metric([name], totals["count"])
        age.add_metric([name], _seconds_since(totals["oldest"], now))
    return iter((length, age))


def _releases() -> Iterator[Metric]:
    """Yield for how long pages that are due have waited to be published or unpublished."""
    now = timezone.now()
    late = GaugeMetricFamily(
        "admm_release_lateness_seconds", "How late the oldest page is that is due.", labels=["action"]
    )
    publish = due_revisions().order_by().aggregate(oldest=Min("approved_go_live_at"))["oldest"]
    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by()
    late.add_metric(["publish"], _seconds_since(publish, now))
    late.add_metric(["unpublish"], _seconds_since(expired.aggregate(oldest=Min("expire_at"))["oldest"], now))
    yield late


def _jobs() -> Iterator[Metric]:
    """Yield of each periodic job when it last ended, whether it failed, and how late it is."""
    ended = GaugeMetricFamily("admm_job_last_end_timestamp_seconds", "When it last ended.", labels=["job"])
    failed = GaugeMetricFamily("admm_job_failed", "1 if it failed the last time.", labels=["job"])
    late = GaugeMetricFamily("admm_job_lateness_seconds", "How late it is; 0 if it isn't.", labels=["job"])
    for state in job_states():
        if state.finished_at:
            ended.add_metric([state.job.name], state.finished_at.timestamp())
        failed.add_metric([state.job.name], bool(state.error))
        late.add_metric([state.job.name], state.late_by.total_seconds() if state.is_late else 0)
    return iter((ended, failed, late))


def _connections() -> Iterator[Metric]:
    """Yield the connections to PostgreSQL by state, and how many the server allows."""
    if connection.vendor != "postgresql":
        return
    used = GaugeMetricFamily("admm_database_connections", "Connections, by state.", labels=["state"])
    limit = GaugeMetricFamily("admm_database_connections_max", "How many the server allows.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1"
        )
        for state, count in cursor.fetchall():
            used.add_metric([state], count)
        cursor.execute("SELECT current_setting('max_connections')::int")
        limit.add_metric([], cursor.fetchone()[0])
    yield used
    yield limit


def _seconds_since(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0

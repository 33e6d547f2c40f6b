"""Scheduled work: what is due runs once, whatever fails or is killed, and editors see when it last ran."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from admm_site.operations.models import PeriodicJob
from admm_site.operations.periodic.jobs import JOBS, Job
from admm_site.operations.periodic.runner import run_due
from admm_site.operations.periodic.state import job_states
from admm_site.pages.models import ContentPage
from tests.editorial.test_scheduling import let_time_pass
from tests.factories.pages import ContentPageFactory

ONE_HOUR = timedelta(hours=1)


def fail() -> None:
    raise OSError("The disk is full.")


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def jobs(ran) -> list[Job]:
    return [
        Job("failing", "Failing", fail, is_nightly=False),
        Job("minutely", "Each minute", lambda: ran.append("minutely"), is_nightly=False, lease=ONE_HOUR),
        Job("nightly", "Each night", lambda: ran.append("nightly")),
    ]


def run(jobs) -> dict[str, str]:
    return {job.name: error for job, error in run_due(jobs)}


def test_a_scheduled_page_is_published(portal):
    page = ContentPageFactory(parent=portal.about, title="Scheduled", live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    let_time_pass(page)
    assert run(JOBS[:1]) == {"publish": ""}
    assert ContentPage.objects.get(pk=page.pk).live


@pytest.mark.django_db
def test_a_job_that_fails_holds_up_no_other(jobs, ran):
    assert run(jobs) == {"failing": "The disk is full.", "minutely": "", "nightly": ""}
    assert ran == ["minutely", "nightly"]
    assert PeriodicJob.objects.get(name="failing").error == "The disk is full."


@pytest.mark.django_db
def test_what_has_run_is_not_due(jobs, ran):
    run(jobs)
    assert run(jobs) == {}
    assert ran == ["minutely", "nightly"]


@pytest.mark.django_db
def test_each_runs_again_in_its_time(jobs, ran):
    run(jobs)
    now = timezone.now()
    PeriodicJob.objects.filter(name="minutely").update(started_at=now - timedelta(seconds=60))
    PeriodicJob.objects.filter(name="nightly").update(started_at=now - timedelta(days=1))
    assert run(jobs) == {"minutely": "", "nightly": ""}


@pytest.mark.parametrize(
    ("now", "due"), [("2026-03-02 01:59", "2026-03-01 02:00"), ("2026-03-02 02:00", "2026-03-02 02:00")]
)
def test_a_nightly_job_is_due_at_two_in_the_morning(jobs, now, due):
    moment = timezone.make_aware(datetime.fromisoformat(now))
    assert timezone.localtime(jobs[2].due_since(moment)).strftime("%Y-%m-%d %H:%M") == due


@pytest.mark.django_db
def test_another_machine_does_not_run_what_is_running(ran):
    def run_on_another_machine() -> None:
        PeriodicJob.objects.update(started_at=timezone.now() - ONE_HOUR / 2)  # it takes long
        ran.append("job")
        assert run([job]) == {}

    job = Job("job", "Job", run_on_another_machine, is_nightly=False, lease=ONE_HOUR)
    assert run([job]) == {"job": ""}
    assert ran == ["job"]


@pytest.mark.django_db
def test_another_machine_takes_over_what_was_killed(jobs):
    yesterday = timezone.now() - timedelta(days=1)
    PeriodicJob.objects.create(
        name="nightly", claim="a machine that died", started_at=timezone.now(), claimed_until=yesterday
    )
    assert run(jobs[2:]) == {"nightly": ""}


@pytest.mark.django_db
def test_a_machine_without_a_folder_for_backups_leaves_them_to_another(settings):
    settings.BACKUP_DIR = ""
    backup = [job for job in JOBS if job.name == "backup"]
    PeriodicJob.objects.create(name="backup", finished_at=timezone.now() - timedelta(days=3))
    assert run(backup) == {}
    assert not any(state.is_late for state in job_states())
    settings.BACKUP_DIR = "/var/backups/admm"
    assert any(state.is_late for state in job_states())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("finished", "now", "is_late"),
    [
        ("2026-03-02 02:05", "2026-03-03 01:59", False),
        ("2026-03-02 02:05", "2026-03-03 09:59", False),
        ("2026-03-02 02:05", "2026-03-03 10:01", True),
        ("2026-02-28 02:05", "2026-03-03 02:30", True),  # two nights were missed, and this one isn't over
    ],
)
def test_a_nightly_job_is_late_eight_hours_after_the_first_night_that_it_missed(finished, now, is_late):
    finished_at, now = (timezone.make_aware(datetime.fromisoformat(moment)) for moment in (finished, now))
    PeriodicJob.objects.create(name="verify", finished_at=finished_at)
    with patch.object(timezone, "now", return_value=now):
        assert [state.is_late for state in job_states()] == [is_late]


@pytest.mark.django_db
def test_lateness_is_in_readyz():
    PeriodicJob.objects.create(name="publish", finished_at=timezone.now() - timedelta(minutes=10))
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert 600 <= response.json()["late"]["publish"] < 660


def test_editors_see_the_last_runs(portal, editor_client):
    assert "has never run here" in editor_client.get("/admin/").content.decode()
    PeriodicJob.objects.create(name="publish", finished_at=timezone.now() - timedelta(minutes=10))
    PeriodicJob.objects.create(name="backup", finished_at=timezone.now(), error="The disk is full.")
    dashboard = editor_client.get("/admin/").content.decode()
    assert "Late: it should have run since." in dashboard
    assert "The disk is full." in dashboard


@pytest.mark.django_db
def test_nothing_runs_while_the_portal_is_read_only(settings, capsys):
    settings.READ_ONLY = True
    call_command("periodic")
    assert "nothing is done" in capsys.readouterr().out
    assert not PeriodicJob.objects.exists()


@pytest.mark.parametrize("backend", [None, "django_tasks_db.DatabaseBackend"], ids=["immediate", "database"])
def test_the_command_runs_every_job_and_names_what_failed(portal, settings, tmp_path, backend):
    settings.BACKUP_DIR = str(tmp_path / "missing")
    if backend:
        settings.TASKS = settings.TASKS | {"background": {"BACKEND": backend}}
    with pytest.raises(CommandError, match="Failed: backup"):
        call_command("periodic", verbosity=0)
    finished = PeriodicJob.objects.exclude(finished_at=None)
    assert set(finished.values_list("name", flat=True)) == {job.name for job in JOBS}
    # The content of this test is not indexed.
    assert set(finished.exclude(error="").values_list("name", flat=True)) == {"backup", "verify"}

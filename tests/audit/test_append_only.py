"""Nobody changes the audit trail: the database refuses to, whatever asks for it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from admm_site.audit import append_only
from admm_site.audit.append_only import KEPT_DAYS, TABLE
from admm_site.audit.models import AuditEntry
from admm_site.operations.periodic.jobs import JOBS
from tests.audit_triggers import remove_audit_triggers
from tests.factories.audit import AuditEntryFactory

ON_SQLITE = f"INSERT OR REPLACE INTO {TABLE} (id) SELECT id FROM {TABLE}"  # noqa: S608
ON_POSTGRESQL = f"TRUNCATE {TABLE}"


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


CHANGES = {
    "an update": lambda: AuditEntry.objects.update(user_name="somebody else"),
    "a save": lambda: AuditEntry.objects.get().save(),
    "a deletion": lambda: AuditEntry.objects.all().delete(),
    "a statement of this engine": lambda: execute(
        ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_it(change):
    entry = AuditEntryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        change()

    assert AuditEntry.objects.get() == entry
    assert AuditEntry.objects.get().user_name == "maria"


@pytest.mark.django_db
def test_what_is_older_than_the_setting_is_deleted_at_night(settings):
    settings.AUDIT_DAYS = 100
    now = timezone.now()
    for days in (1, 99, 101):
        AuditEntryFactory(recorded_at=now - timedelta(days=days), detail=str(days))

    next(job for job in JOBS if job.name == "audit").run()

    assert set(AuditEntry.objects.values_list("detail", flat=True)) == {"1", "99"}


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "is_deleted"), [(-1, False), (1, True)])
def test_the_database_lets_only_old_entries_be_deleted(hours, is_deleted):
    AuditEntryFactory(recorded_at=timezone.now() - timedelta(days=KEPT_DAYS, hours=hours))

    if is_deleted:
        AuditEntry.objects.all().delete()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEntry.objects.all().delete()

    assert AuditEntry.objects.exists() is not is_deleted


@pytest.mark.django_db
def test_verify_says_that_the_triggers_are_gone_and_migrate_brings_them_back(capsys):
    remove_audit_triggers()

    with pytest.raises(CommandError):
        call_command("verify", verbosity=0)
    assert "doesn’t protect the audit trail" in capsys.readouterr().out

    append_only.install()
    assert append_only.missing_triggers() == set()

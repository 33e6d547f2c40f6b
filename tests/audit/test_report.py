"""The audit trail in the admin: administrators read, filter and download it; nobody else does."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from admm_site.audit.models import AuditEntry
from tests.factories.audit import AuditEntryFactory
from tests.responses import read

REPORT = reverse("audit_report")


def rows(response) -> list[str]:
    table = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in table]


@pytest.fixture
def entries(portal, administrator_client):
    """An entry of yesterday by Maria, and a refused one of last month by Noy."""
    now = timezone.now()
    AuditEntryFactory(recorded_at=now - timedelta(days=1), subject="first")
    AuditEntryFactory(
        recorded_at=now - timedelta(days=40),
        user_name="noy",
        action="export",
        result="refused",
        subject="=cmd()",
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"user_name": "MAR"}, "first"),
        ({"user_name": "noy"}, "=cmd()"),
        ({"action": "export"}, "=cmd()"),
        ({"result": "refused"}, "=cmd()"),
        ({"subject": "firs"}, "first"),
        ({"recorded_at_from": "2026-01-01", "user_name": "maria"}, "first"),
    ],
)
def test_it_is_filtered(entries, administrator_client, query, expected):
    shown = rows(administrator_client.get(REPORT, query))

    assert len(shown) == 1
    assert expected in shown[0]


def test_a_day_without_entries(entries, administrator_client):
    shown = rows(administrator_client.get(REPORT, {"recorded_at_to": "2001-01-01"}))

    assert shown == []


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_it_is_downloaded_without_formulas_which_is_recorded(entries, administrator_client, suffix):
    content = read(administrator_client.get(REPORT, {"export": suffix, "user_name": "noy"}))

    if suffix == "csv":
        (row,) = csv.DictReader(io.StringIO(content.decode()))
        assert (row["Kind"], row["Result"], row["Object"]) == ("Export", "Refused", "'=cmd()")
    else:
        _, row = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()
        assert [cell.value for cell in row][5] == "=cmd()"
        assert {cell.data_type for cell in row} <= {"inlineStr", "s", "n", "d"}
    latest = AuditEntry.objects.latest("pk")
    assert (latest.action, latest.subject) == ("export", REPORT)


def test_nobody_else_reads_it(portal, editor_client, editor):
    editor.user_permissions.set(Permission.objects.all())

    assert editor_client.get(REPORT).url == reverse("wagtailadmin_home")
    assert editor_client.get(REPORT, {"export": "csv"}).url.startswith(reverse("wagtailadmin_home"))
    assert '"name": "audit-report"' not in editor_client.get("/admin/").content.decode()


def test_administrators_have_it_in_the_menu(portal, administrator_client):
    assert '"name": "audit-report"' in administrator_client.get("/admin/").content.decode()


def test_no_permission_can_be_given_for_it(db):
    assert not Permission.objects.filter(content_type__app_label="audit").exists()


def test_the_list_takes_no_more_queries_for_many_than_for_one(
    entries, administrator_client, django_assert_max_num_queries
):
    administrator_client.get(REPORT)
    with django_assert_max_num_queries(60) as queries:
        administrator_client.get(REPORT)
    for _ in range(20):
        AuditEntryFactory()
    with django_assert_max_num_queries(len(queries)):
        administrator_client.get(REPORT)

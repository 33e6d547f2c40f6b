import pytest
from django.test import Client

from admm_site.audit.models import AuditEntry
from tests.accounts.conftest import _one_time_step  # noqa: F401 - codes don't expire between requests
from tests.accounts.signing_in import with_password
from tests.factories.users import AdministratorFactory


@pytest.fixture
def administrator(db):
    return with_password(AdministratorFactory())


@pytest.fixture
def administrator_client(administrator) -> Client:
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.force_login(administrator)
    return client


@pytest.fixture
def get_entries(db):
    """Returns kind, result, who, object and details of each entry of some kinds, the oldest first."""

    def get_entries(*actions: str) -> list[tuple]:
        rows = AuditEntry.objects.filter(action__in=actions).order_by("pk")
        return list(rows.values_list("action", "result", "user_name", "subject", "detail"))

    return get_entries

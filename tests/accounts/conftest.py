import time
from types import SimpleNamespace

import pytest
from django_otp import oath
from django_otp.plugins.otp_totp import models as otp_totp

from tests.accounts.signing_in import with_password
from tests.factories.users import EditorFactory
from tests.roles import ROLE_FACTORIES


@pytest.fixture(params=ROLE_FACTORIES)
def person(request, db):
    """An editor or an administrator with a password."""
    return with_password(request.param())


@pytest.fixture
def editor(db):
    return with_password(EditorFactory())


@pytest.fixture(autouse=True)
def _one_time_step(monkeypatch):
    """Keeps the clock of one-time codes within one step, or a code may expire between two requests."""
    now = time.time()
    monkeypatch.setattr(oath, "time", lambda: now)
    monkeypatch.setattr(otp_totp, "time", SimpleNamespace(time=lambda: now))

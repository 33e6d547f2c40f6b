"""What a portal in a process of its own answers at every public address, and its revisions.

python -m tests.operations.public_answers FILE
"""

import hashlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import django


def main(path: Path, surfaces: str = "all") -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "admm_site.settings"
    django.setup()

    from django.conf import settings
    from django.test.utils import setup_test_environment

    from admm_site.core.clock import override_today
    from tests.module_fixtures import TODAY

    setup_test_environment()
    settings.PORTAL_URL = "http://testserver"
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    with (
        override_today(TODAY),
        patch("time.time", return_value=moment.timestamp()),  # signed by forms
        patch("django.utils.timezone.now", return_value=moment),
    ):
        answers = public_answers(surfaces)
    path.write_text(json.dumps({"answers": answers, "revisions": revisions()}))


def public_answers(surfaces: str) -> dict[str, list]:
    """Status, type and checksum of each answer by name."""
    from django.test import Client

    from tests.public_urls import FEW, SURFACES
    from tests.responses import response_text

    answers = {}
    for name, address in (FEW if surfaces == "few" else SURFACES).items():
        response = Client(raise_request_exception=False).get(address)
        body = response_text(response).encode()  # of a ZIP without the time at which it was made
        answers[name] = [response.status_code, response.get("Content-Type"), hashlib.sha256(body).hexdigest()]
    return answers


def revisions() -> list:
    from wagtail.models import Revision

    rows = Revision.objects.order_by("pk").values_list(
        "pk", "object_id", "user__username", "created_at", "content", "content_type__model"
    )
    return [[*row[:3], row[3].isoformat(), *row[4:]] for row in rows]


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

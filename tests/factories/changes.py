from datetime import UTC, datetime

import factory

from admm_site.changes.choices import ChangeKind
from admm_site.changes.models import Change

from .meetings import MeetingPageFactory


class ChangeFactory(factory.django.DjangoModelFactory):
    """A change of a meeting, before the day that most as-of tests ask for."""

    page = factory.SubFactory(MeetingPageFactory)
    at = datetime(2014, 4, 1, 3, tzinfo=UTC)
    kind = ChangeKind.CHANGED

    class Meta:
        model = Change


def field_difference(name: str, before, after) -> list[dict]:
    """The differences of a change of one field."""
    return [{"name": name, "before": before, "after": after}]


def record_difference(name: str, key: str, before: dict | None, after: dict | None) -> list[dict]:
    """The differences of a change of one record."""
    return [{"name": name, "key": key, "before": before, "after": after}]


def decision_values(subject=None, document=None, text: str = "", verb: str = "adopted") -> dict:
    """The snapshot of a decision."""
    return {
        "verb": verb,
        "subject": subject and subject.pk,
        "document": document and document.pk,
        "text": text,
    }

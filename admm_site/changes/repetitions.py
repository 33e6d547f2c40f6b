"""Find changes that repeat the text of another one: a change may remove what an earlier one added."""

import json

from django.core.serializers.json import DjangoJSONEncoder

from .models import Change


def find_possible_repetitions(change: Change) -> list[Change]:
    """Return the other changes of the page that share a changed field or record with this one."""
    other_changes = (
        Change.objects.filter(page=change.page_id, redacted_at=None).exclude(pk=change.pk).newest_first()
    )
    changed_fields = _changed_fields(change.differences)
    return [other for other in other_changes if changed_fields & _changed_fields(other.differences)]


def _changed_fields(differences: list[dict]) -> set[tuple[str, str | None]]:
    return {
        (difference["name"], difference.get("key")) for difference in differences if "before" in difference
    }


def redact_if_repetition(change: Change) -> None:
    """Redact a change that removes what a redacted one had added, because it would repeat the text."""
    differences = json.loads(json.dumps(change.differences, cls=DjangoJSONEncoder))
    removed = _values(differences, "before")
    for other in Change.objects.filter(page=change.page_id, redacted_at__isnull=False).newest_first():
        added = _values(other.redacted_texts["differences"], "after")
        if removed & added and not other.redacted_texts["repeats"]:
            change.redact(other.redacted_by, other.redaction_reason, repeats=True)
            return


def _values(differences: list[dict], side: str) -> set[tuple]:
    """Return the values on one side of the differences, with their fields and keys."""
    return {
        (difference["name"], difference.get("key"), json.dumps(difference[side], sort_keys=True))
        for difference in differences
        if difference.get(side)
    }

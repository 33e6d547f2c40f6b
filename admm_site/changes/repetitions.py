"""Changes that repeat what another change says: the words put in by one are taken out by the next."""

import json

from django.core.serializers.json import DjangoJSONEncoder

from .models import Change


def may_repeat(change: Change) -> list[Change]:
    """Return the other changes of the page in which a field or record changed that changed in this one."""
    others = Change.objects.filter(page=change.page_id, redacted_at=None).exclude(pk=change.pk).newest_first()
    changed = _changed(change.differences)
    return [other for other in others if changed & _changed(other.differences)]


def _changed(differences: list[dict]) -> set[tuple[str, str | None]]:
    return {(one["name"], one.get("key")) for one in differences if "before" in one}


def redact_if_it_repeats(change: Change) -> None:
    """Redact a change that takes out what a redacted one had put in: it would repeat the words."""
    stored = json.loads(json.dumps(change.differences, cls=DjangoJSONEncoder))
    taken_out = _values(stored, "before")
    for other in Change.objects.filter(page=change.page_id, redacted_at__isnull=False).newest_first():
        put_in = _values(other.redacted_texts["differences"], "after")
        if taken_out & put_in and not other.redacted_texts["repeats"]:
            change.redact(other.redacted_by, other.redaction_reason, repeats=True)
            return


def _values(differences: list[dict], side: str) -> set[tuple]:
    """Return which values of which fields and records are on one side of the differences."""
    return {
        (one["name"], one.get("key"), json.dumps(one[side], sort_keys=True))
        for one in differences
        if one.get(side)
    }

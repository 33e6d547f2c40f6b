"""Take snapshots of what the change log compares, and compare two of them.

A snapshot has a value for each tracked field of the page type: a field's value as in a revision, the readable
text of a stream field, and for records a dictionary of such values by key.
"""

import json
import re
from hashlib import blake2b

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

Snapshot = dict

BLOCK_KEYS = re.compile(r' data-block-key="\w+"')  # Draftail adds one to each paragraph


def take_snapshot(page: Page) -> Snapshot:
    data = page.serializable_data()
    return {name: _snapshot_value(page, name, data) for name in page.tracked_fields}


def _snapshot_value(page: Page, name: str, data: dict):
    if name in page.tracked_properties:
        return str(getattr(page, name))
    field = page._meta.get_field(name)
    if field.one_to_many:
        return {
            record[get_diff_key(field.related_model)]: _snapshot_record(field.related_model, record)
            for record in data[name]
        }
    return _snapshot_field(field, data[name])


def get_diff_key(record_type: type[models.Model]) -> str:
    """Return the name of the field that identifies a record across snapshots of its page."""
    return getattr(record_type, "diff_key", "key")


def _snapshot_record(record_type: type[models.Model], data: dict) -> dict:
    return {
        name: _snapshot_field(record_type._meta.get_field(name), data[name])
        for name in record_type.tracked_fields
    }


def _snapshot_field(field, value):
    if isinstance(field, StreamField):
        return snapshot_stream_field(field, value)
    return sorted(value) if field.many_to_many else value


def snapshot_stream_field(field: StreamField, value: str) -> dict | None:
    """Return the text of each block as a line, the references of all blocks, and a checksum of the content.

    Captions of images are left out: an image may become private later, and its caption with it.
    """
    stream = field.to_python(value)
    if not stream:
        return None
    lines = [
        "" if block.block_type == "image" else " ".join(block.block.get_searchable_content(block.value))
        for block in stream
    ]
    targets = {(model._meta.label_lower, str(key)) for model, key, *_ in field.extract_references(stream)}
    raw = json.dumps(_without_ids(stream.get_prep_value()), sort_keys=True)
    return {
        "lines": lines,
        "targets": sorted(map(list, targets)),
        "sum": blake2b(raw.encode(), digest_size=8).hexdigest(),
    }


def _without_ids(value):
    """Return the value without block ids, which differ when the same text is entered or opened again."""
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    if isinstance(value, str):
        return BLOCK_KEYS.sub("", value)
    return [_without_ids(item) for item in value] if isinstance(value, list) else value


def compare_snapshots(page_type: type[Page], before: Snapshot, after: Snapshot) -> list[dict]:
    """Return the differences in the order of the page type's tracked fields.

    A field gives `{"name", "before", "after"}`. A record also gives its `"key"`; a side on which it doesn't
    exist is None. Reordered records give `{"name", "moved": True}`.
    """
    differences = []
    for name in page_type.tracked_fields:
        old, new = before.get(name), after.get(name)
        if old == new and not isinstance(old, dict):
            continue
        if name not in page_type.tracked_properties and page_type._meta.get_field(name).one_to_many:
            differences += _compare_records(name, old or {}, new or {})
        elif old != new:
            differences.append({"name": name, "before": old, "after": new})
    return differences


def _compare_records(name: str, old: dict, new: dict) -> list[dict]:
    differences = [
        {"name": name, "key": key, "before": old.get(key), "after": new.get(key)}
        for key in dict.fromkeys([*new, *old])
        if old.get(key) != new.get(key)
    ]
    if [key for key in old if key in new] != [key for key in new if key in old]:
        differences.append({"name": name, "moved": True})
    return differences

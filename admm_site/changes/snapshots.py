"""What of a page is told of when it changes, and the differences between two such states.

A state has a value for each name in `tracked_fields` of its page type: of a field as revisions keep it, of
a text of blocks what can be read of it, of records such values of each, by its key.
"""

import json
import re
from hashlib import blake2b

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

Snapshot = dict

BLOCK_KEYS = re.compile(r' data-block-key="\w+"')  # the editor of rich text gives one to each paragraph


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
    """The field by which a record is known again in another state of its page."""
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
    """What can be read of a text: a line a block, the files and pages it points at, a sum of all the rest.

    What is said of a picture is no line: it is as public as the picture, which may become private later.
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
    """The same without what a block is known by: a text that was typed or opened anew is the same text."""
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    if isinstance(value, str):
        return BLOCK_KEYS.sub("", value)
    return [_without_ids(item) for item in value] if isinstance(value, list) else value


def compare_snapshots(page_type: type[Page], before: Snapshot, after: Snapshot) -> list[dict]:
    """What differs, in the order in which the page type names it.

    `{"name", "before", "after"}` of a field; of a record also its `"key"`, with None where it is not there;
    `{"name", "moved": True}` where records stand in another order.
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

"""What of a page is told of when it changes, and the differences between two such states.

A state has a value for each name in `logged` of its page type: of a field as revisions keep it, of a text of
blocks what can be read of it, of records such values of each, by its key.
"""

import json
import re
from hashlib import blake2b

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

State = dict

BLOCK_KEYS = re.compile(r' data-block-key="\w+"')  # the editor of rich text gives one to each paragraph


def state_of(page: Page) -> State:
    kept = page.serializable_data()
    return {name: _value(page, name, kept) for name in page.logged}


def _value(page: Page, name: str, kept: dict):
    if name in page.logged_properties:
        return str(getattr(page, name))
    field = page._meta.get_field(name)
    if field.one_to_many:
        return {
            record[key_of(field.related_model)]: _record(field.related_model, record) for record in kept[name]
        }
    return _plain(field, kept[name])


def key_of(record_type: type[models.Model]) -> str:
    """The field by which a record is known again in another state of its page."""
    return getattr(record_type, "identified_by", "key")


def _record(record_type: type[models.Model], kept: dict) -> dict:
    return {name: _plain(record_type._meta.get_field(name), kept[name]) for name in record_type.logged}


def _plain(field: models.Field, value):
    if isinstance(field, StreamField):
        return read_blocks(field, value)
    return sorted(value) if field.many_to_many else value


def read_blocks(field: StreamField, value: str) -> dict | None:
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
        return {key: _without_ids(one) for key, one in value.items() if key != "id"}
    if isinstance(value, str):
        return BLOCK_KEYS.sub("", value)
    return [_without_ids(one) for one in value] if isinstance(value, list) else value


def differences(page_type: type[Page], before: State, after: State) -> list[dict]:
    """What differs, in the order in which the page type names it.

    `{"name", "before", "after"}` of a field; of a record also its `"key"`, with None where it is not there;
    `{"name", "moved": True}` where records stand in another order.
    """
    found = []
    for name in page_type.logged:
        was, now = before.get(name), after.get(name)
        if was == now and not isinstance(was, dict):
            continue
        if name not in page_type.logged_properties and page_type._meta.get_field(name).one_to_many:
            found += _of_records(name, was or {}, now or {})
        elif was != now:
            found.append({"name": name, "before": was, "after": now})
    return found


def _of_records(name: str, was: dict, now: dict) -> list[dict]:
    found = [
        {"name": name, "key": key, "before": was.get(key), "after": now.get(key)}
        for key in dict.fromkeys([*now, *was])
        if was.get(key) != now.get(key)
    ]
    if [key for key in was if key in now] != [key for key in now if key in was]:
        found.append({"name": name, "moved": True})
    return found

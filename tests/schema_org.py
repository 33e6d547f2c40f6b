"""Validates JSON-LD against the vocabulary of schema.org in the package `schema_org`.

The package's own models accept whole days only as dates, and no references by `@id`. So this module reads
their metadata: which types there are, which properties a type has, which values a property may have.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from schema_org import enums

CONTEXT = "https://schema.org"
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?")
URL = re.compile(r"https?://[^\s<>\"]+")
# Checks of plain values by data type of the vocabulary.
VALUES = {
    "Text": lambda value: isinstance(value, str) and bool(value.strip()),
    "URL": lambda value: isinstance(value, str) and bool(URL.fullmatch(value)),
    "Date": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "DateTime": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "Boolean": lambda value: isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
# Required properties by type: those that search engines require, and our own.
REQUIRED = {
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Event": {"name", "url"},
    "WebSite": {"name", "url", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "Dataset": {"name", "description", "url", "distribution"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "MediaObject": {"contentUrl"},
    "GovernmentOrganization": {"name"},
    "Project": {"name", "url"},
    "CreativeWork": {"name", "url"},
    "Legislation": {"name", "url"},
    "Report": {"name", "url"},
    "Country": {"name", "url"},
    "DefinedTerm": {"name", "url"},
    "WebPage": {"url", "isPartOf"},
}


@cache
def vocabulary(kind: str):
    """The model of a type, or None. Imported from its module: importing all models takes seconds."""
    module = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
    try:
        model = getattr(import_module(f"schema_org.models.{module}"), kind)
    except (ImportError, AttributeError):
        return None
    return model if hasattr(model, "SCHEMA_PROPERTIES") else None


def find_errors(document: dict) -> list[str]:
    """The errors of a JSON-LD document; empty if it is valid."""
    messages = [] if document.get("@context") == CONTEXT else [f"context {document.get('@context')!r}"]
    for item in document.get("@graph", [document]):
        messages += _item_errors(item, str(item.get("@type")))
    return messages


def _item_errors(thing: dict, place: str) -> Iterator[str]:
    kind = thing.get("@type")
    if kind is None:
        if set(thing) != {"@id"}:
            yield f"{place}: neither an item with a type nor a reference"
        return
    model = vocabulary(kind) if isinstance(kind, str) else None
    if model is None:
        yield f"{place}: there is no type {kind!r}"
        return
    properties = {entry.schema_name: entry for entry in model.SCHEMA_PROPERTIES}
    required = REQUIRED["WebPage"] if "WebPage" in model.SCHEMA_TYPES else REQUIRED.get(kind, set())
    for name in required - thing.keys():
        yield f"{place}: {kind} lacks {name}"
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        definition = properties.get(name.removesuffix("-input"))
        if definition is None:
            yield f"{place}: {kind} has no property {name}"
        elif definition.superseded_by:
            yield f"{place}: {name} was superseded by {definition.superseded_by}"
        elif not name.endswith("-input"):
            for item in value if isinstance(value, list) else [value]:
                yield from _value_errors(item, definition, f"{place}.{name}")


def _value_errors(value, definition, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _item_errors(value, place)
        kind = vocabulary(str(value.get("@type")))
        if "@type" in value and kind and not set(kind.SCHEMA_TYPES) & set(definition.ranges):
            yield f"{place}: {value['@type']} is none of {definition.ranges}"
    elif value in (None, "", [], {}):
        yield f"{place}: says nothing"
    elif str(value).startswith(f"{CONTEXT}/"):
        yield from _member_errors(value, definition, place)
    elif not any(VALUES[name](value) for name in definition.ranges if name in VALUES):
        yield f"{place}: {value!r} is none of {definition.ranges}"


def _member_errors(value: str, definition, place: str) -> Iterator[str]:
    """Errors of a value that must be a member of an enumeration."""
    name = value.removeprefix(f"{CONTEXT}/")
    members = [
        member
        for type_name in definition.ranges
        if (enumeration := getattr(enums, type_name, None))
        for member in enumeration
    ]
    if not any(name in str(getattr(member, "value", member)) for member in members):
        yield f"{place}: {value} is a member of none of {definition.ranges}"

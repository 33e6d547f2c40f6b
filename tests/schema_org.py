"""Holds JSON-LD to the vocabulary of schema.org, as the package `schema_org` carries it.

The package's own models read dates as whole days only, and know no reference to a thing told elsewhere; so
its vocabulary is asked instead: which types there are, which properties a type has, what a property may hold.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from schema_org import enums

CONTEXT = "https://schema.org"
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?")
URL = re.compile(r"https?://[^\s<>\"]+")
# What a plain value is read as, by the data types of the vocabulary.
VALUES = {
    "Text": lambda value: isinstance(value, str) and bool(value.strip()),
    "URL": lambda value: isinstance(value, str) and bool(URL.fullmatch(value)),
    "Date": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "DateTime": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "Boolean": lambda value: isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
# What each thing must say to be of use: what search engines ask for, and we.
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
    """What the package knows of a type, or None. Asked of its module: to complete a model takes seconds."""
    module = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
    try:
        model = getattr(import_module(f"schema_org.models.{module}"), kind)
    except (ImportError, AttributeError):
        return None
    return model if hasattr(model, "SCHEMA_PROPERTIES") else None


def faults(document: dict) -> list[str]:
    """What is wrong with a document of JSON-LD: nothing, if it is right."""
    messages = [] if document.get("@context") == CONTEXT else [f"context {document.get('@context')!r}"]
    for item in document.get("@graph", [document]):
        messages += _faults(item, str(item.get("@type")))
    return messages


def _faults(thing: dict, place: str) -> Iterator[str]:
    kind = thing.get("@type")
    if kind is None:
        if set(thing) != {"@id"}:
            yield f"{place}: neither a thing nor a reference to one"
        return
    model = vocabulary(kind) if isinstance(kind, str) else None
    if model is None:
        yield f"{place}: there is no type {kind!r}"
        return
    properties = {item.schema_name: item for item in model.SCHEMA_PROPERTIES}
    required = REQUIRED["WebPage"] if "WebPage" in model.SCHEMA_TYPES else REQUIRED.get(kind, set())
    for name in required - thing.keys():
        yield f"{place}: {kind} lacks {name}"
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        described = properties.get(name.removesuffix("-input"))
        if described is None:
            yield f"{place}: {kind} has no property {name}"
        elif described.superseded_by:
            yield f"{place}: {name} was superseded by {described.superseded_by}"
        elif not name.endswith("-input"):
            for item in value if isinstance(value, list) else [value]:
                yield from _faults_of_value(item, described, f"{place}.{name}")


def _faults_of_value(value, described, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _faults(value, place)
        kind = vocabulary(str(value.get("@type")))
        if "@type" in value and kind and not set(kind.SCHEMA_TYPES) & set(described.ranges):
            yield f"{place}: {value['@type']} is none of {described.ranges}"
    elif value in (None, "", [], {}):
        yield f"{place}: says nothing"
    elif str(value).startswith(f"{CONTEXT}/"):
        yield from _faults_of_member(value, described, place)
    elif not any(VALUES[name](value) for name in described.ranges if name in VALUES):
        yield f"{place}: {value!r} is none of {described.ranges}"


def _faults_of_member(value: str, described, place: str) -> Iterator[str]:
    """Of a value that is a member of one of the vocabulary's enumerations."""
    name = value.removeprefix(f"{CONTEXT}/")
    members = [
        member
        for allowed in described.ranges
        if (enumeration := getattr(enums, allowed, None))
        for member in enumeration
    ]
    if not any(name in str(getattr(member, "value", member)) for member in members):
        yield f"{place}: {value} is a member of none of {described.ranges}"

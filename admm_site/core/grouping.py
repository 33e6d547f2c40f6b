"""Group rows by the value of an attribute."""

from collections import defaultdict
from collections.abc import Iterable


def group_by(rows: Iterable, name: str) -> dict:
    """Return lists of rows by the value of their attribute `name`; a missing key gives an empty list."""
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups

"""Group rows by the value of an attribute."""

from collections import defaultdict
from collections.abc import Iterable


def group_by(rows: Iterable, name: str) -> dict:
    """Return the rows in lists by their attribute `name`; of any other key, an empty list."""
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups

"""The formats in which a list can be taken away, by the suffix of its address."""

from . import atom, csv, icalendar, json
from .export_request import Extract

FORMATS = {"csv": csv, "json": json, "atom": atom, "ics": icalendar}

__all__ = ["FORMATS", "Extract"]

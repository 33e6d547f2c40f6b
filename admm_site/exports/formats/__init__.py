"""The formats of list exports, by the suffix of the URL."""

from . import atom, csv, icalendar, json
from .export_request import ExportRequest

FORMATS = {"csv": csv, "json": json, "atom": atom, "ics": icalendar}

__all__ = ["FORMATS", "ExportRequest"]

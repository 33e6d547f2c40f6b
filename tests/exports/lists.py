"""Requests lists as data."""

import csv
import json

from tests.responses import read


def rows_of_csv(client, address: str) -> list[dict]:
    """The rows as a spreadsheet reads them: strictly, and without the byte order mark."""
    text = read(client.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(keepends=True), strict=True))


def rows_of_json(client, address: str) -> list[dict]:
    return json.loads(read(client.get(address)))["rows"]

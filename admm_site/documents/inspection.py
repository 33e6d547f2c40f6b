"""Inspect a file before it is stored: what it does when it is opened, and what would exhaust who opens it.

The module, and those of each kind of file, run in the process of `reader` and import nothing of the portal
but each other.
"""

import re


class Harmful(Exception):
    """Raised for a file that is never stored. Its argument is the reason (`upload_messages.REASONS`)."""


def inspect(path: str, kind: str) -> dict[str, int]:
    """Return the number of each sort of active content (`upload_messages.ACTIVE_CONTENT`); raise Harmful."""
    if kind == "pdf":
        from .pdf_inspection import inspect_pdf

        return inspect_pdf(path)
    if kind == "csv":
        return inspect_table(path)
    from .package_inspection import inspect_package

    return inspect_package(path)


# Cells that a spreadsheet program calculates: =1+1, @SUM(...), +cmd|' /C calc'!A0.
FORMULA = re.compile(
    rb'(?:^|[,;\t])[ "]*(?:=[^\s=,;]|@[A-Za-z.]+\(|[@+\-][^,;\t\r\n]{0,200}\|[^,;\t\r\n]{0,200}!)', re.M
)


def inspect_table(path: str) -> dict[str, int]:
    with open(path, "rb") as file:
        content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    formulas = sum(1 for _match in FORMULA.finditer(content.removeprefix(b"\xef\xbb\xbf")))
    return {"formulas": formulas} if formulas else {}

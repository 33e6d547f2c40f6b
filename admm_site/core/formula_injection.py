"""Protection against formula injection in CSV files (CWE-1236)."""

# Spreadsheets evaluate a cell that begins with one of these; full-width forms in some languages.
FORMULA_PREFIXES = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def escape_formula(text: str) -> str:
    """Return the text, with an apostrophe in front if a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text

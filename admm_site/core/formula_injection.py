"""What keeps a text from being run as a formula by the spreadsheet that opens it."""

# A cell that begins with one of these is run by a spreadsheet; the full-width forms in some languages too.
FORMULA_PREFIXES = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def escape_formula(text: str) -> str:
    """Return the text, with an apostrophe in front if a spreadsheet would run it."""
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text

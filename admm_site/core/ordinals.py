"""English ordinals, which the names of meetings have in every language."""


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `11th`."""
    return f"{number}{ordinal_suffix(number)}"


def ordinal_suffix(number: int) -> str:
    """Return `st`, `nd`, `rd` or `th`."""
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def meeting_ordinal(number: int) -> str:
    """Return the ordinal as ASEAN writes it in the name of a meeting: `Inaugural` for the first."""
    return "Inaugural" if number == 1 else ordinal(number)

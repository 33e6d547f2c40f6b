"""Ordinals as ASEAN writes them in titles: `Inaugural`, `2nd`, `3rd`, `11th`."""


def ordinal(number: int) -> str:
    """`Inaugural` for the first, else the English ordinal; names of meetings are not translated."""
    if number == 1:
        return "Inaugural"
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"

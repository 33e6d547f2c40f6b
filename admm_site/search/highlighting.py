"""What a result shows of itself: its title, and the part of its text where most of what was asked stands."""

from collections import Counter
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .analysis import Token, tokenize
from .queries import Sequence

EXCERPT_TOKENS = 45  # words that an excerpt shows


def highlight(text: str, sequences: Iterable[Sequence]) -> SafeString:
    """The text, escaped, with everything that was asked for marked."""
    found = tokenize(text)
    return _highlight_spans(text, 0, len(text), _spans(found, sequences))


def excerpt(text: str, sequences: Iterable[Sequence]) -> SafeString:
    """The stretch of the text with most of what was asked for, marked; its beginning if there is nothing."""
    found = tokenize(text)
    if not found:
        return SafeString("")
    spans = _spans(found, sequences)
    first = _best_start(found, spans)
    last = min(first + EXCERPT_TOKENS, len(found)) - 1
    start = 0 if first == 0 else found[first].start
    end = len(text) if last == len(found) - 1 else found[last].end
    shown = _highlight_spans(text, start, end, spans)
    return format_html("{}{}{}", "… " if start else "", shown, " …" if end < len(text) else "")


def _spans(found: list[Token], sequences: Iterable[Sequence]) -> list[tuple[int, int, Sequence]]:
    """First and last word of each place where a sequence stands, none inside another."""
    by_first: dict[str, list[Sequence]] = {}
    for sequence in sorted(sequences, key=len, reverse=True):
        by_first.setdefault(sequence[0], []).append(sequence)
    spans, position = [], 0
    while position < len(found):
        begins = (name for name in (found[position].joined, found[position].stem) if name in by_first)
        for sequence in (sequence for name in begins for sequence in by_first[name]):
            if last := _end_of(found, position, sequence):
                spans.append((position, last - 1, sequence))
                position = last - 1
                break
        position += 1
    return [(found[first].start, found[last].end, sequence) for first, last, sequence in spans]


def _end_of(found: list[Token], position: int, sequence: Sequence) -> int:
    """The place behind the words that are the sequence, be some written with a hyphen; 0 if they are not."""
    if not sequence:
        return position
    if position >= len(found):
        return 0
    stem, rest = sequence[0], sequence[1:]
    word = found[position]
    as_one = _end_of(found, position + 2, rest) if word.joined == stem else 0
    return as_one or (_end_of(found, position + 1, rest) if word.stem == stem else 0)


def _best_start(found: list[Token], spans: list[tuple[int, int, Sequence]]) -> int:
    """The word to begin with, so that the excerpt holds most different things asked for, then the most."""
    if not spans or len(found) <= EXCERPT_TOKENS:
        return 0
    positions = {word.start: number for number, word in enumerate(found)}
    places = [(positions[start], sequence) for start, _end, sequence in spans]
    best, best_value = 0, (0, 0)
    for number, (first, _sequence) in enumerate(places):
        inside = [sequence for position, sequence in places[number:] if position < first + EXCERPT_TOKENS - 8]
        value = (len(Counter(inside)), len(inside))
        if value > best_value:
            best, best_value = first, value
    return max(0, min(best - 8, len(found) - EXCERPT_TOKENS))


def _highlight_spans(text: str, start: int, end: int, spans) -> SafeString:
    shown, position = [], start
    for first, last, _sequence in spans:
        if first >= position and last <= end:
            shown += [conditional_escape(text[position:first]), "<mark>"]
            shown += [conditional_escape(text[first:last]), "</mark>"]
            position = last
    shown.append(conditional_escape(text[position:end]))
    return mark_safe("".join(shown))  # noqa: S308 - every piece of the text is escaped

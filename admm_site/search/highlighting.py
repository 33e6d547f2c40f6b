"""Highlight the words of a query in a title, and in the excerpt of a text that has most of them."""

from collections import Counter
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .analysis import Token, tokenize
from .queries import Sequence

EXCERPT_TOKENS = 45
SEPARATOR = " · "  # of the facts in a passage
CONTEXT_TOKENS = 8  # before and behind the first and last match


def highlight(text: str, sequences: Iterable[Sequence]) -> SafeString:
    """Return the text, escaped, with each match of the sequences in a `mark` element."""
    return _highlight_spans(text, 0, len(text), _find_spans(tokenize(text), sequences))


def excerpt(text: str, sequences: Iterable[Sequence]) -> SafeString:
    """Return the part of the text with the most matches, highlighted; its beginning if there is no match."""
    tokens = tokenize(text)
    if not tokens:
        return SafeString("")
    spans = _find_spans(tokens, sequences)
    first = _best_start(tokens, spans)
    last = min(first + EXCERPT_TOKENS, len(tokens)) - 1
    start = 0 if first == 0 else tokens[first].start
    end = len(text) if last == len(tokens) - 1 else tokens[last].end
    highlighted_text = _highlight_spans(text, start, end, spans)
    return format_html("{}{}{}", "… " if start else "", highlighted_text, " …" if end < len(text) else "")


def matched_sequences(text: str, sequences: Iterable[Sequence]) -> set[Sequence]:
    """Return the sequences that the text has."""
    return {sequence for _start, _end, sequence in _find_spans(tokenize(text), sequences)}


def sentences(text: str) -> str:
    """Return what is written in sentences in a text that also lists facts, separated by dots."""
    parts = [part[: part.rfind(".") + 1] for part in text.split(SEPARATOR)]
    return " ".join(part for part in parts if " " in part)


def _find_spans(tokens: tuple[Token, ...], sequences: Iterable[Sequence]) -> list[tuple[int, int, Sequence]]:
    """Return start, end and sequence of each match; longer sequences first, no match inside another."""
    by_first: dict[str, list[Sequence]] = {}
    for sequence in sorted(sequences, key=len, reverse=True):
        by_first.setdefault(sequence[0], []).append(sequence)
    spans, position = [], 0
    while position < len(tokens):
        token = tokens[position]
        for sequence in (*by_first.get(token.compound, ()), *by_first.get(token.stem, ())):
            if last := _match_end(tokens, position, sequence):
                spans.append((position, last - 1, sequence))
                position = last - 1
                break
        position += 1
    return [(tokens[first].start, tokens[last].end, sequence) for first, last, sequence in spans]


def _match_end(tokens: tuple[Token, ...], position: int, sequence: Sequence) -> int:
    """Return the index behind the tokens that match the sequence, compounds included; 0 if they don’t."""
    if not sequence:
        return position
    if position >= len(tokens):
        return 0
    stem, rest = sequence[0], sequence[1:]
    token = tokens[position]
    compound_end = _match_end(tokens, position + 2, rest) if token.compound == stem else 0
    return compound_end or (_match_end(tokens, position + 1, rest) if token.stem == stem else 0)


def _best_start(tokens: tuple[Token, ...], spans: list[tuple[int, int, Sequence]]) -> int:
    """Return the first token of the excerpt that has the most different matches, then the most matches."""
    if not spans or len(tokens) <= EXCERPT_TOKENS:
        return 0
    positions = {token.start: index for index, token in enumerate(tokens)}
    matches = [(positions[start], sequence) for start, _end, sequence in spans]
    best, best_value = 0, (0, 0)
    for number, (first, _sequence) in enumerate(matches):
        inside = [
            sequence
            for position, sequence in matches[number:]
            if position < first + EXCERPT_TOKENS - CONTEXT_TOKENS
        ]
        value = (len(Counter(inside)), len(inside))
        if value > best_value:
            best, best_value = first, value
    return max(0, min(best - CONTEXT_TOKENS, len(tokens) - EXCERPT_TOKENS))


def _highlight_spans(text: str, start: int, end: int, spans) -> SafeString:
    parts, position = [], start
    for first, last, _sequence in spans:
        if first >= position and last <= end:
            parts += [conditional_escape(text[position:first]), "<mark>"]
            parts += [conditional_escape(text[first:last]), "</mark>"]
            position = last
    parts.append(conditional_escape(text[position:end]))
    return mark_safe("".join(parts))  # noqa: S308 - each part of the text is escaped

"""Two versions of a text: what was taken out, what was put in, and the words around both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s*\S+")
MOST_WORDS = 1000  # of a passage: one that is longer is shown as it was and as it is


@dataclass(frozen=True)
class Piece:
    text: str
    was_removed: bool = False
    was_added: bool = False


Passage = list[Piece]


def compared(before: Sequence[str], after: Sequence[str]) -> list[Passage]:
    """The lines that differ, each with its pieces in order; lines that are the same are left out."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        passage
        for operation, i, j, k, m in blocks
        if operation != "equal"
        for passage in _passages(before[i:j], after[k:m])
    ]


def _passages(before: Sequence[str], after: Sequence[str]) -> Iterator[Passage]:
    """Lines are set against each other one by one; those that are left over were removed or added whole."""
    paired = min(len(before), len(after))
    for was, now in zip(before[:paired], after[:paired], strict=True):
        yield _pieces(was, now)
    yield from ([Piece(line, was_removed=True)] for line in before[paired:] if line)
    yield from ([Piece(line, was_added=True)] for line in after[paired:] if line)


def _pieces(was: str, now: str) -> Passage:
    before, after = WORDS.findall(was), WORDS.findall(now)
    if len(before) + len(after) > MOST_WORDS:
        return [Piece(was, was_removed=True), Piece(now, was_added=True)]
    pieces = []
    for operation, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(Piece("".join(before[i:j])))
            continue
        removed, added = "".join(before[i:j]), "".join(after[k:m])
        pieces += [Piece(removed, was_removed=True)] if removed else []
        pieces += [Piece(added, was_added=True)] if added else []
    return pieces

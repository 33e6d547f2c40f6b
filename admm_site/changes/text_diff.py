"""Compare two versions of a text word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s*\S+")
MAX_WORDS = 1000  # of a line; longer ones are shown whole, before and after


@dataclass(frozen=True)
class DiffSegment:
    text: str
    was_removed: bool = False
    was_added: bool = False


DiffLine = list[DiffSegment]


def compare_lines(before: Sequence[str], after: Sequence[str]) -> list[DiffLine]:
    """Return the lines that differ, each as its segments in order; equal lines are left out."""
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        diff_line
        for operation, i, j, k, m in opcodes
        if operation != "equal"
        for diff_line in _compare_replaced(before[i:j], after[k:m])
    ]


def _compare_replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffLine]:
    """Yield the differences of lines paired one by one; unpaired lines were removed or added whole."""
    paired = min(len(before), len(after))
    for old, new in zip(before[:paired], after[:paired], strict=True):
        yield _compare_words(old, new)
    yield from ([DiffSegment(line, was_removed=True)] for line in before[paired:] if line)
    yield from ([DiffSegment(line, was_added=True)] for line in after[paired:] if line)


def _compare_words(old: str, new: str) -> DiffLine:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > MAX_WORDS:
        return [DiffSegment(old, was_removed=True), DiffSegment(new, was_added=True)]
    segments = []
    for operation, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            segments.append(DiffSegment("".join(before[i:j])))
            continue
        removed, added = "".join(before[i:j]), "".join(after[k:m])
        segments += [DiffSegment(removed, was_removed=True)] if removed else []
        segments += [DiffSegment(added, was_added=True)] if added else []
    return segments

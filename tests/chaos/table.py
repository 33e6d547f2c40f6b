"""One row for each fault: what readers and the editor noticed, and how long it took until all was well."""

import time
from dataclasses import dataclass

from .faults import Fault
from .people import Counts, People
from .portal import Portal

LONGEST = 90  # seconds until the portal must be well again
HEADER = (
    "fault",
    "requests",
    "errors for readers",
    "slowest",
    "without nginx's cache",
    "errors",
    "wrong or leaked",
    "edits confirmed",
    "lost",
    "well after",
    "",
)


@dataclass(frozen=True)
class Row:
    name: str
    counts: Counts
    lost: int
    seconds: float | None  # until all was well; None if it never was
    remark: str

    @classmethod
    def of(cls, name: str, fault: Fault, portal: Portal, people: People) -> "Row":
        """Return what happened while the fault was done and until the portal was well again."""
        counts = people.begin(name)
        try:
            remark = fault.do(portal, people) or ""
        except Exception as error:
            counts.wrong.append(f"{type(error).__name__}: {error}")
            remark = "the fault itself failed"
        start = time.monotonic()
        wrong = people.wait_until_well(LONGEST)
        seconds = None if wrong else time.monotonic() - start
        remark = f"{remark} {wrong}".strip()
        return cls(name, counts, people.count_lost(), seconds, remark)

    @property
    def is_good(self) -> bool:
        return not (self.counts.errors or self.counts.wrong or self.lost or self.seconds is None)

    @property
    def cells(self) -> tuple[str, ...]:
        counts = self.counts
        return (
            self.name,
            str(counts.requests),
            str(sum(counts.errors.values())),
            f"{counts.slowest:.1f} s",
            str(counts.direct),
            str(sum(counts.direct_errors.values())),
            str(len(counts.wrong)),
            str(counts.confirmed),
            str(self.lost),
            "never" if self.seconds is None else f"{self.seconds:.1f} s",
            self.remark,
        )

    def __str__(self) -> str:
        details = [dict(self.counts.errors), dict(self.counts.direct_errors), self.counts.wrong[:5]]
        return " | ".join([*self.cells, *(str(each) for each in details if each)])


def print_table(rows: list[Row]) -> None:
    """Print the table as docs/reliability.md shows it."""
    print("| " + " | ".join(HEADER) + " |")
    print("| " + " | ".join("---" for _ in HEADER) + " |")
    for row in rows:
        print("| " + " | ".join(row.cells) + " |")

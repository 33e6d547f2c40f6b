"""Summaries: the first paragraph stands alone in titles, lists and links; the others follow below.

A summary restates what the records of its page say, so that their sources are its sources.
"""

import re

from django.utils.translation import gettext_lazy as _

from .clock import past_as_of_date

PARAGRAPH_BREAK = re.compile(r"\s*\n\s*")

SUMMARY_HELP = _(
    "80 to 150 words that restate what the records of this page say, whose sources are its sources. The first"
    " paragraph, one or two sentences, stands alone in lists and at the head of the page."
)


def split_summary(summary: str) -> list[str]:
    """Return the paragraphs of a summary."""
    return [paragraph for paragraph in PARAGRAPH_BREAK.split(summary.strip()) if paragraph]


class SummaryMixin:
    """Properties of a model that has a `summary`."""

    @property
    def opening(self) -> str:
        """Return the first paragraph of the summary."""
        return next(iter(split_summary(self.summary)), "")

    @property
    def summary_text(self) -> list[str]:
        """Return the paragraphs of the summary after the first one."""
        return split_summary(self.summary)[1:]


class OngoingSummaryMixin(SummaryMixin):
    """A summary of something that goes on: as of a past date it is its first paragraph.

    The others say what has happened up to today. `AsOfReadOnlyMixin` refuses to save a row read like that.
    """

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        if past_as_of_date() and vars(row).get("summary"):
            row.summary = row.opening
        return row

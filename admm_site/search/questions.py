"""The tokens of a question, and the series, meeting or area that they name."""

import re
from collections.abc import Iterable
from functools import cached_property

from admm_site.reference.models import CooperationArea
from meetings.choices import Level
from meetings.models import MeetingSeries

from .analysis import STOP_WORDS, analyze, tokenize
from .queries import Synonyms

ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER = re.compile(r"\d{1,2}")


def stems_of(text: str) -> frozenset[str]:
    return frozenset(analyze(text))


QUESTION_WORDS = stems_of(
    "who whom whose what which when where why how do does did done has have had can could should would will"
    " there been being any about tell me show find list give please know I we you they he she"
)
IGNORED_WORDS = STOP_WORDS | QUESTION_WORDS | stems_of("many current currently now latest this year")


class Question:
    """The tokens of a query, and what they may name."""

    def __init__(self, text: str, synonyms: Synonyms):
        self.tokens = tokenize(text)
        self.stems = [token.stem for token in self.tokens]
        self.synonyms = synonyms

    @cached_property
    def ordinal(self) -> int | None:
        """Return the number of a meeting: `5th`, `fifth`, or `5` beside a name."""
        matches = map(ORDINAL.fullmatch, self.stems)
        numbers = [int(match[1]) for match in matches if match]
        numbers = numbers or [int(stem) for stem in self.stems if NUMBER.fullmatch(stem)]
        return numbers[0] if len(numbers) == 1 and numbers[0] else None

    @cached_property
    def year(self) -> int | None:
        years = [int(stem) for stem in self.stems if YEAR.fullmatch(stem)]
        return years[0] if len(years) == 1 else None

    def has_any(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.stems)

    def names(self, *word_sets: frozenset[str]) -> list[str]:
        """Return the stems that may name something: not in `word_sets`, no question words, no numbers."""
        dropped = IGNORED_WORDS.union(*word_sets)
        return [
            stem
            for stem in self.stems
            if stem not in dropped
            and not (ORDINAL.fullmatch(stem) or YEAR.fullmatch(stem) or NUMBER.fullmatch(stem))
        ]

    def find_series(self, names: list[str]) -> MeetingSeries | None:
        """Return the one series that the stems name, in full or in part."""
        candidates = [SeriesNames(series) for series in MeetingSeries.objects.select_related("area")]
        exact = [
            candidate
            for candidate in candidates
            if any(self.equal_names(names, name) for name in candidate.names)
        ]
        if len(exact) == 1:
            return exact[0].series
        partial = [candidate for candidate in candidates if self.are_names_in(names, candidate.vocabulary)]
        # "ministers" means the ADMM: all other candidates have the words of the ADMM and more.
        broadest = [
            candidate
            for candidate in partial
            if all(candidate.vocabulary <= other.vocabulary for other in partial)
        ]
        return broadest[0].series if len(broadest) == 1 else None

    def are_names_in(self, names: Iterable[str], vocabulary: frozenset[str]) -> bool:
        return all(any(set(synonym) <= vocabulary for synonym in self._synonyms_of(name)) for name in names)

    def equal_names(self, names: list[str], vocabulary: frozenset[str]) -> bool:
        return self.are_names_in(names, vocabulary) and vocabulary <= {
            stem for name in names for synonym in self._synonyms_of(name) for stem in synonym
        }

    def is_area(self, names: list[str], area: CooperationArea) -> bool:
        """Return whether the stems are the name of the area or its acronym."""
        spellings = [frozenset(analyze(name)) - STOP_WORDS for name in (area.name, area.acronym)]
        return any(self.equal_names(names, spelling) for spelling in spellings)

    def _synonyms_of(self, name: str) -> list[tuple[str, ...]]:
        return [(name,), *self.synonyms.get((name,), ())]


class SeriesNames:
    """A series of meetings and the stems of its names."""

    def __init__(self, series: MeetingSeries):
        self.series = series
        names = [series.acronym, series.name]
        if series.level == Level.EXPERTS and series.area:
            names += [f"{prefix} {name}" for prefix in ("EWG", "working group") for name in self._area()]
        self.names = [frozenset(analyze(name)) - STOP_WORDS for name in names]
        self.vocabulary = frozenset().union(*self.names)

    def _area(self) -> list[str]:
        return [name for name in (self.series.area.name, self.series.area.acronym) if name]

"""Where a fact is from, and what its source does not confirm."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

SEED_NAME = "ADMM Background (official text)"
SEED_URL = "https://mod.gov.mm/node/12"
UNSOURCED_NOTE = "From a list of facts for which no public page was found."
PORTAL_NOTE = "A grouping made for the portal; it states no fact about ASEAN."

UNCONFIRMED_WORDS = {
    "asean_member_since": "year of membership",
    "chair_country": "chair",
    "chair_person": "name of the chair",
    "city": "city",
    "co_lead": "co-lead country",
    "country": "country",
    "date": "date",
    "end_date": "end date",
    "from": "start of the term",
    "hosts": "host",
    "implements": "the papers it carries out",
    "lead": "lead country",
    "name": "name",
    "official_name": "official name",
    "participants": "list of participants",
    "proposed_by": "who proposed it",
    "reported_to": "the meeting it was reported to",
    "start_date": "start date",
    "state": "whether it took place",
    "status": "status",
    "theme": "theme",
    "title": "title",
    "to": "end of the term",
    "venue": "venue",
    "verb": "how ministers decided on it",
}

# What the facts call among themselves by names that visitors don't know.
VISITORS_WORDS = {
    r"\b([Tt])he seed\b": r"\1he official background text",
    r"\bthe unsourced list\b": "a list of facts without sources",
    r": see admm-plus-concept-paper and README\.md": "",
    r"\bin series\.yaml\b": "of the ADMM",
    r"\bthe stored pages\b": "the pages read",
    r"(?<=\. )area is only": "The area is only",
}

# Two fields that are one thing to a reader.
UNCONFIRMED_PAIRS = {
    ("start_date", "end_date"): "dates",
    ("from", "to"): "years of the term",
}


def for_visitors(text: str) -> str:
    for pattern, words in VISITORS_WORDS.items():
        text = re.sub(pattern, words, text)
    return text


class FactsError(ValueError):
    """What is wrong in the facts, and in which record."""


@dataclass(frozen=True)
class Reference:
    """A page that says something, or one of the three other origins of a fact."""

    origin: str
    name: str = ""
    url: str = ""

    PAGE: ClassVar = "page"
    SEED: ClassVar = "seed"
    UNSOURCED: ClassVar = "unsourced"
    PORTAL: ClassVar = "portal"

    @classmethod
    def parse(cls, value: Any, where: str) -> Self:
        if isinstance(value, Mapping):
            if set(value) != {"name", "url"}:
                raise FactsError(f"{where}: a source has a name and a url, not {', '.join(sorted(value))}.")
            return cls(cls.PAGE, value["name"], value["url"])
        if value == cls.SEED:
            return cls(cls.SEED, SEED_NAME, SEED_URL)
        if value in (cls.UNSOURCED, cls.PORTAL):
            return cls(value)
        raise FactsError(
            f"{where}: source is a page with name and url, or seed, unsourced or portal, not {value!r}."
        )


ORIGIN_NOTES = {Reference.UNSOURCED: UNSOURCED_NOTE, Reference.PORTAL: PORTAL_NOTE}


@dataclass(frozen=True)
class Evidence:
    """Where a record is from and how far that source confirms it."""

    source: Reference
    confirms: bool
    unconfirmed_fields: tuple[str, ...] = ()
    more_sources: tuple[Reference, ...] = ()
    note: str = ""

    KEYS: ClassVar = {"source", "verified", "unverified_fields", "more_sources", "note"}

    @classmethod
    def parse(cls, record: Mapping, where: str) -> Self:
        missing = {"source", "verified"} - set(record)
        if missing:
            raise FactsError(f"{where}: {' and '.join(sorted(missing))} missing.")
        unconfirmed = tuple(record.get("unverified_fields", ()))
        unknown = set(unconfirmed) - set(UNCONFIRMED_WORDS)
        if unknown:
            raise FactsError(f"{where}: no words for the unverified {', '.join(sorted(unknown))}.")
        return cls(
            source=Reference.parse(record["source"], where),
            confirms=record["verified"],
            unconfirmed_fields=unconfirmed,
            more_sources=tuple(Reference.parse(value, where) for value in record.get("more_sources", ())),
            note=for_visitors(record.get("note", "")),
        )

    @property
    def references(self) -> tuple[Reference, ...]:
        """The first source and the further ones, those with an address only."""
        return tuple(reference for reference in (self.source, *self.more_sources) if reference.url)

    @property
    def unconfirmed(self) -> str:
        """What the source does not confirm, in words: "dates, chair"."""
        left = list(self.unconfirmed_fields)
        words = []
        for pair, together in UNCONFIRMED_PAIRS.items():
            if set(pair) <= set(left):
                words.append(together)
                left = [name for name in left if name not in pair]
        return ", ".join(words + [UNCONFIRMED_WORDS[name] for name in left])

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of an origin that is not a page, and the note."""
        return tuple(filter(None, (ORIGIN_NOTES.get(self.source.origin), self.note)))

    def confirms_all(self, *names: str) -> bool:
        """Whether the source confirms the record in all these fields."""
        return self.confirms and not set(names) & set(self.unconfirmed_fields)

    def source_fields(self) -> dict[str, Any]:
        """The fields of the portal's `Source` that this fills, but for the further pages (`more_sources`)."""
        return {
            "source_name": self.source.name,
            "source_url": self.source.url,
            "source_confirms": self.confirms,
            "source_unconfirmed": self.unconfirmed,
            "source_note": " ".join(self.remarks),
        }

    def joined(self, other: Self) -> Self:
        """This evidence with the pages, doubts and note of `other` that it does not have."""
        pages = (*self.more_sources, *other.references)
        fields = (*self.unconfirmed_fields, *other.unconfirmed_fields)
        return replace(
            self,
            more_sources=tuple(page for page in dict.fromkeys(pages) if page != self.source),
            unconfirmed_fields=tuple(dict.fromkeys(fields)),
            note=" ".join(dict.fromkeys(filter(None, (self.note, other.note)))),
        )

    def only(self, *names: str) -> Self:
        """The same evidence for a part of the record: only these fields can be unconfirmed."""
        return replace(self, unconfirmed_fields=tuple(n for n in self.unconfirmed_fields if n in names))

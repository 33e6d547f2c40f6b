"""The records of the facts, one class a kind, with the keys that the YAML files have.

Every record comes out with the portal's own choices (`video-conference`, `admm-plus`), dates as text of the
precision that is known, and its evidence. An unknown key, a missing one and a value outside its choices are
errors.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, fields
from itertools import takewhile
from typing import Any, ClassVar, Self

from admm_site.content.choices import OccasionFormat, OccasionState
from admm_site.content.partial_dates import PartialDate
from admm_site.media.choices import DocumentKind
from admm_site.reference.choices import AreaKind, CountryRole
from initiatives.choices import ActivityKind, PaperKind, Status
from meetings.choices import ChairRole, Framework, Level, Verb

from .evidence import Evidence, FactsError, for_visitors

# Keys of records whose name differs here; the others keep theirs.
RENAMED = {
    "from": "start",
    "to": "end",
    "start_date": "start",
    "end_date": "end",
    "asean_member_since": "since",
    "participant_since": "since",
}

# Keys that say in an error which record is meant, the first that it has.
NAMING_KEYS = ("slug", "code", "date", "meeting", "country", "number", "text")

# Values that the portal calls otherwise, beyond lower case and hyphens.
RECODED = {"sop": "procedure"}


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record has; subclasses name their keys as fields."""

    evidence: Evidence

    CHOICES: ClassVar[Mapping[str, Collection[str]]] = {}
    DATES: ClassVar[tuple[str, ...]] = ()
    NESTED: ClassVar[Mapping[str, type]] = {}
    REFERENCES: ClassVar[Mapping[str, str]] = {}  # which facts the slugs or codes of a field name

    @classmethod
    def parse(cls, record: Mapping, where: str) -> Self:
        where = ", ".join([where, *(str(record[key]) for key in NAMING_KEYS if key in record)][:2])
        values = {RENAMED.get(key, key): value for key, value in record.items() if key not in Evidence.KEYS}
        known = {field.name: field for field in fields(cls) if field.name != "evidence"}
        unknown = set(values) - set(known)
        if unknown:
            raise FactsError(f"{where}: unknown {', '.join(sorted(unknown))}.")
        missing = {name for name, field in known.items() if field.default is MISSING} - set(values)
        if missing:
            raise FactsError(f"{where}: {', '.join(sorted(missing))} missing.")
        return cls(
            evidence=Evidence.parse(record, where),
            **{name: cls._value(name, value, where) for name, value in values.items()},
        )

    @classmethod
    def _value(cls, name: str, value: Any, where: str) -> Any:
        if name in cls.NESTED:
            return tuple(cls.NESTED[name].parse(item, f"{where}, {name}") for item in value)
        if name in cls.DATES:
            return partial_date(value, where)
        if name in cls.CHOICES:
            return choice(value, cls.CHOICES[name], f"{where}, {name}")
        if isinstance(value, str):
            return for_visitors(value)
        return tuple(value) if isinstance(value, list) else value


def partial_date(value: str | int | dt.date, where: str) -> str:
    """A date as ISO text of its own precision: 2011, 2011-10 or 2011-05-19."""
    try:
        return str(PartialDate.parse(str(value)))
    except ValueError as error:
        raise FactsError(f"{where}: {value!r} is no date; write 2011, 2011-10 or 2011-05-19.") from error


def choice(value: str, choices: Collection[str], where: str) -> str:
    """The portal's slug for a value of the facts."""
    slug = RECODED.get(value, value.lower().replace("_", "-"))
    if slug not in choices:
        raise FactsError(f"{where}: {value!r} is none of {', '.join(choices)}.")
    return slug


@dataclass(frozen=True, kw_only=True)
class Country(Record):
    code: str
    slug: str
    name: str
    official_name: str
    role: str
    earlier_role: str = ""
    since: str = ""

    CHOICES = {"role": CountryRole.values, "earlier_role": CountryRole.values}
    DATES = ("since",)


@dataclass(frozen=True, kw_only=True)
class Area(Record):
    slug: str
    acronym: str
    name: str
    kind: str
    description: str
    ewg: str = ""

    CHOICES = {"kind": AreaKind.values}
    REFERENCES = {"ewg": "series"}


@dataclass(frozen=True, kw_only=True)
class ChairTerm(Record):
    country: str
    role: str
    start: str
    end: str = ""

    CHOICES = {"role": ChairRole.values}
    DATES = ("start", "end")
    REFERENCES = {"country": "countries"}


@dataclass(frozen=True, kw_only=True)
class Series(Record):
    slug: str
    name: str
    acronym: str
    framework: str
    level: str
    summary: str
    reports_to: str = ""
    area: str = ""
    established: str = ""
    chair_terms: tuple[ChairTerm, ...] = ()

    CHOICES = {"framework": Framework.values, "level": Level.values}
    DATES = ("established",)
    NESTED = {"chair_terms": ChairTerm}
    REFERENCES = {"reports_to": "series", "area": "areas"}


@dataclass(frozen=True, kw_only=True)
class EwgCycle(Record):
    number: int
    start: str
    end: str

    DATES = ("start", "end")


@dataclass(frozen=True, kw_only=True)
class OtherDecision(Record):
    verb: str
    text: str

    CHOICES = {"verb": Verb.values}


@dataclass(frozen=True, kw_only=True)
class Meeting(Record):
    """`start` and `end` are equal for one day, and the year alone where only that is known."""

    slug: str
    series: str
    title: str
    short_title: str
    format: str
    state: str
    summary: str
    ordinal: int | None = None
    start: str = ""
    end: str = ""
    city: str = ""
    country: str = ""
    venue: str = ""
    chair_country: str = ""
    chair_person: str = ""
    theme: str = ""
    participants: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    other_decisions: tuple[OtherDecision, ...] = ()

    CHOICES = {"format": OccasionFormat.values, "state": OccasionState.values}
    DATES = ("start", "end")
    NESTED = {"other_decisions": OtherDecision}
    REFERENCES = {
        "series": "series",
        "country": "countries",
        "chair_country": "countries",
        "participants": "countries",
        "observers": "countries",
    }

    @classmethod
    def parse(cls, record: Mapping, where: str) -> Self:
        record = dict(record)
        if year := record.pop("year", None):
            record = {"start_date": year, "end_date": year} | record
        return super().parse(record, where)

    @property
    def date(self) -> str:
        """The most precise date that the whole meeting lies in: of 25 to 27 February 2009, 2009-02."""
        parts = zip(self.start.split("-"), self.end.split("-"), strict=False)
        return "-".join(first for first, _ in takewhile(lambda pair: pair[0] == pair[1], parts))


@dataclass(frozen=True, kw_only=True)
class DecidedAt(Record):
    meeting: str
    verb: str

    CHOICES = {"verb": Verb.values}
    REFERENCES = {"meeting": "meetings"}


@dataclass(frozen=True, kw_only=True)
class ConceptPaper(Record):
    slug: str
    title: str
    kind: str
    area: str
    summary: str
    decided_at: tuple[DecidedAt, ...]
    acronym: str = ""
    proposed_by: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    title_is_descriptive: bool = False

    CHOICES = {"kind": PaperKind.values}
    NESTED = {"decided_at": DecidedAt}
    REFERENCES = {"area": "areas", "proposed_by": "countries"}


@dataclass(frozen=True, kw_only=True)
class Declaration(Record):
    """A chairman's statement has no verb in the facts: the chair issues it."""

    slug: str
    title: str
    kind: str
    meeting: str
    date: str
    verb: str = Verb.ISSUED.value
    summary: str = ""
    title_is_descriptive: bool = False

    CHOICES = {
        "kind": (
            DocumentKind.JOINT_DECLARATION,
            DocumentKind.DECLARATION,
            DocumentKind.JOINT_STATEMENT,
            DocumentKind.CHAIRMANS_STATEMENT,
        ),
        "verb": Verb.values,
    }
    DATES = ("date",)
    REFERENCES = {"meeting": "meetings"}


@dataclass(frozen=True, kw_only=True)
class StatusUpdate(Record):
    date: str
    status: str
    text: str
    reported_to: str = ""

    CHOICES = {"status": Status.values}
    DATES = ("date",)
    REFERENCES = {"reported_to": "meetings"}


@dataclass(frozen=True, kw_only=True)
class Activity(Record):
    slug: str
    title: str
    kind: str
    state: str
    summary: str
    start: str = ""
    end: str = ""
    city: str = ""
    country: str = ""
    place: str = ""
    format: str = OccasionFormat.IN_PERSON.value
    hosts: tuple[str, ...] = ()
    area: str = ""
    series: str = ""

    CHOICES = {
        "kind": ActivityKind.values,
        "format": OccasionFormat.values,
        "state": OccasionState.values,
    }
    DATES = ("start", "end")
    REFERENCES = {"country": "countries", "hosts": "countries", "area": "areas", "series": "series"}


@dataclass(frozen=True, kw_only=True)
class Initiative(Record):
    slug: str
    name: str
    area: str
    summary: str
    status_updates: tuple[StatusUpdate, ...]
    activities: tuple[Activity, ...]
    acronym: str = ""
    lead: tuple[str, ...] = ()
    co_lead: tuple[str, ...] = ()
    implements: tuple[str, ...] = ()
    decided_at: tuple[DecidedAt, ...] = ()
    portal_grouping: bool = False

    NESTED = {"status_updates": StatusUpdate, "activities": Activity, "decided_at": DecidedAt}
    REFERENCES = {"area": "areas", "lead": "countries", "co_lead": "countries", "implements": "papers"}

    @property
    def stored_updates(self) -> tuple[StatusUpdate, ...]:
        """The updates that the portal stores: that an initiative is adopted follows from decisions."""
        return tuple(update for update in self.status_updates if update.status != Status.ADOPTED)

    @property
    def adoptions(self) -> tuple[StatusUpdate, ...]:
        return tuple(update for update in self.status_updates if update.status == Status.ADOPTED)

"""Where ministers met and activities took place: the places in a table, and where they stand on two maps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import sqrt

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from admm_site.core.charts import Series
from admm_site.core.events import EventMixin
from admm_site.core.page_types import page_types
from admm_site.core.query_cache import get_or_compute

from .geography import Spot, boundaries, spot_of

LETTER, LINE = 7, 15  # pixels that a letter and a line of a name need
PHONE, DESK = 288, 720

MAP_SERIES = [
    Series("meetings", _("Ministers met here (round)")),
    Series("activities", _("Activities only (diamond)")),
]


@dataclass
class Place:
    """A city, or a country where that alone is known; how many meetings and activities it saw."""

    name: str
    country: str
    slug: str
    spot: Spot | None
    meetings: int = 0
    activities: int = 0

    @property
    def total(self) -> int:
        return self.meetings + self.activities

    @property
    def kind(self) -> str:
        return "meetings" if self.meetings else "activities"

    @property
    def is_on_the_map(self) -> bool:
        return bool(self.spot and REGION.holds(self.spot))

    @property
    def radius(self) -> float:
        return round(min(3 + 2 * sqrt(self.total), 13), 1)

    @property
    def diameter(self) -> float:
        return 2 * self.radius


@dataclass(frozen=True)
class Name:
    """The name of a place beside its mark, at percentages and so many pixels from there."""

    text: str
    x: float
    y: float
    dx: float
    dy: float
    anchor: str


@dataclass(frozen=True)
class Mark:
    place: Place
    x: float
    y: float


@dataclass(frozen=True)
class Window:
    """A part of the region, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, spot: Spot) -> bool:
        return self.west <= spot.longitude <= self.east and self.south <= spot.latitude <= self.north

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south


REGION = Window(66, -48, 180, 56)
SOUTH_EAST_ASIA = Window(92, -12, 142, 29)


@dataclass
class Map:
    """The places inside a window, with names for a phone and for a desk: as many as have room."""

    window: Window
    places: list[Place]
    shapes: dict = field(default_factory=boundaries)

    @property
    def viewbox(self) -> str:
        """The window in the units of the shapes."""
        window, units = self.window, self.shapes["units_a_degree"]
        x, y = window.west - self.shapes["west"], self.shapes["north"] - window.north
        return " ".join(f"{round(value * units)}" for value in (x, y, window.width, window.height))

    @property
    def marks(self) -> list[Mark]:
        """The largest first, so that smaller ones are seen on top."""
        largest_first = sorted(self.places, key=lambda place: -place.total)
        return [
            Mark(place, *self._at(place.spot))
            for place in largest_first
            if place.spot and self.window.holds(place.spot)
        ]

    @property
    def names_on_a_phone(self) -> list[Name]:
        return list(self._names(PHONE))

    @property
    def names_at_a_desk(self) -> list[Name]:
        return list(self._names(DESK))

    def _at(self, spot: Spot) -> tuple[float, float]:
        window = self.window
        return (
            round((spot.longitude - window.west) / window.width * 100, 2),
            round((window.north - spot.latitude) / window.height * 100, 2),
        )

    def _names(self, width: int) -> Iterator[Name]:
        """Names to the right or left of their mark, above or below it, where nothing else is."""
        height = width * self.window.height / self.window.width
        marks = self.marks
        taken = []
        for mark in marks:
            x, y, radius = mark.x / 100 * width, mark.y / 100 * height, mark.place.radius
            taken.append((x - radius, y - radius, x + radius, y + radius))
        for mark in marks:
            x, y, away = mark.x / 100 * width, mark.y / 100 * height, mark.place.radius + 3
            long = LETTER * len(mark.place.name)
            for anchor, dx, dy, left in (
                ("start", away, 4, x + away),
                ("end", -away, 4, x - away - long),
                ("middle", 0, -away, x - long / 2),
                ("middle", 0, away + 9, x - long / 2),
            ):
                box = (left, y + dy - LINE + 4, left + long, y + dy + 4)
                if box[0] >= 0 and box[2] <= width and not any(_cover(box, other) for other in taken):
                    taken.append(box)
                    yield Name(mark.place.name, mark.x, mark.y, dx, dy, anchor)
                    break


def _cover(one: tuple, other: tuple) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@dataclass
class Places:
    """What the page shows. `elsewhere` is how many took place nowhere that is recorded, such as by video."""

    places: list[Place]
    elsewhere: int

    @property
    def maps(self) -> list[dict]:
        return [
            {
                "kind": "south-east-asia",
                "title": _("South-East Asia"),
                "map": Map(SOUTH_EAST_ASIA, self.places),
            },
            {"kind": "region", "title": _("The region of the ADMM-Plus"), "map": Map(REGION, self.places)},
        ]


def held_at() -> Places:
    """Every place where ministers met or an activity took place, those with most first."""
    found: dict[tuple[str, str], Place] = {}
    elsewhere = 0
    for model in page_types(EventMixin):
        for code, country, slug, city, number in _counted(model.objects.public().on_map()):
            if not code:
                elsewhere += number
                continue
            spot = spot_of(code, city)
            name = city if spot and spot.is_city else country
            place = found.setdefault((code, name), Place(name, country, slug, spot))
            setattr(place, model.map_kind, getattr(place, model.map_kind) + number)
    places = sorted(found.values(), key=lambda place: (-place.total, place.name))
    return Places(places, elsewhere)


def _counted(occasions: QuerySet) -> Iterable[tuple]:
    where = ("country__code", "country__name", "country__slug", "city")
    counted = occasions.order_by(*where).values_list(*where).annotate(number=Count("pk"))
    return get_or_compute(lambda: tuple(counted), "places", counted)

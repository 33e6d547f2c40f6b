"""The places where ministers met and activities took place, counted, and their positions on two maps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import sqrt

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from admm_site.core.charts import Series
from admm_site.core.events import EventMixin
from admm_site.core.page_types import page_types

from .geography import Coordinates, boundaries, coordinates_of

LETTER, LINE = 7, 15  # pixels that a letter and a line of a name need
PHONE, DESKTOP = 288, 720

MAP_SERIES = [
    Series("meetings", _("Ministers met here (round)")),
    Series("activities", _("Activities only (bar)")),
]


@dataclass
class Place:
    """A city, or a country where the city is not known, with its numbers of meetings and activities."""

    name: str
    country: str
    slug: str
    coordinates: Coordinates | None
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
        return bool(self.coordinates and REGION.contains(self.coordinates))

    @property
    def radius(self) -> float:
        return round(min(3 + 2 * sqrt(self.total), 13), 1)

    @property
    def diameter(self) -> float:
        return 2 * self.radius


@dataclass(frozen=True)
class Name:
    """The name of a place beside its mark: the position of the mark in percent, the offset in pixels."""

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
class BoundingBox:
    """An area of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, coordinates: Coordinates) -> bool:
        return (
            self.west <= coordinates.longitude <= self.east
            and self.south <= coordinates.latitude <= self.north
        )

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south


REGION = BoundingBox(66, -48, 180, 56)
SOUTH_EAST_ASIA = BoundingBox(92, -12, 142, 29)


@dataclass
class Map:
    """The places inside an area, with as many names as a phone and a desktop have room for."""

    bounds: BoundingBox
    places: list[Place]
    shapes: dict = field(default_factory=boundaries)

    @property
    def viewbox(self) -> str:
        """Return the `viewBox` of the area, in the units of the shapes."""
        bounds, units = self.bounds, self.shapes["units_a_degree"]
        x, y = bounds.west - self.shapes["west"], self.shapes["north"] - bounds.north
        return " ".join(f"{round(value * units)}" for value in (x, y, bounds.width, bounds.height))

    @property
    def marks(self) -> list[Mark]:
        """Return the marks, the largest first, so that smaller ones are drawn on top."""
        largest_first = sorted(self.places, key=lambda place: -place.total)
        return [
            Mark(place, *self._at(place.coordinates))
            for place in largest_first
            if place.coordinates and self.bounds.contains(place.coordinates)
        ]

    @property
    def names_on_a_phone(self) -> list[Name]:
        return list(self._names(PHONE))

    @property
    def names_on_a_desktop(self) -> list[Name]:
        return list(self._names(DESKTOP))

    def _at(self, coordinates: Coordinates) -> tuple[float, float]:
        bounds = self.bounds
        return (
            round((coordinates.longitude - bounds.west) / bounds.width * 100, 2),
            round((bounds.north - coordinates.latitude) / bounds.height * 100, 2),
        )

    def _names(self, width: int) -> Iterator[Name]:
        """Yield names to the right or left of their mark, above or below it, where they overlap nothing."""
        height = width * self.bounds.height / self.bounds.width
        marks = self.marks
        boxes = []
        for mark in marks:
            x, y, radius = mark.x / 100 * width, mark.y / 100 * height, mark.place.radius
            boxes.append((x - radius, y - radius, x + radius, y + radius))
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
                if box[0] >= 0 and box[2] <= width and not any(_overlap(box, other) for other in boxes):
                    boxes.append(box)
                    yield Name(mark.place.name, mark.x, mark.y, dx, dy, anchor)
                    break


def _overlap(a: tuple, b: tuple) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@dataclass
class Places:
    """The places of the page; `elsewhere` counts events without a recorded place, such as online ones."""

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


def places_with_counts() -> Places:
    """Return every place where ministers met or an activity took place, the one with most events first."""
    places: dict[tuple[str, str], Place] = {}
    elsewhere = 0
    for model in page_types(EventMixin):
        for code, country, slug, city, number in _counted(model.objects.public().on_map()):
            if not code:
                elsewhere += number
                continue
            coordinates = coordinates_of(code, city)
            name = city if coordinates and coordinates.is_city else country
            place = places.setdefault((code, name), Place(name, country, slug, coordinates))
            setattr(place, model.map_kind, getattr(place, model.map_kind) + number)
    most_first = sorted(places.values(), key=lambda place: (-place.total, place.name))
    return Places(most_first, elsewhere)


def _counted(events: QuerySet) -> Iterable[tuple]:
    where = ("country__code", "country__name", "country__slug", "city")
    return events.order_by(*where).values_list(*where).annotate(number=Count("pk"))

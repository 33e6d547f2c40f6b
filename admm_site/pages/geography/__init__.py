"""Where cities and countries are, and the shapes of the land around them (`README.md` says where from)."""

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Coordinates:
    """A place in degrees; `is_city` is false for the place that stands for a country, its capital."""

    longitude: float
    latitude: float
    is_city: bool


@lru_cache(maxsize=1)
def boundaries() -> dict:
    """The land and the boundaries as SVG paths, and the frame that they are drawn in."""
    return json.loads((FOLDER / "boundaries.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def coordinates() -> dict[tuple[str, str], Coordinates]:
    """By country code and name of the city in small letters; the empty name is the country's own."""
    with (FOLDER / "cities.csv").open(encoding="utf-8") as file:
        return {
            (row["country"], row["city"].lower()): Coordinates(
                float(row["longitude"]), float(row["latitude"]), bool(row["city"])
            )
            for row in csv.DictReader(file)
        }


def coordinates_of(country: str, city: str) -> Coordinates | None:
    """Where the city is; where its country is, if the city is not known; None if neither is."""
    return coordinates().get((country, city.strip().lower())) or coordinates().get((country, ""))

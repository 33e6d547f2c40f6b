"""Coordinates of cities and countries, and outlines of the land (their sources are in `README.md`)."""

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
    """Return the land and the boundaries as SVG paths, with the frame in which they are drawn."""
    return json.loads((FOLDER / "boundaries.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def coordinates() -> dict[tuple[str, str], Coordinates]:
    """Return the coordinates by country code and lower-case name of a city; those of a country by no name."""
    with (FOLDER / "cities.csv").open(encoding="utf-8") as file:
        return {
            (row["country"], row["city"].lower()): Coordinates(
                float(row["longitude"]), float(row["latitude"]), bool(row["city"])
            )
            for row in csv.DictReader(file)
        }


def coordinates_of(country: str, city: str) -> Coordinates | None:
    """Return the coordinates of the city, else those of its country, else None."""
    return coordinates().get((country, city.strip().lower())) or coordinates().get((country, ""))

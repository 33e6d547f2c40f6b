"""Makes `boundaries.json` of a TopoJSON file with the countries of Natural Earth (see `README.md` beside it).

Land is one shape, boundaries are lines within it: the arcs that two countries share. No name of a country and
no claim is kept.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import hypot

Point = tuple[float, float]
WEST, SOUTH, EAST, NORTH = 66, -48, 180, 56
UNITS_A_DEGREE = 20
FINEST, SMALLEST = 0.05, 0.35  # degrees: what is straightened, and the islands that are left out


def boundaries(topology: dict) -> dict:
    """The shape of the land and the lines of the boundaries, as SVG paths in units of a part of a degree."""
    arcs = list(_arcs(topology))
    rings = _rings(topology["objects"]["land"], arcs)
    land = [straightened(ring) for ring in map(clipped, rings) if _is_large(ring)]
    shared = Counter(abs_of(arc) for ring in _arc_rings(topology["objects"]["countries"]) for arc in ring)
    lines = [part for arc, times in sorted(shared.items()) if times > 1 for part in _inside(arcs[arc])]
    return {
        "units_a_degree": UNITS_A_DEGREE,
        "west": WEST,
        "south": SOUTH,
        "east": EAST,
        "north": NORTH,
        "land": "".join(f"{path(ring)}z" for ring in land if len(ring) > 3),
        "borders": "".join(path(straightened(line)) for line in lines),
    }


def _arcs(topology: dict) -> Iterator[list[Point]]:
    """Each arc in degrees; in the file, a point is the step from the one before."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        yield points


def abs_of(arc: int) -> int:
    """The number of an arc; a ring that walks it backwards has its complement."""
    return ~arc if arc < 0 else arc


def _arc_rings(collection: dict) -> Iterator[list[int]]:
    for geometry in collection["geometries"]:
        polygons = geometry.get("arcs", [])
        for polygon in polygons if geometry["type"] == "MultiPolygon" else [polygons]:
            yield from polygon


def _rings(collection: dict, arcs: list[list[Point]]) -> Iterator[list[Point]]:
    for ring in _arc_rings(collection):
        points: list[Point] = []
        for arc in ring:
            found = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
            points += found[1:] if points else found
        yield points


def clipped(ring: list[Point]) -> list[Point]:
    """The part of a ring inside the region: what lies beyond a side is cut along it (Sutherland, Hodgman)."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        kept: list[Point] = []
        for before, point in zip([*ring[-1:], *ring], ring, strict=False):
            was_in, is_in = sign * (before[axis] - limit) >= 0, sign * (point[axis] - limit) >= 0
            if was_in != is_in:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append(tuple(b + part * (p - b) for b, p in zip(before, point, strict=True)))
            if is_in:
                kept.append(point)
        ring = kept
    return [*ring, ring[0]] if ring else []


def _inside(line: list[Point]) -> Iterator[list[Point]]:
    """The parts of a line inside the region."""
    part: list[Point] = []
    for x, y in line:
        if WEST <= x <= EAST and SOUTH <= y <= NORTH:
            part.append((x, y))
        elif len(part) > 1:
            yield part
            part = []
    if len(part) > 1:
        yield part


def _is_large(ring: list[Point]) -> bool:
    if not ring:
        return False
    xs, ys = zip(*ring, strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys)) >= SMALLEST


def straightened(points: list[Point]) -> list[Point]:
    """The points without those that a straight line passes closely (Douglas, Peucker)."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    if first == last:  # a ring: from its start to the point farthest away, and back
        middle = max(
            range(len(points)), key=lambda at: hypot(points[at][0] - first[0], points[at][1] - first[1])
        )
        return straightened(points[: middle + 1])[:-1] + straightened(points[middle:])
    length = hypot(last[0] - first[0], last[1] - first[1])
    off = [
        abs((last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1])) / length
        for x, y in points[1:-1]
    ]
    farthest = max(range(len(off)), key=off.__getitem__)
    if off[farthest] <= FINEST:
        return [first, last]
    return straightened(points[: farthest + 2])[:-1] + straightened(points[farthest + 1 :])


def path(points: Iterable[Point]) -> str:
    """An SVG path from point to point, in whole units, north up, each a step from the one before."""
    at = None
    said = []
    for x, y in points:
        unit = round((x - WEST) * UNITS_A_DEGREE), round((NORTH - y) * UNITS_A_DEGREE)
        if at is None:
            said.append(f"M{unit[0]} {unit[1]}l")
        elif unit != at:
            step_x, step_y = unit[0] - at[0], unit[1] - at[1]
            said.append(f"{step_x}{step_y if step_y < 0 else f' {step_y}'} ")
        at = unit
    return "".join(said).strip()

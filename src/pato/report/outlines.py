"""Outlines of states, compiled from Natural Earth by ``tools/make_map.py``: shapes, neighbours, and where capitals lie."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pato.errors import PatoError
from pato.registry import states

FILE = Path(__file__).parent / "geometry" / "world.json"
TINY_DEGREES = 2.0
"""Smallest span of a state's largest ring that can be seen on a map of the world, in degrees."""
Ring = list[tuple[float, float]]


class Outlines(NamedTuple):
    """The shapes that maps draw.

    Attributes
    ----------
    shapes
        Rings by code, in degrees (longitude, latitude), not closed; outer rings run clockwise, holes anticlockwise.
    neighbours
        Pairs of codes that share a stretch of border, as the shapes draw them.
    about
        Source, licence and a note on disputed borders.
    """

    shapes: Mapping[str, tuple[Ring, ...]]
    neighbours: frozenset[frozenset[str]]
    about: Mapping[str, Any]

    def bordering(self, code: str) -> tuple[str, ...]:
        """Return the codes of the states that share a border with one, sorted."""
        return tuple(sorted(other for pair in self.neighbours if code in pair for other in pair - {code}))


@cache
def outlines() -> Outlines:
    """Return the outlines that ship."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    units = data["about"]["units_per_degree"]
    shapes = {code: tuple(unpacked(r, units) for r in rings) for code, rings in data["shapes"].items()}
    return Outlines(shapes, frozenset(frozenset(p) for p in data["neighbours"]), data["about"])


def unpacked(steps: Sequence[int], units: int) -> Ring:
    """Return a ring in degrees from its first point and steps, as whole numbers of parts of a degree."""
    x = y = 0
    ring = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        ring.append((x / units, y / units))
    return ring


def capital(code: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a state's capital, or None where the registry names none."""
    try:
        found = states.state(code).capital
    except PatoError:
        return None
    return (found.lon, found.lat) if found else None


SEEN_AT = {"USA": (-108.0, 40.5), "CAN": (-110.0, 56.0), "RUS": (98.0, 61.0)}
"""Positions of marks on maps for states with a capital at one end of the territory."""


def anchor(code: str) -> tuple[float, float] | None:
    """Return the position of a state's mark on maps: its capital, or an inner point if the capital lies far to one side."""
    return SEEN_AT.get(code) or capital(code)


def is_tiny(code: str) -> bool:
    """Return whether a state has no outline, or one too small to be seen: it is shown by its capital."""
    return max((_span(r) for r in outlines().shapes.get(code, ())), default=0.0) < TINY_DEGREES


def _span(ring: Ring) -> float:
    xs, ys = zip(*ring, strict=True)
    return float(max(xs) - min(xs) + max(ys) - min(ys))


def polygon(code: str, *, step: float) -> dict[str, Any]:
    """Return a state's outline for drawing on a sphere, points rounded to `step` degrees: one polygon of all rings."""
    rings = [_rounded(r, step) for r in outlines().shapes[code]]
    return {"type": "Polygon", "coordinates": [[*map(list, r), list(r[0])] for r in rings if len(r) >= 3]}


def _rounded(ring: Ring, step: float) -> Ring:
    points = [(round(round(x / step) * step, 3), round(round(y / step) * step, 3)) for x, y in ring]
    return [b for a, b in pairwise([points[-1], *points]) if a != b]


def multipolygon(code: str) -> dict[str, Any]:
    """Return a state's outline as required by GeoJSON (RFC 7946): outer rings anticlockwise, each with its holes."""
    outer = [r for r in outlines().shapes[code] if _area(r) < 0]
    holes = [r for r in outlines().shapes[code] if _area(r) > 0]
    polygons = [[r, *(h for h in holes if _inside(h[0], r))] for r in outer]
    closed = [[[list(p) for p in [*r[::-1], r[-1]]] for r in rings] for rings in polygons]
    return {"type": "MultiPolygon", "coordinates": closed}


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def _inside(point: tuple[float, float], ring: Ring) -> bool:
    """Return whether a point lies inside a ring, by counting crossings."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1

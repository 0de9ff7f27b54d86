"""Map projection and placement of names: Lambert's azimuthal equal-area projection, computed before a map is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pato.report.outlines import anchor, is_tiny, outlines

PACIFIC = (178.0, 10.0)
"""Longitude and latitude in the middle of maps of the Pacific."""
FAR = 90.0
"""Degrees from the middle beyond which a map looks elsewhere."""
MARGIN = 0.12
_LETTER, _LINE = 7.6, 16


class View(NamedTuple):
    """Middle, scale, and place of the middle on the paper, in degrees and pixels."""

    lon: float
    lat: float
    scale: float
    translate: tuple[float, float]
    width: int
    height: int

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return the position on paper of a point in degrees."""
        x, y = project(point, (self.lon, self.lat))
        return self.translate[0] + self.scale * x, self.translate[1] - self.scale * y

    @property
    def projection(self) -> dict[str, Any]:
        """The projection as Vega-Lite takes it."""
        return {
            "type": "azimuthalEqualArea",
            "rotate": [-self.lon, -self.lat, 0],
            "scale": self.scale,
            "translate": list(self.translate),
            "clipAngle": 155,
            "precision": 0.6,
        }

    def shows(self, code: str) -> bool:
        """Return whether any part of a state is on the map."""
        corners = [anchor(code), *_some_points(code)]
        return any(
            p and _distance(p, (self.lon, self.lat)) < 120 and self._inside(self.at(p)) for p in corners
        )

    def _inside(self, at: tuple[float, float]) -> bool:
        return -60 <= at[0] <= self.width + 60 and -60 <= at[1] <= self.height + 60


class Label(NamedTuple):
    """A name next to its state's mark."""

    text: str
    lon: float
    lat: float
    align: str
    dx: float
    dy: float


@cache
def _some_points(code: str) -> tuple[tuple[float, float], ...]:
    return tuple(
        p for ring in outlines().shapes.get(code, ()) for p in (ring if is_tiny(code) else ring[::3])
    )


def project(point: tuple[float, float], middle: tuple[float, float]) -> tuple[float, float]:
    """Return x to the east and y to the north in radii of the globe (Snyder 1987, section 24)."""
    lon, lat = (math.radians(v) for v in point)
    lon0, lat0 = (math.radians(v) for v in middle)
    cosine = math.sin(lat0) * math.sin(lat) + math.cos(lat0) * math.cos(lat) * math.cos(lon - lon0)
    k = math.sqrt(2 / max(1 + cosine, 1e-9))
    x = k * math.cos(lat) * math.sin(lon - lon0)
    y = k * (math.cos(lat0) * math.sin(lat) - math.sin(lat0) * math.cos(lat) * math.cos(lon - lon0))
    return x, y


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the angle between two points in degrees."""
    (x1, y1), (x2, y2) = ((math.radians(v) for v in p) for p in (a, b))
    cosine = math.sin(y1) * math.sin(y2) + math.cos(y1) * math.cos(y2) * math.cos(x1 - x2)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def view_of(codes: Sequence[str], width: int) -> View:
    """Return the view that holds some states: of the Pacific where they lie around it, else around their own middle."""
    points = [p for code in codes if (p := anchor(code))] or [PACIFIC]
    middle = PACIFIC if all(_distance(p, PACIFIC) < FAR for p in points) else _middle(points)
    flat = [project(p, middle) for p in points]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    wide, high = max(max(xs) - min(xs), 0.5), max(max(ys) - min(ys), 0.5)
    side = (0.16 if width < 500 else MARGIN) * width
    scale = (width - 2 * side) / wide
    height = int(min(max(high * scale + 90, 0.55 * width), 0.72 * width))
    scale = min(scale, (height - 70) / high)
    translate = (
        width / 2 - scale * (max(xs) + min(xs)) / 2,
        height / 2 + scale * (max(ys) + min(ys)) / 2,
    )
    return View(*middle, scale, translate, width, height)


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the middle of points on the globe."""
    x = y = z = 0.0
    for lon, lat in ((math.radians(a), math.radians(b)) for a, b in points):
        x, y, z = x + math.cos(lat) * math.cos(lon), y + math.cos(lat) * math.sin(lon), z + math.sin(lat)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def box_view(box: tuple[float, float, float, float], width: int) -> View:
    """Return the view of a box of degrees, west, south, east and north, around its middle."""
    west, south, east, north = box
    middle = (west + east) / 2, (south + north) / 2
    xs = [project((lon, lat), middle)[0] for lon in (west, east) for lat in (south, middle[1], north)]
    ys = [project((middle[0], lat), middle)[1] for lat in (south, north)]
    inner = min(abs(x) for x in xs) * 2  # the northern edge fills the width
    scale = width / inner
    height = int(min((max(ys) - min(ys)) * scale, 1.05 * width))
    scale = height / (max(ys) - min(ys))
    return View(*middle, scale, (width / 2, height / 2 + scale * (max(ys) + min(ys)) / 2), width, height)


_SIDES: tuple[tuple[str, float, float], ...] = (
    ("left", 9, 0),
    ("right", -9, 0),
    ("left", 7, -12),
    ("right", -7, -12),
    ("left", 7, 12),
    ("right", -7, 12),
    ("center", 0, -15),
    ("center", 0, 15),
)
"""Positions of a name around its mark, the best first."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]


def placed(
    view: View,
    places: Mapping[str, Point],
    names: Mapping[str, str],
    lines: Sequence[tuple[Point, Point]],
    others: Sequence[Point] = (),
) -> list[Label]:
    """Return the position of each name: on the side of its mark where it overlaps the fewest lines, marks and other names.

    Parameters
    ----------
    view
        View of the map.
    places, names
        Degrees and name of each mark.
    lines
        Ends of lines in degrees.
    others
        Points on the paper that names should leave free.
    """
    marks = {key: view.at(places[key]) for key in names if key in places}
    ends = [(view.at(a), view.at(b)) for a, b in lines]
    busy = [*marks.values(), *others]
    taken: list[Box] = []
    found = []
    for key in sorted(marks, key=lambda k: -marks[k][1]):
        x, y = marks[key]
        boxes = [_box(names[key], align, x + dx, y + dy) for align, dx, dy in _SIDES]
        costs = [_cost(box, taken, busy, ends, view) for box in boxes]
        best = costs.index(min(costs))
        taken.append(boxes[best])
        align, dx, dy = _SIDES[best]
        found.append(Label(names[key], *places[key], align, dx, dy))
    return found


def _box(text: str, align: str, x: float, y: float) -> Box:
    length = _LETTER * len(text)
    left = x - (length if align == "right" else length / 2 if align == "center" else 0)
    return left, y - _LINE / 2, left + length, y + _LINE / 2


def _cost(
    box: Box, taken: Sequence[Box], marks: Sequence[Point], lines: Sequence[tuple[Point, Point]], view: View
) -> float:
    left, top, right, bottom = box
    cost = 1000.0 * (left < 2 or right > view.width - 6 or top < 2 or bottom > view.height - 2)
    cost += sum(200 for a, b, c, d in taken if a < right and c > left and b < bottom and d > top)
    cost += sum(60 for x, y in marks if left - 4 < x < right + 4 and top - 4 < y < bottom + 4)
    return cost + sum(_crosses(box, start, end) for start, end in lines)


def _crosses(box: Box, start: Point, end: Point) -> float:
    """Return the number of 40 points along a line that lie in a box."""
    left, top, right, bottom = box
    steps = (
        (start[0] + (end[0] - start[0]) * i / 40, start[1] + (end[1] - start[1]) * i / 40) for i in range(41)
    )
    return sum(1.0 for x, y in steps if left < x < right and top < y < bottom)

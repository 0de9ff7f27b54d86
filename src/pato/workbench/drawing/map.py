"""A map of the Pacific: azimuthal and equal-area, centred about 178° E 10° N; land once, obligations in a request."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pato.report.outlines import capital, outlines
from pato.workbench.drawing.svg import element, figure, text

CENTRE = (178.0, 10.0)
WIDTH, HEIGHT = 720, 560
_SCALE, _EAST, _SOUTH = 268.0, 345.0, 282.0
ANCHORS = {"USA": (-121.5, 38.6), "CAN": (-123.1, 49.3)}
"""Positions of states on two oceans: on their Pacific coast, since their capitals are off the map."""
_FARTHEST = math.radians(115)
_STEP = 0.35
Point = tuple[float, float]


class Line(NamedTuple):
    """An obligation between two states: ``today`` or ``added``."""

    one: str
    other: str
    kind: str


class Frame(NamedTuple):
    """Projection of places to points: centre (longitude, latitude), pixels per unit, and position of the centre."""

    centre: Point
    scale: float
    origin: Point
    size: tuple[int, int]


PACIFIC = Frame(CENTRE, _SCALE, (_EAST, _SOUTH), (WIDTH, HEIGHT))
ISLANDS = Frame((131.0, 26.0), 1010.0, (300.0, 340.0), (560, 680))
"""The first island chain, from 118 to 146° E and 5 to 46° N."""


def projected(lon: float, lat: float, frame: Frame = PACIFIC) -> Point | None:
    """Return the point of a place, by Lambert's azimuthal equal-area projection; None for what lies behind."""
    lon0, lat0 = map(math.radians, frame.centre)
    a, b = math.radians(lon) - lon0, math.radians(lat)
    cos_c = math.sin(lat0) * math.sin(b) + math.cos(lat0) * math.cos(b) * math.cos(a)
    if cos_c < math.cos(_FARTHEST):
        return None
    k = math.sqrt(2 / (1 + cos_c))
    x = k * math.cos(b) * math.sin(a)
    y = k * (math.cos(lat0) * math.sin(b) - math.sin(lat0) * math.cos(b) * math.cos(a))
    return frame.origin[0] + frame.scale * x, frame.origin[1] - frame.scale * y


@cache
def land(frame: Frame = PACIFIC) -> str:
    """Return the outlines of all land as an image of its own, which browsers keep."""
    path = "".join(shape(code, frame) for code in outlines().shapes)
    width, height = frame.size
    return element(
        "svg",
        element("path", d=path, fill="#8884", stroke="#8886", stroke_width="0.5"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
    )


@cache
def shape(code: str, frame: Frame = PACIFIC) -> str:
    """Return the outline of a state as the description of a path; empty for what the map does not show."""
    found = []
    for ring in outlines().shapes.get(code, ()):
        points = [
            p
            for lon, lat in _thinned(ring, _STEP if frame == PACIFIC else 0.02)
            if (p := projected(lon, lat, frame))
        ]
        if len(points) >= 3 and any(_inside(p, frame) for p in points):
            found.append("M" + "L".join(f"{x:.0f} {y:.0f}" if frame == PACIFIC else f"{x:.1f} {y:.1f}" for x, y in points) + "Z")  # fmt: skip
    return "".join(found)


def obligations(
    names: Mapping[str, str], roles: Mapping[str, str], lines: Iterable[Line], *, name: str, wide: bool = True
) -> str:
    """Return the map of who would have to defend whom.

    Parameters
    ----------
    names
        States to show, with their names.
    roles
        Role of each towards the pact: a class of the style sheet.
    lines
        Obligations; those in force today are drawn first.
    name
        Text for screen readers.
    wide
        Whether it is drawn for a wide page; else letters and lines are twice as large.
    """
    by = 1.0 if wide else 2.0
    at = {s: p for s in names if (c := anchor(s)) and (p := projected(*c)) and _inside(p, PACIFIC)}
    ordered = sorted(lines, key=lambda n: n.kind != "today")
    parts = [
        element("image", href="/map/pacific.svg", x=0, y=0, width=WIDTH, height=HEIGHT),
        *(element("path", d=shape(s), class_=f"land {roles[s]}") for s in names if shape(s)),
        *(element("path", d=d, class_=f"duty {n.kind}") for n in ordered if (d := _arc(n.one, n.other))),
        *(element("circle", cx=x, cy=y, r=3.5 * by, class_="capital") for x, y in at.values()),
        *_labels(names, at, by),
    ]
    return figure(WIDTH, HEIGHT, *parts, name=name, class_="map wide" if wide else "map narrow")


def anchor(state: str) -> Point | None:
    """Return the position of a state: its capital, or its Pacific coast."""
    return ANCHORS.get(state) or capital(state)


def _arc(one: str, other: str) -> str:
    """Return a great circle between two capitals as the description of a path."""
    a, b = anchor(one), anchor(other)
    if not a or not b:
        return ""
    (x1, y1, z1), (x2, y2, z2) = _vector(a), _vector(b)
    angle = math.acos(max(-1.0, min(1.0, x1 * x2 + y1 * y2 + z1 * z2))) or 1e-9
    points = []
    for i in range(25):
        u, v = math.sin((1 - i / 24) * angle), math.sin(i / 24 * angle)
        x, y, z = (u * p + v * q for p, q in ((x1, x2), (y1, y2), (z1, z2)))
        found = projected(math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))
        points += [found] if found else []
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) if len(points) > 1 else ""


def _vector(at: Point) -> tuple[float, float, float]:
    lon, lat = map(math.radians, at)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _labels(names: Mapping[str, str], at: Mapping[str, Point], by: float) -> list[str]:
    """Return names next to their points, each on the first side where it covers no other."""
    taken: list[tuple[float, float, float, float]] = [(x - 5, y - 5, x + 5, y + 5) for x, y in at.values()]
    found = []
    for state, (x, y) in sorted(at.items(), key=lambda item: item[1][1]):
        wide, high = 7.2 * by * len(names[state]), 15 * by
        sides = [
            (x + 8 * by, y),
            (x - 8 * by - wide, y),
            (x - wide / 2, y - 14 * by),
            (x - wide / 2, y + 17 * by),
        ]
        boxes = [(a, b - high / 2, a + wide, b + high / 2) for a, b in sides]
        free = [i for i, box in enumerate(boxes) if _fits(box) and not any(_overlap(box, t) for t in taken)]
        chosen = free[0] if free else next((i for i, box in enumerate(boxes) if _fits(box)), 0)
        taken.append(boxes[chosen])
        a, b = sides[chosen]
        found.append(element("text", text(names[state]), x=a, y=b + 4 * by, class_="label"))
    return found


def _fits(box: tuple[float, float, float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _inside(point: Point, frame: Frame) -> bool:
    width, height = frame.size
    return 0 <= point[0] <= width and 0 <= point[1] <= height


def _thinned(ring: Sequence[Point], step: float) -> list[Point]:
    """Return a ring without points that lie closer than a step to the one before."""
    found: list[Point] = []
    for point in ring:
        if not found or abs(point[0] - found[-1][0]) + abs(point[1] - found[-1][1]) >= step:
            found.append(point)
    return found

"""Whether an event lies in an area: three answers, because what is not known is not a no (T6)."""

from __future__ import annotations

from pato.registry import acts
from pato.registry.dates import contains
from pato.registry.places import Place
from pato.treaties.norms import Area, AreaItem, Instrument

FORCES = ("armed_forces", "public_vessel", "public_aircraft")


def in_area(instrument: Instrument, area: Area, place: Place | None, target: str, date: str) -> bool | None:
    """Return whether a place (and what is struck there) lies in an area of an instrument on a date.

    Returns
    -------
    bool | None
        None where the place is not given, or lacks a fact that the area asks for.
    """
    if place is None:
        return None
    inside = _any(contains_item(instrument, item, place, target, date) for item in area.includes)
    outside = _any(contains_item(instrument, item, place, target, date) for item in area.excludes)
    if inside is False or outside is True:
        return False
    return None if inside is None or outside is None else True


def _any(answers: object) -> bool | None:
    found = list(answers)  # type: ignore[call-overload]
    return True if True in found else (None if None in found else False)


def contains_item(
    instrument: Instrument, item: AreaItem, place: Place, target: str, date: str
) -> bool | None:
    """Return whether one part of an area contains a place: the conjunction of all that the part says."""
    if not contains(date, item.start, item.end):
        return False
    answers = [
        _target_in(item.on, target),
        _owner_in(instrument, item.territory_of, place.sovereign, date),
        _owner_in(instrument, item.administered_by, place.administrator or place.sovereign, date),
        _island(instrument, item.island_of_in, place, date),
        _forces(instrument, item.forces_in, place, target, date),
        None if item.place is None else place.id in item.place,
        _word_in(item.region, place.region),
        _word_in(item.ocean, place.ocean),
        _word_in(item.sea, place.sea),
        None if item.north_of is None else place.lat > item.north_of,
        None if item.south_of is None else place.lat < item.south_of,
        None if item.island is None else place.island == item.island,
        None if item.metropolitan is None else place.metropolitan == item.metropolitan,
        None if item.polygon is None else in_polygon(place.lat, place.lon, item.polygon),
        None if item.circle is None else _in_circle(place, item.circle),
    ]
    asked = [a for a in answers if a is not None]
    if False in asked:
        return False
    return None if "unknown" in asked else True


_Answer = bool | str | None


def _target_in(wanted: tuple[str, ...] | None, target: str) -> _Answer:
    return None if wanted is None else target_covered(wanted, target)


def target_covered(wanted: tuple[str, ...], target: str) -> bool:
    """Return whether what was struck is one of the targets, or part of one."""
    return any(target in acts.target(word).covers for word in wanted)


def _owner_in(instrument: Instrument, words: tuple[str, ...] | None, owner: str | None, date: str) -> _Answer:
    if words is None:
        return None
    return owner in instrument.expand(words, date) if owner is not None else False


def _word_in(words: tuple[str, ...] | None, word: str | None) -> _Answer:
    return None if words is None else word in words


def _island(
    instrument: Instrument, item: tuple[tuple[str, ...] | None, str] | None, place: Place, date: str
) -> _Answer:
    if item is None:
        return None
    words, ocean = item
    owner = place.administrator or place.sovereign
    owned = words is None or (owner is not None and owner in instrument.expand(words, date))
    return place.island and place.ocean == ocean and owned


def _forces(instrument: Instrument, area: str | None, place: Place, target: str, date: str) -> _Answer:
    if area is None:
        return None
    if not target_covered(FORCES, target):
        return False
    found = in_area(instrument, instrument.areas[area], place, target, date)
    return "unknown" if found is None else found


def _in_circle(place: Place, circle: tuple[float, float, float]) -> bool:
    lat, lon, radius_km = circle
    return distance_km(place.lat, place.lon, lat, lon) <= radius_km


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Return the great-circle distance of two points, in kilometres, on a sphere of radius 6371.0088 km.

    >>> round(distance_km(35.68, 139.69, 38.90, -77.04))
    10905
    """
    from math import asin, cos, radians, sin, sqrt

    p1, p2 = radians(lat_1), radians(lat_2)
    h = sin((p2 - p1) / 2) ** 2 + cos(p1) * cos(p2) * sin(radians(lon_2 - lon_1) / 2) ** 2
    return 2 * 6371.0088 * asin(min(1.0, sqrt(h)))


def in_polygon(lat: float, lon: float, polygon: tuple[tuple[float, float], ...]) -> bool:
    """Return whether a point lies in a polygon on the sphere whose edges are geodesics.

    The winding of the corners as seen from the point: each edge turns the bearing by its own angle, and around a
    point inside they add up to a full turn. Longitudes may cross 180 degrees; a polygon is its smaller side, so it
    must not reach around half of the globe. Corners count as inside.
    """
    from math import atan2, cos, pi, radians, sin

    phi, lam = radians(lat), radians(lon)
    bearings = []
    for corner_lat, corner_lon in polygon:
        p, d = radians(corner_lat), radians(corner_lon) - lam
        east, north = sin(d) * cos(p), cos(phi) * sin(p) - sin(phi) * cos(p) * cos(d)
        if abs(east) < 1e-12 and abs(north) < 1e-12:
            return distance_km(lat, lon, corner_lat, corner_lon) < 1
        bearings.append(atan2(east, north))
    turns = sum(
        (b - a + pi) % (2 * pi) - pi for a, b in zip(bearings, bearings[1:] + bearings[:1], strict=True)
    )
    # seen from the antipode of an inside point the corners wind too: only the near side counts
    near = sum(distance_km(lat, lon, *corner) for corner in polygon) / len(polygon) < 10007.5
    return near and abs(turns) > pi

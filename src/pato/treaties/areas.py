"""Whether an event lies in an area: three answers, because unknown does not mean no (T6)."""

from math import asin, atan2, cos, pi, radians, sin, sqrt
from typing import NamedTuple

from pato.registry import acts
from pato.registry.dates import contains
from pato.registry.places import Place
from pato.treaties.faces import held, in_ocean_area, in_waters, zone_of
from pato.treaties.norms import Area, AreaItem, Instrument

FORCES = ("armed_forces", "public_vessel", "public_aircraft")


class Struck(NamedTuple):
    """The object attacked, as tested against areas.

    Attributes
    ----------
    on
        The target that the face in question shows.
    zone
        Zone at the place (`pato.treaties.faces.zone_of`).
    victim
        The state to which it belongs; None if none is named.
    guest
        Whether it is on the land of another state than the victim.
    """

    on: str
    zone: str | None
    victim: str | None = None
    guest: bool = False


def in_area(
    instrument: Instrument,
    area: Area,
    place: Place | None,
    target: str,
    date: str,
    *,
    struck: Struck | None = None,
) -> bool | None:
    """Return whether a place (and the object attacked there) lies in an area of an instrument on a date.

    Parameters
    ----------
    instrument, area, place, target, date
        The request.
    struck
        The face of the event (T12), if there is one; otherwise the target as such, of no particular state.

    Returns
    -------
    bool | None
        None if the place is not given, or lacks a fact that the area requires.
    """
    if place is None:
        return None
    face = struck or Struck(target, zone_of(place, target))
    inside = _any(contains_item(instrument, item, place, face, date) for item in area.includes)
    outside = _any(contains_item(instrument, item, place, face, date) for item in area.excludes)
    if inside is False or outside is True:
        return False
    return None if inside is None or outside is None else True


def _any(answers: object) -> bool | None:
    found = list(answers)  # type: ignore[call-overload]
    return True if True in found else (None if None in found else False)


def contains_item(
    instrument: Instrument, item: AreaItem, place: Place, face: Struck, date: str
) -> bool | None:
    """Return whether one part of an area contains a place: the conjunction of all that the part says."""
    if not contains(date, item.start, item.end):
        return False
    if _is_land(item) and (not held(face.zone) or (face.guest and item.host != "any")):
        return False
    if _left_out(item, place, face):
        return False
    owner = place.administrator or place.sovereign
    # the rest asks more of the instrument, and one part may be unknown where another says no
    answers = (
        _owner_in(instrument, item.territory_of, place.sovereign, face.victim, date),
        _owner_in(instrument, item.administered_by, owner, face.victim, date),
        _island(instrument, item.island_of_in, place, date),
        _forces(instrument, item, place, face, date),
        None if item.ocean_area is None else in_ocean_area(place, item.ocean_area),
        None if item.waters is None else in_waters(place, face.zone, item.waters),
    )
    if (
        False in answers
        or (item.circle is not None and not _in_circle(place, item.circle))
        or (item.polygon is not None and not in_polygon(place.lat, place.lon, item.polygon))
    ):
        return False
    return None if "unknown" in answers else True


def _left_out(item: AreaItem, place: Place, face: Struck) -> bool:
    """Return whether a part of an area excludes a place, judged without the instrument."""
    return (
        (item.place is not None and place.id not in item.place)
        or (item.region is not None and place.region not in item.region)
        or (item.ocean is not None and place.ocean not in item.ocean)
        or (item.sea is not None and place.sea not in item.sea)
        or (item.zone is not None and face.zone not in item.zone)
        or (item.north_of is not None and not place.lat > item.north_of)
        or (item.south_of is not None and not place.lat < item.south_of)
        or (item.island is not None and place.island != item.island)
        or (item.metropolitan is not None and place.metropolitan != item.metropolitan)
        or (item.on is not None and not target_covered(item.on, face.on))
    )


_Answer = bool | str | None


def target_covered(wanted: tuple[str, ...], target: str) -> bool:
    """Return whether what was struck is one of the targets, or part of one."""
    return any(target in acts.target(word).covers for word in wanted)


def _is_land(item: AreaItem) -> bool:
    return bool(item.territory_of or item.administered_by or item.island_of_in)


def _owner_in(
    instrument: Instrument, words: tuple[str, ...] | None, owner: str | None, victim: str | None, date: str
) -> _Answer:
    if words is None:
        return None
    if owner is None:
        return False
    if "victim" in words:
        # the matrix and maps name no victim: any party may then be meant
        return owner == victim if victim else owner in instrument.parties_on(date)
    return owner in holders(instrument, words, date)


def holders(instrument: Instrument, words: tuple[str, ...], date: str) -> tuple[str, ...]:
    """Return the states that ``parties``, ``associates`` and codes mean in an area.

    In format 2 a state named by its code is meant whatever its membership on the date (T13).
    """
    if instrument.format == 1:
        return instrument.expand(words, date)
    general = tuple(word for word in words if word in {"parties", "associates"})
    return (*(instrument.expand(general, date) if general else ()), *(w for w in words if w not in general))


def _island(
    instrument: Instrument, item: tuple[tuple[str, ...] | None, str] | None, place: Place, date: str
) -> _Answer:
    if item is None:
        return None
    words, ocean = item
    owner = place.administrator or place.sovereign
    owned = words is None or (owner is not None and owner in holders(instrument, words, date))
    return place.island and place.ocean == ocean and owned


def _forces(instrument: Instrument, item: AreaItem, place: Place, face: Struck, date: str) -> _Answer:
    """Return whether forces (or what else the article lists) are struck within another area (T14)."""
    if item.forces_in is None:
        return None
    listed = FORCES if item.on is None or instrument.format == 1 else item.on
    if not target_covered(listed, face.on):
        return False
    found = in_area(instrument, instrument.areas[item.forces_in], place, face.on, date, struck=face)
    return "unknown" if found is None else found


def _in_circle(place: Place, circle: tuple[float, float, float]) -> bool:
    lat, lon, radius_km = circle
    return distance_km(place.lat, place.lon, lat, lon) <= radius_km


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Return the great-circle distance of two points, in kilometres, on a sphere of radius 6371.0088 km.

    >>> round(distance_km(35.68, 139.69, 38.90, -77.04))
    10905
    """
    p1, p2 = radians(lat_1), radians(lat_2)
    h = sin((p2 - p1) / 2) ** 2 + cos(p1) * cos(p2) * sin(radians(lon_2 - lon_1) / 2) ** 2
    return 2 * 6371.0088 * asin(min(1.0, sqrt(h)))


def in_polygon(lat: float, lon: float, polygon: tuple[tuple[float, float], ...]) -> bool:
    """Return whether a point lies in a spherical polygon with geodesic edges.

    The winding of the corners as seen from the point: each edge turns the bearing by its own angle, and around a
    point inside they add up to a full turn. Longitudes may cross 180 degrees; a polygon is its smaller side, so it
    must not reach around half of the globe. Corners count as inside.
    """
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

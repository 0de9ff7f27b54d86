"""Faces of an event: the target itself, and the land on which it is, as territory of its holder (T12, T13)."""

from typing import NamedTuple

from pato.registry import acts, places
from pato.registry.places import Place

PLACELESS = {"economy", "political_independence", "space_assets", "eez", "high_seas"}
"""Targets without a place: they have one face."""
ON_LAND = {"land", "port", "territorial_sea", "air"}
"""Zones that belong to the holder of the land."""
ON_WATER = {"territorial_sea", "eez", "high_seas"}
OWN_NAME = {"black-sea", "sea-of-azov", "baltic-sea"}
"""Seas that are waters of their own name, not of the ocean that they open to (T13)."""
_PORTS = {"capital", "city", "base"}
_AS_TERRITORY = {
    "land": "land_territory",
    "port": "internal_waters",
    "territorial_sea": "territorial_sea",
    "air": "airspace",
}
_REGION_OCEAN = {
    "east_asia": "pacific",
    "southeast_asia": "pacific",
    "oceania": "pacific",
    "south_asia": "indian",
    "europe": "atlantic",
    "caribbean": "atlantic",
}


class Face(NamedTuple):
    """One face of an event.

    Attributes
    ----------
    on
        The target that this face shows.
    guest
        Whether it is the land of a state that is not the victim: only an article that says "of any of the
        parties" covers that (`host: any`).
    """

    on: str
    guest: bool = False


def is_ship(target: str) -> bool:
    """Return whether the target is a ship."""
    return target in acts.target("state_vessel").covers or target in acts.target("merchant_vessel").covers


def zone_of(place: Place, target: str) -> str | None:
    """Return the zone of a target at a place, or None for a ship off an island or coast.

    A zone given by the event or the registry takes precedence. Otherwise waters are the high seas unless they
    belong to somebody, a ship at a coastal city, capital or base lies in port, one at an island, region or other
    place lies off it, and everything else is on land.
    """
    if place.zone is not None:
        return place.zone
    if place.kind == "waters" or (place.kind == "place" and not (place.sovereign or place.administrator)):
        if place.sovereign:
            return "territorial_sea"
        return "eez" if place.eez_of else "high_seas"
    if is_ship(target) and place.ocean is not None:
        return "port" if place.kind in _PORTS else None
    return "land"


def faces(place: Place | None, victim: str, target: str) -> tuple[Face, ...]:
    """Return the faces of the target: itself, and the land on which it is (T12)."""
    own = Face(target)
    territory = acts.target("territory").covers
    if place is None or target in PLACELESS or target in territory:
        return (own,)
    zone = zone_of(place, target)
    if zone not in ON_LAND or not (place.sovereign or place.administrator):
        return (own,)
    return own, Face(_AS_TERRITORY[str(zone)], guest=victim not in (place.sovereign, place.administrator))


def held(zone: str | None) -> bool:
    """Return whether a zone can be a state's territory; a ship off an island is not taken to be outside."""
    return zone is None or zone in ON_LAND


def in_waters(place: Place, zone: str | None, words: tuple[str, ...]) -> bool:
    """Return whether a place is part of the named waters: the sea itself, on, over and under it, never land (T13)."""
    over_water = zone == "air" and place.kind == "waters"
    if not (zone is None or zone in ON_WATER or over_water):
        return False
    if place.sea in words:
        return True
    return place.ocean in words and place.sea not in OWN_NAME


def in_ocean_area(place: Place, words: tuple[str, ...]) -> bool:
    """Return whether a place lies in an ocean area: its waters, islands, coasts and basin states (T13)."""
    if place.ocean is not None or place.kind == "waters":
        return place.ocean in words
    holder = place.administrator or place.sovereign
    coasts = places.coasts_of(holder) if holder else ()
    if len(coasts) > 1:
        main = _REGION_OCEAN.get(place.region)
        return main in coasts and main in words
    return bool(set(coasts) & set(words))

"""Place of an event: a registered place, one described inline, or the victim's capital."""

from typing import Any

from pato.registry import acts, places, states
from pato.treaties.faces import is_ship, zone_of


def place_of(
    place: str | dict[str, Any] | None, victim: str, target: str, day: str, notes: list[str]
) -> places.Place | None:
    """Return the place of an event: one of the registry, one described by its fields, or the victim's capital.

    Assumptions are added to `notes`.
    """
    if isinstance(place, dict):
        return _inline(place)
    if place is not None:
        there = places.place(place, date=day)
        _mention_owner(there, victim, target, notes)
        return there
    if target not in acts.target("territory").covers:
        notes.append("No place was given: obligations that hold only in an area are left undecided.")
        return None
    capital = states.state(victim, date=day).capital_on(day)
    if capital is None:
        return None
    notes.append(f"No place was given: taken as the metropolitan territory of {victim} ({capital.name}).")
    return _capital_place(victim, capital)


def _capital_place(victim: str, capital: states.Capital) -> places.Place:
    for known in places.places():
        if (
            known.sovereign == victim
            and known.kind == "capital"
            and abs(known.lat - capital.lat) < 1
            and abs(known.lon - capital.lon) < 1
        ):
            return known
    return _inline(
        {
            "id": f"{victim.lower()}-capital",
            "name": capital.name,
            "lat": capital.lat,
            "lon": capital.lon,
            "sovereign": victim,
        }
        | {"region": states.state(victim).region, "metropolitan": True}
    )


def _inline(fields: dict[str, Any]) -> places.Place:
    empty: dict[str, Any] = {
        "aliases": (),
        "claimed_by": (),
        "contested_by": (),
        "history": (),
        "taken_from": (),
    }
    defaults = {
        "kind": "place",
        "sovereign": None,
        "administrator": fields.get("sovereign"),
        "eez_of": None,
        "region": "",
        "ocean": None,
        "sea": None,
    }
    rest = {
        "zone": None,
        "island": False,
        "metropolitan": False,
        "note": "",
        "by_agreement": False,
        "checked": "recalled",
    }
    values = empty | defaults | rest | {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return places.Place(**{name: values[name] for name in places.Place._fields})


def _mention_owner(there: places.Place, victim: str, target: str, notes: list[str]) -> None:
    holders = {there.sovereign, there.administrator, there.eez_of, *there.claimed_by}
    if target == "territory" and victim not in holders:
        holder = there.administrator or there.sovereign or "no state"
        notes.append(
            f"{there.name} is held by {holder}, not by {victim}: an act on territory there strikes {holder}."
        )


def mention_zone(there: places.Place | None, target: str, notes: list[str]) -> None:
    """Note that a ship at an island or coast is assumed to lie off it."""
    if there is not None and is_ship(target) and there.kind != "waters" and zone_of(there, target) is None:
        notes.append(
            f"Taken to lie off {there.name}, in its waters and not in a port: the land is not struck. Another zone: --zone port, territorial_sea, eez or high_seas."
        )

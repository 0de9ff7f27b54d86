"""Members with territory outside every area of an instrument's promises of help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pato.registry import places
from pato.treaties.areas import Struck, in_area
from pato.treaties.faces import zone_of
from pato.treaties.norms import Instrument


class Uncovered(NamedTuple):
    """A member without a registered place in any area in which it is owed help."""

    state: str
    role: str
    areas: tuple[str, ...]


def uncovered(instrument: Instrument, date: str) -> Iterator[Uncovered]:
    """Yield parties and associates that are owed help, but nowhere on their own territory.

    A state without places in the registry is not known to lie outside, and is not named (T6).
    """
    for role in ("member", "associate"):
        for state in instrument.parties_on(date, role):
            owed = [
                o
                for o in instrument.obligations
                if o.kind in {"defence", "assistance"}
                and o.when
                and state in instrument.expand(o.owed_to, date)
            ]
            areas = tuple(dict.fromkeys(o.when.area for o in owed if o.when and o.when.area))
            if not areas or any(o.when is None or o.when.area is None for o in owed):
                continue
            land = [p for p in (q.at(date) for q in places.places()) if _is_land_of(p, state)]
            if land and all(_outside(instrument, name, p, state, date) for name in areas for p in land):
                yield Uncovered(state, role, areas)


def _is_land_of(place: places.Place, state: str) -> bool:
    return state in {place.sovereign, place.administrator} and place.kind != "waters"


def _outside(instrument: Instrument, area: str, place: places.Place, state: str, date: str) -> bool:
    struck = Struck("territory", zone_of(place, "territory"), state)
    return in_area(instrument, instrument.areas[area], place, "territory", date, struck=struck) is False

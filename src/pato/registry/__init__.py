"""What everything that names a state, a place or an act rests on (C4).

The words are kept in ``data/*.yaml``, checked and compiled once; nothing here imports numpy, pydantic or ruamel (C9).
"""

from pato.registry.acts import Act, Target, act, acts, target, targets
from pato.registry.places import Place, place, places
from pato.registry.states import (
    Capital,
    CowSpell,
    Holder,
    State,
    cow,
    crosswalk,
    iso3,
    regions,
    state,
    states,
)

__all__ = [
    "Act",
    "Capital",
    "CowSpell",
    "Holder",
    "Place",
    "State",
    "Target",
    "act",
    "acts",
    "cow",
    "crosswalk",
    "iso3",
    "place",
    "places",
    "regions",
    "state",
    "states",
    "target",
    "targets",
]

"""Contingencies: the ways in which a target could be attacked, as events that the duties engine can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pato.errors import UnknownNameError, unknown
from pato.files import library
from pato.memo import Memo
from pato.registry import places, states
from pato.treaties.architecture import Architecture
from pato.treaties.events import Event, make_event

_HOLDERS = Memo(20_000)
_FEATURES = ("island", "feature", "waters", "region")


class Weight(NamedTuple):
    """The assumed share of wars that would begin in one way: the ends of a range, and why it is taken."""

    low: float
    high: float
    source: str

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2


class Contingency(NamedTuple):
    """A way in which a target could be attacked.

    Attributes
    ----------
    id, title
        Of its file.
    act, on
        Words of the registry: what is done, and what is struck; each target of `on` is one event.
    where
        How places follow from the target; None for what stands nowhere.
    level
        ``war``, or ``below`` the threshold of armed attack.
    weight, weights
        For any target, and for some targets by their codes.
    """

    id: str
    title: str
    act: str
    on: tuple[str, ...]
    where: dict[str, Any] | None
    level: str
    weight: Weight
    weights: dict[str, Weight]

    def weight_of(self, target: str) -> Weight:
        """Return the assumed weight for a target."""
        return self.weights.get(target, self.weight)


def contingencies(names: Sequence[str] = ()) -> tuple[Contingency, ...]:
    """Return contingencies by id or path; without names all of the library, ordered by id.

    Raises
    ------
    UnknownNameError, FileError
        If there is none of a name, or its file has mistakes.
    """
    asked = names or sorted(library.entries("contingency"))
    return tuple(_contingency(library.record(name, "contingency")["data"]) for name in asked)


def _contingency(data: dict[str, Any]) -> Contingency:
    return Contingency(
        data["id"],
        data["title"],
        data["act"],
        tuple(data["on"]),
        data.get("where"),
        data.get("level", "war"),
        Weight(**data["weight"]),
        {state: Weight(**weight) for state, weight in data.get("weights", {}).items()},
    )


def events_of(
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    *,
    granted_by: Sequence[str] = (),
) -> Iterator[Event]:
    """Yield the events by which a contingency is asked of one target; none where it cannot befall the target.

    Help is taken as asked for: whether a victim asks is no property of the treaty.

    Parameters
    ----------
    contingency, target, challenger, date
        What is asked.
    granted_by
        States that grant the target access to their soil.
    """
    for place in _places(contingency, target, challenger, date, granted_by):
        for on in contingency.on:
            yield make_event(
                challenger,
                target,
                contingency.act,
                on=on,
                place=place.id if isinstance(place, places.Place) else place,
                zone=(contingency.where or {}).get("zone"),
                date=date,
                requested=True,
            )


def _places(
    contingency: Contingency, target: str, challenger: str, date: str, granted_by: Sequence[str]
) -> list[places.Place | None]:
    where = contingency.where
    if where is None:
        return [None]
    if named := where.get("places"):
        return [places.place(name, date=date) for name in named]
    kinds = where.get("kinds", ())
    metropolitan = where.get("metropolitan")
    found: list[places.Place | None] = []
    for there in _places_on(date):
        fits = (not kinds or there.kind in kinds) and metropolitan in (None, there.metropolitan)
        if fits and _stands(there, where, target, challenger, granted_by):
            found.append(there)
    if not found and where.get("held_by_target") and "capital" in kinds:
        # the gazetteer has no place of the kind: the capital, which every state has
        return [None] if states.state(target).capital_on(date) else []
    return found


@lru_cache(maxsize=8)
def _places_on(date: str) -> tuple[places.Place, ...]:
    """Return every place as it stood on a date."""
    return tuple(known.at(date) for known in places.places())


def _stands(
    there: places.Place, where: dict[str, Any], target: str, challenger: str, granted_by: Sequence[str]
) -> bool:
    holder = there.administrator or there.sovereign
    if where.get("held_by_target"):
        return holder == target
    if where.get("granted_to_target"):
        return there.kind == "base" and holder in granted_by and holder not in (target, challenger)
    claims = target in (*there.claimed_by, *there.contested_by) or there.eez_of == target
    return bool(claims and holder != target and there.kind in _FEATURES)


def holders(
    contingency: Contingency, target: str, date: str, granted_by: Sequence[str] = ()
) -> frozenset[str]:
    """Return the states that hold, claim or lost a place of a contingency: their attack there may be another matter.

    Parameters
    ----------
    contingency, target, date, granted_by
        As for `events_of`.
    """
    return _HOLDERS.get(
        contingency,
        target,
        date,
        tuple(granted_by),
        make=lambda: frozenset(_holding(_places(contingency, target, "", date, granted_by))),
    )


def _holding(found: Iterable[places.Place | None]) -> Iterator[str]:
    for place in found:
        if place is not None:
            named = (
                place.sovereign,
                place.administrator,
                *place.taken_from,
                *place.claimed_by,
                *place.contested_by,
            )
            yield from (state for state in named if state)


def granting(architecture: Architecture, state: str, date: str) -> tuple[str, ...]:
    """Return the states that grant a state access to their soil under an architecture on a date."""
    found: set[str] = set()
    for instrument in architecture.instruments:
        if not instrument.in_force_on(date):
            continue
        for obligation in instrument.obligations:
            if obligation.kind == "access" and state in instrument.expand(obligation.owed_to, date):
                found.update(instrument.expand(obligation.owed_by, date))
    return tuple(sorted(found - {state}))


def contingency(name: str) -> Contingency:
    """Return one contingency by id or path.

    Raises
    ------
    UnknownNameError, FileError
        If there is none of that name, or its file has mistakes.
    """
    known = library.entries("contingency")
    if not library.is_path(name) and name not in known:
        raise UnknownNameError(unknown("contingency", name, known))
    return contingencies((name,))[0]

"""Contingencies: the ways in which a target could be attacked, as events that the duties engine can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from pato.errors import UnknownNameError, unknown
from pato.files import library
from pato.memo import Memo
from pato.registry import places, states
from pato.treaties.events import Event, make_event

_MADE = Memo(256)
_HOLDERS, _AT_HOME, _EVENTS = Memo(8_000), Memo(8_000), Memo(6_000)
_FEATURES = ("island", "feature", "waters", "region")


class Weight(NamedTuple):
    """The assumed share of wars that would begin in one way: the ends of a range, and the reason."""

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
        Words of the registry: act and targets; each target of `on` is one event.
    where
        How places follow from the target; None for targets without a place.
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
        If a name is unknown, or its file has mistakes.
    """
    asked = names or sorted(library.entries("contingency"))
    records = (library.record(name, "contingency")["data"] for name in asked)
    # One object for one record: answers are kept by what was asked
    return tuple(_MADE.get(r, make=partial(_contingency, r)) for r in records)


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

    Help is assumed to be requested: whether a victim asks for it is not a property of the treaty.

    Parameters
    ----------
    contingency, target, challenger, date
        The request.
    granted_by
        States that grant the target access to their soil.
    """
    attacker = states.state(challenger, date=date).iso3
    if attacker == target:
        make_event(challenger, target, contingency.act, date=date)  # says that they are one
    yield from struck_by(contingency, target, attacker, date, tuple(granted_by))


def struck_by(
    contingency: Contingency, target: str, challenger: str, date: str, granted_by: tuple[str, ...]
) -> Iterator[Event]:
    """Yield the same as `events_of` for codes that are known."""
    for event in stricken(contingency, target, date, granted_by):
        if event.place is None or not _at_its_own(contingency, event.place, challenger):
            yield event._replace(attacker=(challenger,))


def _at_its_own(contingency: Contingency, place: places.Place, attacker: str) -> bool:
    """Return whether a place where only a guest is struck is the attacker's own."""
    guest = (contingency.where or {}).get("granted_to_target")
    return bool(guest) and (place.administrator or place.sovereign) == attacker


def stricken(
    contingency: Contingency, target: str, date: str, granted_by: tuple[str, ...] = ()
) -> tuple[Event, ...]:
    """Return the events of a contingency for one target, with an unspecified attacker.

    Parameters
    ----------
    contingency, target, date, granted_by
        As for `events_of`.
    """
    asked = contingency, target, date, granted_by
    return _EVENTS.get(*asked, make=lambda: tuple(_stricken(*asked)))


def _stricken(
    contingency: Contingency, target: str, date: str, granted_by: tuple[str, ...]
) -> Iterator[Event]:
    anybody = next(s.iso3 for s in states.states(date) if s.iso3 != target)
    for place in _places(contingency, target, date, granted_by):
        for on in contingency.on:
            yield make_event(
                anybody,
                target,
                contingency.act,
                on=on,
                place=place.id if isinstance(place, places.Place) else place,
                zone=(contingency.where or {}).get("zone"),
                date=date,
                requested=True,
            )


def _places(
    contingency: Contingency, target: str, date: str, granted_by: Sequence[str]
) -> list[places.Place | None]:
    where = contingency.where
    if where is None:
        return [None]
    if named := where.get("places"):
        return [places.place(name, date=date) for name in named]
    kinds = tuple(where.get("kinds", ()))
    candidates = _places_on(date, (kinds, where.get("metropolitan")))
    found: list[places.Place | None] = []
    if where.get("held_by_target"):
        found += candidates.held.get(target, ())
    elif where.get("granted_to_target"):
        found += (p for p in candidates.bases if _holder(p) in granted_by and _holder(p) != target)
    else:
        found += (p for p in candidates.features if _holder(p) != target and _claims(p, target))
    if not found and where.get("held_by_target") and "capital" in kinds:
        # the gazetteer has no place of the kind: the capital, which every state has
        return [None] if states.state(target).capital_on(date) else []
    return found


class _Candidates(NamedTuple):
    """Places of some kinds as they stood on a date: by holder, bases, and what can be claimed."""

    held: dict[str | None, list[places.Place]]
    bases: tuple[places.Place, ...]
    features: tuple[places.Place, ...]


@lru_cache(maxsize=64)
def _places_on(date: str, fit: tuple[tuple[str, ...], bool | None]) -> _Candidates:
    kinds, metropolitan = fit
    found = [
        there
        for there in _all_places(date)
        if (not kinds or there.kind in kinds) and metropolitan in (None, there.metropolitan)
    ]
    held: dict[str | None, list[places.Place]] = {}
    for there in found:
        held.setdefault(_holder(there), []).append(there)
    return _Candidates(
        held,
        tuple(p for p in found if p.kind == "base"),
        tuple(p for p in found if p.kind in _FEATURES),
    )


@lru_cache(maxsize=8)
def _all_places(date: str) -> tuple[places.Place, ...]:
    return tuple(known.at(date) for known in places.places())


def _holder(there: places.Place) -> str | None:
    return there.administrator or there.sovereign


def _claims(there: places.Place, target: str) -> bool:
    return target in there.claimed_by or target in there.contested_by or there.eez_of == target


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
        make=lambda: frozenset(_holding(_places(contingency, target, date, granted_by))),
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


def at_home(
    contingency: Contingency, target: str, date: str, granted_by: tuple[str, ...] = ()
) -> frozenset[str]:
    """Return the attackers for which the answer may differ because the place attacked is or was theirs.

    Parameters
    ----------
    contingency, target, date, granted_by
        As for `events_of`.
    """

    def made() -> frozenset[str]:
        found: set[str | None] = set()
        for event in stricken(contingency, target, date, granted_by):
            if (place := event.place) is not None:
                found.update((place.sovereign, place.administrator, *place.taken_from))
        return frozenset(s for s in found if s and s != target)

    return _AT_HOME.get(contingency, target, date, granted_by, make=made)


def contingency(name: str) -> Contingency:
    """Return one contingency by id or path.

    Raises
    ------
    UnknownNameError, FileError
        If the name is unknown, or its file has mistakes.
    """
    known = library.entries("contingency")
    if not library.is_path(name) and name not in known:
        raise UnknownNameError(unknown("contingency", name, known))
    return contingencies((name,))[0]

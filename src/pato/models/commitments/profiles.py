"""Commitments of an architecture as models read them: by defender, target, challenger and contingency.

The duties engine answers (`pato.treaties.commitments`); here its answers are put into an array. Most pairs have the
same obligations in the same contingencies, so the array holds numbers of profiles, and the strength of a profile in a
run is computed once (`pato.models.commitments.worth`). Only contingencies at the level of war count: obligations
below it deter no war.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from pato.brief import brief
from pato.kernels.arrays import BoolArray, Int32Array
from pato.memo import Memo
from pato.models.commitments.terms import DUTIES, Cell, Profile, Term, asked_of
from pato.models.pledges import Pledges, pledges_of
from pato.registry import states as registry
from pato.treaties.access import granting
from pato.treaties.architecture import Architecture
from pato.treaties.commitments import answered, concerned
from pato.treaties.contingencies import Contingency, contingencies, events_of
from pato.treaties.norms import Instrument
from pato.treaties.singled import singled_out
from pato.treaties.tried import keep

WAR = "war"
_READ, _OF_PAIRS, _BEFALLS, _ASKED = Memo(24), Memo(8_000), Memo(20_000), Memo(8_000)
_DIFFERS, _TERMS = Memo(16), Memo(8_000)
_SAME, _RANKS = Memo(8_000), Memo(8_000)
"""Equal profiles as one object, and texts by which obligations are sorted."""


NOTHING = Profile("", ())
WHOLE = Profile("", (Cell("", ((Term(DUTIES[0], "obliged", 1.0, (), "", False),),)),))
"""A pledge that holds whatever happens: what the data sets that models were fitted on code as 1."""


@brief("architecture", "states")
@dataclass(frozen=True, eq=False)
class Commitments:
    """The commitments of an architecture.

    Attributes
    ----------
    architecture, date
        Source of the commitments.
    states
        ISO codes along the axes.
    of
        Number of the profile, shape (defender, target, challenger); 0 is `NOTHING`.
    profiles
        By number.
    pledges
        Unconditional pledges, as in the data on which estimates were fitted.
    bodies
        Instruments whose body decides first, by id.
    """

    architecture: str
    date: str
    states: tuple[str, ...]
    of: Int32Array
    profiles: tuple[Profile, ...]
    pledges: Pledges
    bodies: Mapping[str, Instrument] = field(default_factory=dict)

    @property
    def defence(self) -> BoolArray:
        """Pairs with a defence commitment, shape (defender, target); read-only."""
        return self.pledges.defence

    def without(self, pairs: Sequence[tuple[int, int]]) -> Commitments:
        """Return the commitments without treaty commitments between some pairs of states, in either direction; itself if there are none.

        Parameters
        ----------
        pairs
            Positions.
        """
        of, defence = self.of.copy(), self.defence.copy()
        for one, other in (both for a, b in pairs for both in ((a, b), (b, a))):
            if defence[one, other]:
                of[one, other] = 0
                defence[one, other] = False
        if (of == self.of).all() and (defence == self.defence).all():
            return self
        return replace(self, of=of, pledges=replace(self.pledges, defence=defence))

    @property
    def own_law(self) -> BoolArray:
        """Whether an obligation rests only on a state's own law, shape (defender, target, challenger)."""
        rests = [
            any(t.status == "unilateral" for c in p.cells for terms in c.asked for t in terms)
            for p in self.profiles
        ]
        return np.asarray(np.array(rests, bool)[self.of])

    @classmethod
    def whole(cls, pledges: Pledges, states: Sequence[str], date: str = "") -> Commitments:
        """Return pledges of defence as commitments that hold whatever happens, and promises to consult as such.

        Parameters
        ----------
        pledges
            Arrays over the states.
        states, date
            ISO codes, and the day.
        """
        n = len(states)
        consult = WHOLE._replace(cells=(Cell("", ((Term("consult", "obliged", 1.0, (), "", False),),)),))
        kinds = np.where(pledges.defence, 1, np.where(pledges.consultation, 2, 0)).astype(np.int32)
        of = np.repeat(kinds[:, :, None], n, axis=2)
        return cls("", date, tuple(states), of, (NOTHING, WHOLE, consult), pledges)

    def differs(self, other: Commitments) -> BoolArray:
        """Return for whom something else is owed, shape (defender, target, challenger)."""
        return _DIFFERS.get(self, other, make=lambda: self._differs(other))

    def _differs(self, other: Commitments) -> BoolArray:
        places = {p: i for i, p in enumerate(self.profiles)}
        theirs = np.array([places.get(p, -1) for p in other.profiles], np.int32)
        found = np.asarray(theirs[other.of] != self.of)
        found.flags.writeable = False
        return found

    def moves(self, other: Commitments) -> BoolArray:
        """Return where strengths may differ: other obligations, or the same ones subject to a body with other members, shape (defender, target, challenger)."""
        apart = {name for name, body in self.bodies.items() if other.bodies.get(name, body) is not body}
        if not apart:
            return self.differs(other)
        return _DIFFERS.get(self, other, "moves", make=lambda: self._waiting(apart) | self.differs(other))

    def _waiting(self, bodies: set[str]) -> BoolArray:
        """Return for whom something is owed that waits for one of some bodies, shape (defender, target, challenger)."""
        waits = np.array([not bodies.isdisjoint(p.bodies) for p in self.profiles])
        return np.asarray(waits[self.of])


def commitments_among(
    architecture: Architecture,
    date: str,
    states: Sequence[str],
    challengers: Iterable[str] | None = None,
    *,
    basis: Architecture | None = None,
) -> Commitments:
    """Return the commitments of an architecture on a date; kept for the next caller: do not write into them.

    Parameters
    ----------
    architecture, date
        The architecture in force; the architecture's own date goes first.
    states
        ISO codes along all three axes.
    challengers
        Attackers to consider; by default all states.
    basis
        Architecture that determines where forces stationed abroad can be attacked, so that comparisons share the
        events; by default the architecture itself.
    """
    day = architecture.date or date
    asked = tuple(states), tuple(sorted(set(states if challengers is None else challengers)))
    stood = architecture if basis is None else basis
    at_war = tuple(c for c in contingencies() if c.level == WAR)  # of the user's own library too
    made = partial(_read, architecture, stood, day, *asked, at_war)
    return _READ.get(architecture, stood, day, *asked, *at_war, make=made)


def _read(
    architecture: Architecture,
    basis: Architecture,
    date: str,
    states: tuple[str, ...],
    challengers: tuple[str, ...],
    at_war: tuple[Contingency, ...],
) -> Commitments:
    day, hosts = architecture.on(date), basis.on(date)
    numbers = _Numbers()
    of = np.zeros((len(states),) * 3, np.int32)
    # an architecture of the past is asked about the states of its day alone
    index = {s: i for i, s in enumerate(states) if registry.state(s).existed_on(date)}
    against = [c for c in challengers if c in index]
    binding, guests = concerned(day, date), granting(hosts, date)
    before = binding if basis is architecture else concerned(hosts, date)
    for target, k in ((t, k) for t, k in index.items() if t in binding):
        granted, instruments = guests.get(target, ()), binding[target]
        singled = singled_out(instruments, at_war, target, date, granted)
        alike: dict[str, list[str]] = {}
        for challenger in against:
            if challenger != target:
                # the same is owed against all attackers that no instrument singles out
                alike.setdefault(singled.sort(challenger), []).append(challenger)
        for who, these in alike.items():
            asked = _Question(at_war, target, these[0], date, granted)
            owed = _owed(instruments, before.get(target, ()), asked, who).profiles
            known = {index[d]: numbers.of(p) for d, p in owed.items() if d in index}
            columns = np.array([index[c] for c in these])
            of[np.array(list(known), np.int64)[:, None], k, columns] = np.array(list(known.values()))[:, None]
            of[columns, k, columns] = 0
    keep(date)
    bodies = set[str]().union(*(p.bodies for p in numbers.all))
    pledges = pledges_of(architecture, date, states)
    deciding = {i.id: i for i in day.instruments if i.id in bodies}
    return Commitments(architecture.id, date, states, of, tuple(numbers.all), pledges, deciding)


class _Numbers:
    """Numbers of profiles in the order in which they are met."""

    def __init__(self) -> None:
        self.all, self._by_worth, self._by_identity = [NOTHING], {NOTHING: 0}, {id(NOTHING): 0}

    def of(self, profile: Profile) -> int:
        """Return a profile's number; equal ones have the same, and one object is not compared again."""
        found = self._by_identity.get(id(profile))
        if found is None:
            found = self._by_worth.setdefault(profile, len(self.all))
            if found == len(self.all):
                self.all.append(profile)
            self._by_identity[id(profile)] = found
        return found


class _Question(NamedTuple):
    """The question put to instruments: contingencies, target, challenger, date, and the states that grant the target access to their soil."""

    at_war: tuple[Contingency, ...]
    target: str
    challenger: str
    date: str
    granted: tuple[str, ...]


class _Owed(NamedTuple):
    """Obligations of each defender under some instruments.

    Attributes
    ----------
    held
        The instruments: identity is their key, so they are kept alive.
    profiles
        By defender; those that owe nothing are left out.
    cells
        Terms in each contingency that can befall the target, by defender, in the order of the instruments.
    """

    held: tuple[Instrument, ...]
    profiles: Mapping[str, Profile]
    cells: Mapping[str, tuple[tuple[tuple[Term, ...], ...], ...]]


_NOBODY = _Owed((), {}, {})


def _owed(
    instruments: tuple[Instrument, ...], before: tuple[Instrument, ...], asked: _Question, who: str
) -> _Owed:
    """Return the obligations of each defender; if the instruments in force are among them, only those of the others are added."""
    known = set(map(id, before))
    more = tuple(i for i in instruments if id(i) not in known)
    if before and len(more) + len(before) == len(instruments):
        sort = singled_out(before, asked.at_war, asked.target, asked.date, asked.granted).sort(
            asked.challenger
        )
        base = _owed(before, (), asked, sort)
        return _with(base, more, asked) if more else base
    key = tuple(map(id, instruments)), asked.target, who, asked.date, asked.granted
    return _OF_PAIRS.get(*key, *asked.at_war, make=lambda: _with(_NOBODY, instruments, asked))


def _with(base: _Owed, instruments: tuple[Instrument, ...], asked: _Question) -> _Owed:
    """Return the obligations of each defender with some more instruments."""
    at_war, target, challenger, date, granted = asked
    possible = tuple(c for c in at_war if _befalls(c, target, challenger, date, granted))
    more: dict[str, list[tuple[tuple[Term, ...], ...]]] = {}
    for instrument in instruments:
        for number, defenders, terms in _asks(instrument, possible, target, challenger, date, granted):
            for defender in defenders:
                own = more.setdefault(defender, list(base.cells.get(defender, ((),) * len(possible))))
                own[number] += terms
    own_target = target if any(target in c.weights for c in possible) else ""
    kept: dict[tuple[tuple[tuple[Term, ...], ...], ...], Profile] = {}
    profiles = dict(base.profiles)
    cells = {defender: tuple(own) for defender, own in more.items()}
    for defender, key in cells.items():
        if key not in kept:
            made = Profile(
                own_target, tuple(Cell(c.id, _kept(a)) for c, a in zip(possible, key, strict=True))
            )
            kept[key] = _SAME.get(tuple(made), make=partial(_itself, made))
        profiles[defender] = kept[key]
    return _Owed((*base.held, *instruments), profiles, {**base.cells, **cells})


def _itself(profile: Profile) -> Profile:
    return profile


_Asks = tuple[tuple[int, tuple[str, ...], tuple[tuple[Term, ...], ...]], ...]
"""Obligations of an instrument: the number of a contingency, defenders, and their obligations."""


def _asks(
    instrument: Instrument,
    possible: tuple[Contingency, ...],
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> _Asks:
    who = singled_out((instrument,), possible, target, date, granted).sort(challenger)

    def made() -> _Asks:
        return tuple(
            (number, alike.defenders, asked)
            for number, contingency in enumerate(possible)
            for alike in answered(instrument, contingency, target, challenger, date, granted)
            if (
                asked := _TERMS.get(
                    instrument.id, *alike.commitments, make=partial(asked_of, alike.commitments, instrument)
                )
            )
        )

    return _ASKED.get(instrument, *possible, target, who, date, granted, make=made)


def _kept(asked: Iterable[tuple[Term, ...]]) -> tuple[tuple[Term, ...], ...]:
    """Return the obligations of several instruments, each once, in an order independent of theirs."""
    found = tuple(dict.fromkeys(asked))
    return (
        found
        if len(found) < 2
        else tuple(sorted(found, key=lambda terms: _RANKS.get(terms, make=partial(repr, terms))))
    )


def _befalls(
    contingency: Contingency, target: str, challenger: str, date: str, granted: tuple[str, ...]
) -> bool:
    """Return whether a contingency can befall a target at all."""
    held = granted if (contingency.where or {}).get("granted_to_target") else ()

    def made() -> bool:
        return next(events_of(contingency, target, challenger, date, granted_by=held), None) is not None

    return _BEFALLS.get(contingency, target, challenger, date, held, make=made)

"""Commitments of an architecture as models read them: for each defender, target and challenger what is owed, contingency by contingency.

The duties engine answers (`pato.treaties.commitments`); here its answers are put into an array. Most pairs are owed the same in the
same contingencies, so the array holds numbers of profiles, and what a profile is worth in a run is worked out once
(`pato.models.commitments.worth`). Only contingencies at the level of war count: what is owed below it deters no war.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from pato.brief import brief
from pato.kernels.arrays import BoolArray, IntArray
from pato.memo import Memo
from pato.models.pledges import Pledges, pledges_of
from pato.registry import states as registry
from pato.treaties.architecture import Architecture
from pato.treaties.commitments import (
    KINDS,
    Commitment,
    Part,
    answered_as,
    anybody,
    commitments_of,
    concerns,
    singled_out,
)
from pato.treaties.contingencies import Contingency, contingencies, events_of, granting
from pato.treaties.norms import Instrument

WAR = "war"
DUTIES = (
    "assist_with_force",
    "act_to_meet_common_danger",
    "assist_as_deemed_necessary",
    "provide_assistance",
    "consult",
)
"""Duties that models count, from the strongest to the weakest; arms and other help in peace are not among them."""
_READ = Memo(96)
_OF_PAIRS = Memo(20_000)
_BEFALLS = Memo(40_000)
_ASKED = Memo(40_000)


class Term(NamedTuple):
    """What one instrument asks in some of a contingency's events.

    Attributes
    ----------
    duty
        A word of `DUTIES`.
    status
        As the engine says (`pato.treaties.duty.STATUSES`).
    share
        Share of the contingency's events, above 0 to 1.
    readings
        The readings that dispute it, as ``INSTRUMENT/READING``, each with whether it holds that the duty is owed.
    body
        The instrument whose body must decide first, or an empty text.
    own_decision
        Whether each state decides for itself first.
    """

    duty: str
    status: str
    share: float
    readings: tuple[tuple[str, bool | str], ...]
    body: str
    own_decision: bool


class Cell(NamedTuple):
    """One contingency of a profile: its id, and what each instrument asks; nothing where none asks anything."""

    contingency: str
    asked: tuple[tuple[Term, ...], ...]


class Profile(NamedTuple):
    """What one state owes another against a third: all contingencies that can befall the target.

    Attributes
    ----------
    target
        Its code where contingencies have weights of its own, else empty.
    cells
        One a contingency.
    """

    target: str
    cells: tuple[Cell, ...]


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
        What they were read from.
    states
        ISO codes along the axes.
    of
        Number of the profile, shape (defender, target, challenger); 0 is `NOTHING`.
    profiles
        By number.
    pledges
        Who has promised what, whatever happens: what estimates were fitted on.
    bodies
        Instruments whose body decides first, by id.
    """

    architecture: str
    date: str
    states: tuple[str, ...]
    of: IntArray
    profiles: tuple[Profile, ...]
    pledges: Pledges
    bodies: Mapping[str, Instrument] = field(default_factory=dict)

    @property
    def defence(self) -> BoolArray:
        """Who is pledged to defend whom, shape (defender, target): kept from writing."""
        return self.pledges.defence

    def without(self, pairs: Sequence[tuple[int, int]]) -> Commitments:
        """Return the commitments without those by treaty between some pairs of states, either way; itself where there are none.

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
        """Where something rests on a state's own law alone, shape (defender, target, challenger)."""
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
        kinds = np.where(pledges.defence, 1, np.where(pledges.consultation, 2, 0)).astype(np.int64)
        of = np.repeat(kinds[:, :, None], n, axis=2)
        return cls("", date, tuple(states), of, (NOTHING, WHOLE, consult), pledges)

    def differs(self, other: Commitments) -> BoolArray:
        """Return for whom something else is owed, shape (defender, target, challenger)."""
        places = {p: i for i, p in enumerate(self.profiles)}
        theirs = np.array([places.get(p, -1) for p in other.profiles], np.int64)
        return np.asarray(theirs[other.of] != self.of)


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
        What is in force; the architecture's own date goes first.
    states
        ISO codes along all three axes.
    challengers
        Against whom; all states where None. Towards others nothing is owed here.
    basis
        Under which forces stand abroad where they can be struck, so that what is compared is asked the same; the architecture itself by default.
    """
    day = architecture.date or date
    asked = tuple(states), tuple(dict.fromkeys(states if challengers is None else challengers))
    stood = architecture if basis is None else basis
    return _READ.get(architecture, stood, day, *asked, make=lambda: _read(architecture, stood, day, *asked))


def _read(
    architecture: Architecture,
    basis: Architecture,
    date: str,
    states: tuple[str, ...],
    challengers: tuple[str, ...],
) -> Commitments:
    day, hosts = architecture.on(date), basis.on(date)
    index = {s: i for i, s in enumerate(states)}
    at_war = tuple(c for c in contingencies() if c.level == WAR)
    names = tuple(c.id for c in at_war)
    numbers: dict[Profile, int] = {NOTHING: 0}
    of = np.zeros((len(states),) * 3, np.int64)
    bodies: set[str] = set()
    # an architecture of the past is asked about the states of its day alone
    index = {s: i for s, i in index.items() if registry.state(s).existed_on(date)}
    for target, k in index.items():
        granted = granting(hosts, target, date)
        concerned = tuple(i for i in day.instruments if concerns(i, target, date))
        special = singled_out(concerned, at_war, target, date, granted)
        other = anybody(concerned, at_war, target, date, granted)
        for challenger in (c for c in challengers if c != target and c in index):
            asked = concerned, target, challenger if challenger in special else other, date, granted
            # instruments are known by identity, and held with the answer so that they keep it
            owed = _OF_PAIRS.get(
                tuple(map(id, concerned)), *asked[1:], names, make=partial(_owed, at_war, asked)
            )[1]
            for defender, profile in owed.items():
                if defender in index and defender != challenger:
                    number = numbers.setdefault(profile, len(numbers))
                    of[index[defender], k, index[challenger]] = number
    for profile in numbers:
        bodies.update(t.body for c in profile.cells for terms in c.asked for t in terms if t.body)
    pledges = pledges_of(architecture, date, states)
    deciding = {i.id: i for i in day.instruments if i.id in bodies}
    return Commitments(architecture.id, date, states, of, tuple(numbers), pledges, deciding)


_Question = tuple[tuple[Instrument, ...], str, str, str, tuple[str, ...]]


def _owed(at_war: tuple[Contingency, ...], asked: _Question) -> tuple[_Question, dict[str, Profile]]:
    return asked, dict(_profiles(at_war, *asked))


def _profiles(
    at_war: tuple[Contingency, ...],
    concerned: tuple[Instrument, ...],
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> Iterable[tuple[str, Profile]]:
    """Yield each defender with its profile; defenders that owe nothing are left out."""
    cells: dict[str, dict[str, list[tuple[Term, ...]]]] = {}
    for contingency in at_war:
        for instrument in concerned:
            for defender, asked in _asked(instrument, contingency, target, challenger, date, granted).items():
                cells.setdefault(defender, {}).setdefault(contingency.id, []).extend(asked)
    possible = [c for c in at_war if _befalls(c, target, challenger, date, granted)]
    own = target if any(target in c.weights for c in possible) else ""
    for defender, by_contingency in cells.items():
        yield (
            defender,
            Profile(own, tuple(Cell(c.id, _kept(by_contingency.get(c.id, ()))) for c in possible)),
        )


def _asked(
    instrument: Instrument,
    contingency: Contingency,
    target: str,
    challenger: str,
    date: str,
    granted: tuple[str, ...],
) -> dict[str, tuple[tuple[Term, ...], ...]]:
    """Return what an instrument asks of each defender in one contingency."""
    who, held = answered_as(instrument, contingency, target, challenger, date, granted)

    def made() -> dict[str, tuple[tuple[Term, ...], ...]]:
        return _asked_of(commitments_of(instrument, contingency, target, who, date, granted), instrument)

    return _ASKED.get(instrument, contingency.id, target, who, date, held, make=made)


def _kept(asked: Iterable[tuple[Term, ...]]) -> tuple[tuple[Term, ...], ...]:
    """Return what several instruments ask, each once, in an order that does not depend on theirs."""
    return tuple(sorted(dict.fromkeys(asked), key=repr))


def _befalls(
    contingency: Contingency, target: str, challenger: str, date: str, granted: tuple[str, ...]
) -> bool:
    """Return whether a contingency can befall a target at all."""
    held = granted if (contingency.where or {}).get("granted_to_target") else ()

    def made() -> bool:
        return next(events_of(contingency, target, challenger, date, granted_by=held), None) is not None

    return _BEFALLS.get(contingency, target, challenger, date, held, make=made)


def _asked_of(found: Iterable[Commitment], instrument: Instrument) -> dict[str, tuple[tuple[Term, ...], ...]]:
    """Return what an instrument asks of each defender in one contingency: all kinds of duty together, and each alone.

    Alone they matter where the stronger kind is disputed or waits for a decision: the weaker one is owed all the same.
    """
    kinds: dict[str, dict[str, list[Term]]] = {}
    for one in found:
        terms = [t for part in one.parts if (t := _term(part, instrument)) is not None]
        if terms:
            kinds.setdefault(one.defender, {})[one.kind] = terms
    return {
        defender: (_together(by_kind), *(tuple(t) for t in by_kind.values() if len(by_kind) > 1))
        for defender, by_kind in kinds.items()
    }


def _together(by_kind: Mapping[str, Sequence[Term]]) -> tuple[Term, ...]:
    """Return the terms of all kinds, a weaker kind only for the share of events that a stronger one leaves."""
    found: list[Term] = []
    left = 1.0
    for terms in (by_kind.get(kind, ()) for kind in KINDS):
        whole = sum(t.share for t in terms)
        if whole > 0.0 and left > 0.0:
            part = min(whole, left)
            found += [t._replace(share=t.share * part / whole) for t in terms]
            left -= part
    return tuple(found)


def _term(part: Part, instrument: Instrument) -> Term | None:
    if part.standing or part.duty not in DUTIES:
        return None
    decided = part.status == "obliged_on_decision"
    together = "collective_decision" in part.conditions
    return Term(
        part.duty,
        part.status,
        part.share,
        tuple((f"{instrument.id}/{name}", holds) for name, holds in part.readings),
        instrument.id if together and decided else "",
        decided and not together,
    )

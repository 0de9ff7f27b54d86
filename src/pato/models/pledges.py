"""Pledges of an architecture as arrays: who has promised what to whom on a date, and what an architecture adds to another.

A duty counts whether or not it holds only in an area of the treaty, as in the data that the models
were fitted on (ATOP codes the pledge, not its area). One that is disputed as a whole does not count, nor does what a treaty
says that binds nearly everyone to everyone. Political declarations and domestic laws hold no defence obligation (T7), but they
do hold consultation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import BoolArray
from pato.memo import Memo
from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument
from pato.treaties.relations import relations

UNIVERSAL_PARTIES = 12
"""Number of parties from which a treaty without a defence obligation binds nearly every state to every other and is uninformative about a pair."""

_KINDS = ("defence", "consultation", "neutrality", "non_aggression")
_READ = Memo()
"""Cache of commitments: several models need the same, and reading takes a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Pledges:
    """Commitments by giver and receiver, each of shape (giver, receiver).

    Attributes
    ----------
    defence
        To defend it.
    consultation
        To consult it, without a promise of defence.
    restraint
        Not to fight it: neutrality or non-aggression, universal treaties left out.
    """

    defence: BoolArray
    consultation: BoolArray
    restraint: BoolArray


def pledges_of(architecture: Architecture, date: str, states: Sequence[str]) -> Pledges:
    """Return the pledges of an architecture on a date; kept for the next caller: do not write into them.

    Parameters
    ----------
    architecture
        The instruments that count.
    date
        ISO date; the architecture's own goes first.
    states
        ISO codes of rows and columns; pledges of and to other states are left out.
    """
    asked = architecture, architecture.date or date, tuple(states)
    return _READ.get(*asked, make=lambda: _read(*asked))


def pledged(architecture: Architecture, date: str, states: Sequence[str]) -> BoolArray:
    """Return the defence commitments between states, shape (defender, target), as a copy; parameters of `pledges_of`."""
    return pledges_of(architecture, date, states).defence.copy()


def _read(architecture: Architecture, date: str, states: Sequence[str]) -> Pledges:
    index = {code: i for i, code in enumerate(states)}
    found = {kind: np.zeros((len(index), len(index)), dtype=bool) for kind in _KINDS}
    day = architecture.on(date)
    wide = {i.id for i in day.instruments if _is_universal(i, date)}
    for owed in relations(day, date, kinds=_KINDS):
        here = owed.debtor in index and owed.creditor in index
        if here and not owed.disputed and owed.instrument not in wide:
            found[owed.kind][index[owed.debtor], index[owed.creditor]] = True
    restraint = found["neutrality"] | found["non_aggression"]
    return Pledges(found["defence"], found["consultation"] & ~found["defence"], restraint)


def _is_pact(instrument: Instrument) -> bool:
    return any(o.kind == "defence" for o in instrument.obligations)


def _is_universal(instrument: Instrument, date: str) -> bool:
    many = len(instrument.parties_on(date)) >= UNIVERSAL_PARTIES
    return instrument.universal or (many and not _is_pact(instrument))


def gap_count(pledges: BoolArray) -> int:
    """Return the number of pairs without an obligation in either direction; ``pledges`` has shape (defender, target)."""
    either = pledges | pledges.T
    n = len(either)
    return n * (n - 1) // 2 - int(np.triu(either, 1).sum())


def added_pacts(architecture: Architecture, status_quo: Architecture, date: str) -> Iterator[Instrument]:
    """Yield the defence pacts that are not in the status quo, or have other members there.

    Instruments without a defence obligation are not pacts: the Quad does not decide on an invocation, and China takes
    part in the Six-Party Talks.

    Parameters
    ----------
    architecture, status_quo
        Architectures to compare; each on its own date, if it fixes one.
    date
        ISO date of the others.
    """
    before = {i.id: i for i in status_quo.on(status_quo.date or date).instruments}
    for instrument in architecture.on(architecture.date or date).instruments:
        old = before.get(instrument.id)
        if _is_pact(instrument) and (old is None or old.members != instrument.members):
            yield instrument


def added_pact(architecture: Architecture, status_quo: Architecture, date: str) -> Instrument | None:
    """Return the pact used for decisions, burden and standards: the added one with most members, by id in a tie; or None."""
    day = architecture.date or date
    found = added_pacts(architecture, status_quo, date)
    return min(found, key=lambda i: (-len(i.parties_on(day)), i.id), default=None)


def added_parties(
    architectures: Sequence[Architecture], status_quo: Architecture, date: str
) -> tuple[str, ...]:
    """Return the full parties, in order of code, of all pacts that architectures add to the status quo."""
    found: set[str] = set()
    for architecture in architectures:
        for pact in added_pacts(architecture, status_quo, date):
            found.update(pact.expand(("parties",), architecture.date or date))
    return tuple(sorted(found))

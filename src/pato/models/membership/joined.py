"""Commitments of the states of a pool if they joined a treaty, as members or as associates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pato.kernels.arrays import IntArray
from pato.memo import Memo
from pato.models.commitments.profiles import Commitments
from pato.models.risk.war import WarRisk
from pato.treaties.architecture import Architecture, assumed, with_parties
from pato.treaties.associates import ASSOCIATE
from pato.treaties.norms import Instrument

_BODIES = Memo(256)
"""Treaties between some states, as one object each: what their bodies decide is known by it."""


def with_treaty(
    status_quo: Architecture, treaty: Instrument, states: Sequence[str], associates: Sequence[str] = ()
) -> Architecture:
    """Return the status quo with a treaty between some states on top, others its associates."""
    added = with_parties(assumed(treaty), tuple(states))
    if associates:
        added = with_parties(added, tuple(associates), ASSOCIATE)
    held = {i.id: i for i in status_quo.instruments} | {treaty.id: added}
    return status_quo._replace(
        id=f"{status_quo.id}+{treaty.id}", instruments=tuple(held[k] for k in sorted(held))
    )


def decides_first(treaty: Instrument) -> bool:
    """Return whether a body of a treaty must decide before some of it is owed."""
    return any("collective_decision" in o.subject_to for o in treaty.obligations)


def forms_of(states: Sequence[str], associates: Sequence[str]) -> tuple[list[tuple[str, ...]], IntArray]:
    """Return the associates of each form of the treaty, and which form says what seats owe each other, shape (seat, seat).

    In the first form all are members; then one after the other is an associate; in the last all are that have a seat as such.
    """
    n, a = len(states), len(associates)
    form = np.zeros((n + a, n + a), np.int64)
    single = np.arange(1, a + 1)
    form[:n, n:], form[n:, :n] = single, single[:, None]
    form[n:, n:] = a + 1 if a > 1 else a
    one_each = [(s,) for s in associates]
    return [(), *one_each, *([tuple(associates)] if a > 1 else [])], form


def committed_if_joined(
    risk: WarRisk,
    place: IntArray,
    status_quo: Architecture,
    treaty: Instrument,
    states: Sequence[str],
    *,
    associates: Sequence[str] = (),
    seated: Sequence[str] | None = None,
) -> dict[int, Commitments]:
    """Return commitments if all of a pool were parties of a treaty, by challenger of the pool: then all but it; -1 for those outside.

    Parameters
    ----------
    risk
        The model of war risk, on the pairs that count.
    place
        Positions of the pool among its states, shape (state,).
    status_quo, treaty
        The architecture in force, and the treaty to join.
    states, associates
        The pool, some of it: those that join, and those that become associates.
    seated
        Who sits in the treaty's body and decides whether it acts, where it must decide first; all that join by default.
    """
    inside = {int(p): i for i, p in enumerate(place)}
    groups: dict[int, list[str]] = {}
    for r in np.unique(risk.challengers):
        groups.setdefault(inside.get(int(r), -1), []).append(risk.states[r])
    pool = [risk.states[p] for p in place]
    found = {}
    for challenger, against in sorted(groups.items()):
        parties = [s for s in states if challenger < 0 or s != pool[challenger]]
        others = [s for s in associates if challenger < 0 or s != pool[challenger]]
        joined = len(parties) > 1
        system = with_treaty(status_quo, treaty, parties, others) if joined else status_quo
        then = risk.joining.committed(system, against)
        found[challenger] = then if seated is None else sitting(then, treaty, parties, seated)
    return found


def sitting(
    then: Commitments, treaty: Instrument, parties: Sequence[str], seated: Sequence[str]
) -> Commitments:
    """Return commitments under a treaty with a body of only the seated parties."""
    if treaty.id not in then.bodies:
        return then
    members = tuple(s for s in parties if s in seated)
    body = _BODIES.get(treaty, members, make=lambda: with_parties(treaty, members))
    return replace(then, bodies={**then.bodies, treaty.id: body})

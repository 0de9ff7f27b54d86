"""Existing commitments to spend on defence: pledges of treaties in force, and announced budgets and plans.

A pact costs only what its pledge asks beyond that. Announcements are no outturns, and definitions differ from those of the
snapshot's expenditure (``commitments.csv`` says how): they are compared with a pledge, never spliced into a series.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray
from pato.models.decision.bodies import pledge_of
from pato.treaties.architecture import Architecture

YEARS = 10
"""Years within which a commitment must fall due to count: the horizon of the utilities."""
_FILE = Path(__file__).parent / "commitments.csv"


class Commitment(NamedTuple):
    """A row of the file: state (or instrument, for all its parties), share of GDP, and year.

    ``counts`` is ``yes`` (in force), ``announced`` (a goal not yet decided: shown, not counted) or ``instead`` (an
    exception that replaces the state's treaty commitments).
    """

    holder: str
    share: float
    by: int
    announced: str
    counts: str
    what: str
    source: str


@dataclass(frozen=True, slots=True)
class InForce:
    """Commitments of some states, shares of GDP, each of shape (state,); NaN where there is none.

    Attributes
    ----------
    share
        Commitment in force, the largest of a state's.
    announced
        The same with goals that are announced and not decided.
    told
        Description in words, by state.
    """

    states: tuple[str, ...]
    share: FloatArray
    announced: FloatArray
    told: tuple[str, ...]

    def floor(self, spent: FloatArray, *, announced: bool = False) -> FloatArray:
        """Return the larger of states' spending and commitments, shape (state,); NaN where expenditure is unknown."""
        held = self.announced if announced else self.share
        return np.where(np.isfinite(spent), np.fmax(spent, held), np.nan)

    def gap(self, spent: FloatArray, pledge: float | FloatArray, *, announced: bool = False) -> FloatArray:
        """Return the amount that a pledge adds to spending or commitments, as shares of GDP; NaN where expenditure is unknown."""
        return np.asarray(np.maximum(pledge - self.floor(spent, announced=announced), 0.0))


@cache
def commitments() -> tuple[Commitment, ...]:
    """Return all rows of the file."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Commitment(
                r["holder"],
                float(r["share"]),
                int(r["by"]),
                r["announced"],
                r["counts"],
                r["what"],
                r["source"],
            )
            for r in csv.DictReader(stream)
        )


def in_force(status_quo: Architecture, date: str, states: Sequence[str]) -> InForce:
    """Return the commitments of some states on a date.

    Parameters
    ----------
    status_quo
        Whose pledges are in force: of every instrument with one, and what its parties announced of it.
    date
        ISO date: what was announced later, or falls due more than `YEARS` years on, does not count.
    states
        ISO codes.
    """
    day = status_quo.date or date
    last = int(day[:4]) + YEARS
    known = [c for c in commitments() if c.announced <= day and c.by <= last]
    treaties = list(_of_treaties(status_quo, day, known))
    share, announced, told = [], [], []
    for state in states:
        bound = [(s, what) for s, what, parties in treaties if state in parties]
        own = [c for c in known if c.holder == state]
        if instead := [c for c in own if c.counts == "instead"]:
            least = min(instead, key=lambda c: c.share)
            own_word = f"{100 * least.share:.3g} %: {least.what}"
            bound = [(s, what) if s <= least.share else (least.share, own_word) for s, what in bound]
        bound += [(c.share, f"{100 * c.share:.3g} % by {c.by}: {c.what}") for c in own if c.counts == "yes"]
        goals = [
            (c.share, f"{100 * c.share:.3g} % by {c.by}: {c.what}") for c in own if c.counts == "announced"
        ]
        share.append(max((s for s, _ in bound), default=np.nan))
        announced.append(max((s for s, _ in [*bound, *goals]), default=np.nan))
        words = [max(bound)[1]] if bound else []
        told.append("; ".join([*words, *(f"announced, not counted: {what}" for _, what in goals)]))
    return InForce(tuple(states), np.array(share, float), np.array(announced, float), tuple(told))


def _of_treaties(
    status_quo: Architecture, day: str, known: Sequence[Commitment]
) -> Iterator[tuple[float, str, tuple[str, ...]]]:
    """Yield the pledges of instruments: share of GDP, in words, and the parties."""
    for instrument in status_quo.on(day).instruments:
        parties = instrument.parties_on(day)
        pledge = pledge_of(instrument) if parties else None
        if pledge is not None:
            yield pledge, f"{100 * pledge:.3g} %: pledge of {instrument.short}", parties
            for c in known:
                if c.holder == instrument.id and c.counts == "yes":
                    yield c.share, f"{100 * c.share:.3g} % by {c.by}: {c.what} ({instrument.short})", parties

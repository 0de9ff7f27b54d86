"""Rank of one membership among all possible among its members and the states to which it is open, in a few futures."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pato.kernels.arrays import IntArray
from pato.models.membership.query import open_to
from pato.models.rivals import PACIFIC
from pato.models.sweep.job import blocks_of, execute
from pato.models.sweep.plan import MOST_STATES as MOST_SWEPT
from pato.models.sweep.prepare import Request, prepare
from pato.models.sweep.ranking import CRITERIA, FRONT_CHANCE, READ, ranked
from pato.models.sweep.resampling import MOST_STATES
from pato.treaties.associates import ASSOCIATE
from pato.treaties.norms import Instrument
from pato.world import World

FUTURES = 280
"""Forty of each of seven theories: enough to be resampled; `pato sweep` runs more."""


@dataclass(frozen=True, slots=True)
class Place:
    """A membership among all of its pool.

    Attributes
    ----------
    pool, memberships
        The states, and how many memberships they make.
    ranks
        By criterion: its words, the rank, and the interval of 90 per cent over resamples.
    on_front
        Share of resamples in which no other beats it.
    pooled
        Whether theories are pooled by weights; otherwise each criterion is judged by the theory that is least favourable to it.
    """

    pool: tuple[str, ...]
    memberships: int
    ranks: tuple[tuple[str, int, int, int], ...]
    on_front: float | None
    pooled: bool

    @property
    def told(self) -> str:
        """The place in words."""
        ranks = ", ".join(
            f"{rank} by {words}" + (f" ({low} to {high})" if low < high else "")
            for words, rank, low, high in self.ranks
        )
        front = "" if self.on_front is None else f"; on the Pareto front in {self.on_front:.0%} of resamples"
        judged = (
            "" if self.pooled else ", each criterion judged by the assumption that is least favourable to it"
        )
        return f"Of {self.memberships} memberships of {', '.join(self.pool)} it is number {ranks}{front} ({FUTURES} runs{judged}; pato sweep)."


def place_of(
    pact: Instrument,
    day: str,
    world: World,
    status_quo: str,
    *,
    weights: Sequence[tuple[str, float]] = (),
    rivals: Sequence[str] = PACIFIC,
    seed: int = 1,
) -> Place | None:
    """Return the rank of a pact's membership; None if its members and candidate states are too many to sweep.

    Parameters
    ----------
    pact
        The pact, with its members and associates on the day.
    status_quo
        Name of the architecture in force.
    weights
        Weights of assumptions about deterrence; without them nothing is pooled.
    rivals
        States whose attacks count.

    Raises
    ------
    UsageError, CoverageError
        If data on a member are missing, or the pact is already in force.
    """
    members, associates = pact.parties_on(day), pact.parties_on(day, ASSOCIATE)
    pool = tuple(dict.fromkeys([*members, *associates, *open_to(pact, world)]))[:MOST_SWEPT]
    room = MOST_STATES - len(associates)
    if len(members) + len(associates) > room:
        return None
    pool = pool[:room]
    name = pact.id if not Path(pact.file).is_file() else pact.file
    asked = Request(
        pool,
        name,
        FUTURES,
        seed,
        status_quo=status_quo,
        date=day,
        weights=tuple(weights),
        rivals=tuple(rivals),
        associates=associates,
    )
    prepared = prepare(world, asked)
    mask = prepared.pool.mask(members, associates)
    called = {mask: pact.id}
    with tempfile.TemporaryDirectory() as folder:
        rows = execute(prepared, Path(folder)).select(READ).collect()
        blocks = blocks_of(Path(folder))
    found = ranked(rows, prepared.pool.states, called, blocks, associates)
    row = found.frame.row(int(found.frame["membership"].index_of(mask) or 0), named=True)
    again = None if found.resampled is None else found.resampled.ranks[mask]
    ranks = tuple(
        (words, int(row[f"rank_{column}"]), *_interval(again, k, int(row[f"rank_{column}"])))
        for k, (column, (words, _)) in enumerate(CRITERIA.items())
    )
    return Place(pool, len(found.frame), ranks, row.get(FRONT_CHANCE), prepared.frame.is_pooled)


def _interval(again: IntArray | None, criterion: int, rank: int) -> tuple[int, int]:
    if again is None:
        return rank, rank
    low, high = np.quantile(again[:, criterion], (0.05, 0.95), method="inverted_cdf")
    return int(low), int(high)

"""Capability pledged to the targets of pairs: as coded in the estimates, and by the strengths of commitments in a run.

Estimates of risk were made with commitments coded 0 or 1, so today's log-odds count them in this way; a commitment in
a state's own law counts by its credence. An architecture changes the log-odds by the difference in the strengths of
commitments before and after.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.commitments import Dose, Links, doses
from pato.kernels.projection import miles_per_day, projected_capability
from pato.memo import Memo
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import Valuation

_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Pledged:
    """Capability pledged to the targets of some pairs, before and after.

    Attributes
    ----------
    pairs
        Positions of the pairs that anything changes for, shape (moved pair,).
    before, after
        Of those pairs.
    newly
        How much the commitment of one defender rises at most, 0 to 1, shape (future, moved pair).
    """

    pairs: IntArray
    before: Dose
    after: Dose
    newly: FloatArray

    def of(self, here: IntArray) -> Pledged:
        """Return those of some futures."""
        before, after = (Dose(*(part[here] for part in dose)) for dose in (self.before, self.after))
        return Pledged(self.pairs, before, after, self.newly[here])


@dataclass(frozen=True)
class DosesOfPairs:
    """Reads commitments as doses; see `pato.models.risk.pairs.PairRisk` for the attributes."""

    states: tuple[str, ...]
    challengers: IntArray
    targets: IntArray
    cinc: FloatArray
    distance_km: FloatArray
    year: int
    valuation: Valuation
    _links: Memo = field(default_factory=lambda: Memo(24), init=False, compare=False, repr=False)
    _today: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)
    _valued: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    def fitted(self, now: Commitments, draws: Draws) -> Dose:
        """Return today's doses as the estimate counts them, each of shape (future, pair)."""
        word = self.valuation.worth(now, draws).word
        whole = np.concatenate([word, np.ones((draws.n_futures, 1))], axis=1)
        links = self._links.get(now, "fitted", make=lambda: self._fitted(now))
        return doses(links, whole, whole)[1]

    def moved(self, now: Commitments, then: Commitments, draws: Draws) -> Pledged:
        """Return the capability pledged, before and after, to the targets of the pairs that an architecture changes."""
        pairs, links = self._links.get(now, then, make=lambda: self._between(now, then))
        before, after = (self.valuation.worth(c, draws).deterring for c in (now, then))
        return Pledged(pairs, *doses(links, before, after))

    def pledged(
        self, now: Commitments, moved: Pledged, draws: Draws, counted: BoolArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the largest and the whole capability pledged to each state, per cent of the world's, shapes (future, target).

        Against the challenger of its pairs against whom most is pledged: commitments differ between them. 0 where a state has none.

        Parameters
        ----------
        now
            Commitments in force.
        moved
            Changes made by an architecture, as returned by `moved`.
        draws
            Of what commitments are worth.
        counted
            Pairs whose challengers count, shape (pair,).
        """
        before = self.valued(now, draws)
        if not len(moved.pairs):
            key = now, draws, counted.tobytes()
            found = self._today.get(*key, make=lambda: self._greatest(before.largest, before.total, counted))
            return found[0].copy(), found[1].copy()
        largest, total = np.array(before.largest), np.array(before.total)
        largest[:, moved.pairs], total[:, moved.pairs] = moved.after.largest, moved.after.total
        return self._greatest(largest, total, counted)

    def _greatest(
        self, largest: FloatArray, total: FloatArray, counted: BoolArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the greatest doses over the counted pairs of each target, shapes (future, target)."""
        shape = len(largest), len(self.states)
        found = np.zeros(shape), np.zeros(shape)
        for pair in np.flatnonzero(counted):
            for doses_, most in zip((largest, total), found, strict=True):
                column = most[:, self.targets[pair]]
                np.maximum(column, doses_[:, pair], out=column)
        return found

    def valued(self, commitments: Commitments, draws: Draws) -> Dose:
        """Return the doses of all pairs by the strengths of commitments, each of shape (future, pair); cached for the last draws."""
        return self._valued.get(commitments, draws, make=lambda: self._all(commitments, draws))

    def _all(self, commitments: Commitments, draws: Draws) -> Dose:
        worth = self.valuation.worth(commitments, draws).deterring
        every = np.arange(len(self.targets))
        links = self._links.get(
            commitments, "all", make=lambda: self._of_pairs(every, commitments, commitments)
        )
        # a copy, so that the kernel's other results are freed
        return Dose(*(part.copy() for part in doses(links, worth, worth)[1]))

    @cached_property
    def arriving(self) -> FloatArray:
        """Per cent of the world's capability that each state brings to each target, shape (defender, target)."""
        distance = np.nan_to_num(self.distance_km)
        return np.asarray(
            _PERCENT * projected_capability(self.cinc[:, None], distance, miles_per_day(self.year))
        )

    def _between(self, now: Commitments, then: Commitments) -> tuple[IntArray, Links]:
        r, k = self.challengers, self.targets
        changed = then.moves(now)[:, k, r]
        bars = now.defence[:, r] != then.defence[:, r]
        moved = np.flatnonzero((changed | bars).any(axis=0))
        return moved, self._of_pairs(moved, now, then)

    def _of_pairs(self, pairs: IntArray, now: Commitments, then: Commitments) -> Links:
        first, rows = [0], []
        for pair in pairs:
            r, k = self.challengers[pair], self.targets[pair]
            before, after = (
                np.where(c.defence[:, r], 0, c.of[:, k, r]) * self._apart(r, k) for c in (now, then)
            )
            here = np.flatnonzero((before != 0) | (after != 0))
            rows.append(np.stack([here, before[here], after[here], np.full(len(here), k)]))
            first.append(first[-1] + len(here))
        return self._linked(first, rows)

    def _fitted(self, now: Commitments) -> Links:
        """Return the links of today's doses: defenders by treaty have the number behind the last profile, which is whole."""
        first, rows, whole = [0], [], len(now.profiles)
        for r, k in zip(self.challengers, self.targets, strict=True):
            number = np.where(now.defence[:, k], whole, now.of[:, k, r]) * ~now.defence[:, r]
            number = number * self._apart(r, k)
            here = np.flatnonzero(number)
            rows.append(np.stack([here, number[here], number[here], np.full(len(here), k)]))
            first.append(first[-1] + len(here))
        return self._linked(first, rows)

    def _linked(self, first: list[int], rows: list[IntArray]) -> Links:
        joined = np.concatenate(rows, axis=1) if rows else np.zeros((4, 0), np.int64)
        d, before, after, k = (np.ascontiguousarray(part, np.int64) for part in joined)
        return Links(np.array(first, np.int64), before, after, np.ascontiguousarray(self.arriving[d, k]))

    def _apart(self, challenger: int, target: int) -> BoolArray:
        """Return the states outside a pair, shape (state,)."""
        positions = np.arange(len(self.states))
        return np.asarray((positions != challenger) & (positions != target))

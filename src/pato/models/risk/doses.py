"""Doses of capability pledged to the targets of pairs; what differs between futures is Taiwan's alone.

Today's American word for Taiwan is short of a pledge: a future gives it a credence between none and that of a full pledge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.futures import Factor
from pato.futures.distributions import Uniform
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.projection import PledgeDose, miles_per_day, pledge_dose, projected_capability

CREDENCE = "taiwan_credence"
PATRON, TAIWAN = "USA", "TWN"
_PARTS = ("largest", "rest", "total", "pledgers")
_PERCENT = 100.0


def credence_factor() -> Factor:
    """Return what today's American word for Taiwan is worth, as a factor."""
    promise = "range: from no pledge to a full one. The Taiwan Relations Act promises arms and a policy, not defence; presidents have said more"
    return Factor(CREDENCE, Uniform(0.0, 1.0), promise, "assumption", "share of a United States pledge")


@dataclass(frozen=True, slots=True)
class Doses:
    """Pledged doses of pairs.

    Attributes
    ----------
    base
        Of all pairs without the word for Taiwan, its arrays of shape (pair,).
    taiwan
        Of the pairs with Taiwan as target, shape (future, those pairs); None where the word changes nothing.
    of_taiwan
        Which pairs those are, shape (pair,).
    """

    base: PledgeDose
    taiwan: PledgeDose | None
    of_taiwan: BoolArray

    def part(self, name: str) -> FloatArray:
        """Return one part of the doses, shape (pair,) or (future, pair)."""
        column: FloatArray = getattr(self.base, name)
        if self.taiwan is None:
            return column
        varying: FloatArray = getattr(self.taiwan, name)
        column = np.repeat(column[None], len(varying), axis=0)
        column[:, self.of_taiwan] = varying
        return column

    def of(self, here: IntArray) -> PledgeDose:
        """Return the doses of some futures, their arrays of shape (pair,) or (future, pair)."""
        if self.taiwan is None:
            return self.base
        dose = self.taiwan
        some = PledgeDose(dose.largest[here], dose.rest[here], dose.total[here], dose.pledgers[here])
        chosen = Doses(self.base, some, self.of_taiwan)
        largest, rest, total, pledgers = (chosen.part(p) for p in _PARTS)
        return PledgeDose(largest, rest, total, pledgers.astype(np.int16))


@dataclass(frozen=True)
class DosesOfPairs:
    """What reads pledges as doses; see `pato.models.risk.pairs.PairRisk` for the attributes."""

    states: tuple[str, ...]
    challengers: IntArray
    targets: IntArray
    cinc: FloatArray
    distance_km: FloatArray
    year: int

    def of(self, pledges: BoolArray, credence: FloatArray) -> Doses:
        """Return the doses under pledges, shape (defender, target), with what the word for Taiwan is worth, shape (future,)."""
        base = self._dose(pledges)
        pairs = self._at_pairs(base)
        if not self._word_counts(pledges):
            return Doses(pairs, None, self._of_taiwan)
        patron, taiwan = self.states.index(PATRON), self.states.index(TAIWAN)
        full = pledges.copy()
        full[patron, taiwan] = True
        # the whole dose before its logarithm is linear in the credence of the patron's word, which bars nothing
        r = self.challengers[self._of_taiwan]
        promised = self._dose(full, bars=pledges)
        none = np.expm1(base.total[r, taiwan])
        given = credence[:, None] * (np.expm1(promised.total[r, taiwan]) - none)
        largest = np.log1p(np.maximum(np.expm1(base.largest[r, taiwan]), given))
        together = np.maximum(np.log1p(none + given), largest)
        pledgers = (base.pledgers[r, taiwan] + (given > 0)).astype(np.int16)
        return Doses(pairs, PledgeDose(largest, together - largest, together, pledgers), self._of_taiwan)

    def pledged(self, pledges: BoolArray, credence: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the largest and the whole capability pledged to each state, per cent of the world's, shapes (future, target)."""
        miles = miles_per_day(self.year)
        arriving = _PERCENT * projected_capability(self.cinc[:, None], self.distance_km, miles)
        given = np.where(pledges, arriving, 0.0)
        np.fill_diagonal(given, 0.0)
        largest, total = (
            np.repeat(v[None], len(credence), axis=0) for v in (given.max(axis=0), given.sum(axis=0))
        )
        if self._word_counts(pledges):
            k = self.states.index(TAIWAN)
            word = credence * arriving[self.states.index(PATRON), k]
            largest[:, k] = np.maximum(largest[:, k], word)
            total[:, k] += word
        return largest, total

    def _word_counts(self, pledges: BoolArray) -> bool:
        known = TAIWAN in self.states and PATRON in self.states
        return known and not pledges[self.states.index(PATRON), self.states.index(TAIWAN)]

    @property
    def _of_taiwan(self) -> BoolArray:
        return np.asarray(self.targets == (self.states.index(TAIWAN) if TAIWAN in self.states else -1))

    def _at_pairs(self, dose: PledgeDose) -> PledgeDose:
        return PledgeDose(*(getattr(dose, part)[self.challengers, self.targets] for part in _PARTS))

    def _dose(self, pledges: BoolArray, bars: BoolArray | None = None) -> PledgeDose:
        return pledge_dose(
            pledges,
            cinc=self.cinc,
            distance_km=self.distance_km,
            miles_a_day=miles_per_day(self.year),
            also_bars=bars,
        )

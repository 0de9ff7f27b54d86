"""Utilities with an assumption set to one value: what an answer depends on, and what would turn it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pato.futures import Draws, Factor
from pato.futures.distributions import Distribution
from pato.kernels.arrays import FloatArray
from pato.kernels.digits import significant
from pato.models.commitments.worth import CONSULT, CREDENCE, DECLARED, DEEMED, DISPUTED, SHIFT
from pato.models.commitments.worth import factors as assumed_of_commitments
from pato.models.membership.assumptions import SYMBOLS
from pato.models.membership.parts import Wars
from pato.models.membership.pool import Pool
from pato.models.membership.terms import COMPLIANCE, WAR_TERMS
from pato.models.risk.theories.found import theories
from pato.models.support.arriving import DECISIVENESS, DEFEAT, LOSS

POINTS = 5
_OF_WAR = frozenset(
    {"loss_years", "large_war_share", "away_cost", "war_years", "spill_neighbour", "spill_trade"}
)
_WITHOUT_WAR = frozenset({COMPLIANCE}) | (SYMBOLS - _OF_WAR)
_OF_OTHER_MODELS = (
    LOSS,
    DEFEAT,
    DECISIVENESS,
    COMPLIANCE,
    CREDENCE,
    DEEMED,
    CONSULT,
    DISPUTED,
    DECLARED,
    SHIFT,
)
_ENDS = np.array([1e-12, 1 - 1e-12])


@dataclass(frozen=True)
class Changes:
    """A membership over futures with assumptions that can be changed without recomputing who joins whom.

    Attributes
    ----------
    pool, draws, wars
        As in `pato.models.membership.standing.stand`.
    mask
        The membership: bits of seats.
    terms
        Its terms as drawn, shape (future, state).
    """

    pool: Pool
    draws: Draws
    wars: Wars
    mask: int
    terms: Mapping[str, FloatArray]

    def factors(self) -> list[Factor]:
        """Return the assumptions that can be changed: those of utilities, and those of other models."""
        assumed = (f.id for t in theories().values() for f in t.factors() if f.basis == "assumption")
        names = {*self.pool.assumptions.of, *_OF_OTHER_MODELS, *assumed}
        return [f for f in self.pool.factors() if f.id in names and f.kind == "continuous"]

    def utilities(self, values: Mapping[str, float]) -> FloatArray:
        """Return utilities with some assumptions at one value in all futures, shape (future, state)."""
        pool = self.pool
        fixed = {name: np.full(self.draws.n_futures, value) for name, value in values.items()}
        draws = Draws(
            tuple(self.draws.factor(k) for k in self.draws),
            self.draws.futures,
            {k: self.draws[k] for k in self.draws} | fixed,
        )
        if set(values) <= _WITHOUT_WAR:
            parts = self._without_war(draws)
        else:
            wars = self._wars(draws, values)
            found = pool.terms(draws, [self.mask], wars=wars)
            parts = {name: v[:, 0] for name, v in found.items()}
        return np.asarray(sum(parts.values()))

    def _without_war(self, draws: Draws) -> dict[str, FloatArray]:
        seats = self.pool.seats
        found = {
            name: seats.folded(part.gains([self.mask]), [self.mask])[:, 0]
            for name, part in self.pool.parts(draws).items()
        }
        for name, values in self.pool.corrections(draws, [seats.economic(self.mask)]).items():
            found[name] = found[name] + values[:, 0]
        return found | {name: self.terms[name] for name in WAR_TERMS if name in self.terms}

    def _wars(self, draws: Draws, names: Mapping[str, float]) -> Wars:
        wars, war = self.wars, self.pool.war
        if DECISIVENESS in names:
            wars = replace(wars, joining={**wars.joining, "decisiveness": draws[DECISIVENESS]})
        if set(names) - set(self.pool.assumptions.of) - {LOSS, DEFEAT, DECISIVENESS, COMPLIANCE}:
            wars = replace(
                wars, log_odds=war.log_odds(draws), doses=war.doses(draws), theories=war.theories(draws)
            )
        if {f.id for f in assumed_of_commitments()} & set(names):
            wars = replace(wars, joining=war.joining(draws))
        return wars


def ends(factor: Factor) -> tuple[float, float]:
    """Return the ends of a factor's range, to three figures."""
    assert isinstance(factor.spec, Distribution)
    low, high = (short(float(v)) for v in factor.spec.inverse(_ENDS))
    return low, high


def grid(factor: Factor, points: int = POINTS) -> FloatArray:
    """Return evenly spaced values of a factor."""
    return np.linspace(*ends(factor), points)


def turning(values: FloatArray, gains: Sequence[float]) -> float | None:
    """Return the values at which gains change sign, by linear interpolation; None if they do not."""
    for a, b, x, y in zip(values, values[1:], gains, gains[1:], strict=False):
        if (x >= 0) != (y >= 0):
            return float(a + (b - a) * x / (x - y))
    return None


def short(value: float) -> float:
    """Return a number to three significant figures; tiny values become 0."""
    return 0.0 if abs(value) < 1e-9 else significant(value, 3)

"""Formation: which pairs without a defence pact are the likeliest to conclude one, in ranks (M6). Needs numpy only.

Levels are not identified: nothing here is a probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from pato.brief import brief
from pato.errors import CoverageError, Problem, UnknownNameError, UsageError
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.neighbourhood import surrounded
from pato.kernels.ranking import percentiles
from pato.kernels.similarity import overlap
from pato.models.pledges import pledged
from pato.models.risk.estimate import RiskModel, load_risk
from pato.registry.codes import not_covered
from pato.treaties.architecture import Architecture
from pato.treaties.relations import relations
from pato.world import World

ESTIMATE = "formation"
Standing = Literal["ranked", "allied"]


@dataclass(frozen=True, slots=True)
class Rank:
    """Rank of a pair among all pairs of the world without a defence pact.

    Attributes
    ----------
    one, two
        ISO codes.
    standing
        ``allied`` where the two have a pact (and no rank), ``ranked`` otherwise.
    percentile
        Per cent of those pairs with a lower rank; None if allied.
    low, high
        5 and 95 per cent quantiles over draws from the posterior.
    reasons
        Contributions of the pair's covariates to the log-odds, relative to the median pair, largest first.
    """

    one: str
    two: str
    standing: Standing
    percentile: float | None
    low: float | None
    high: float | None
    reasons: tuple[tuple[str, float], ...]


@brief("states")
@dataclass(frozen=True, eq=False)
class Formation:
    """The model for one world and architecture.

    Attributes
    ----------
    logit
        The estimate.
    states
        ISO codes.
    allied
        Defence pacts, in either direction, shape (state, state).
    design
        Covariates, shape (state, state, coefficient).
    """

    logit: RiskModel
    states: tuple[str, ...]
    allied: BoolArray
    design: FloatArray

    @classmethod
    def of(cls, world: World, architecture: Architecture, date: str) -> Formation:
        """Return the model of a world.

        Allies, rivals and neighbours outside the world's states are not seen: shared allies and common rivals are those inside it.

        Raises
        ------
        CoverageError
            If it is not known how long a state has been in the system.
        """
        logit = load_risk(ESTIMATE)
        states = tuple(world.states)
        day = architecture.date or date
        pledges = pledged(architecture, date, states)
        allied = pledges | pledges.T
        covariates = _covariates(world, allied, logit) | _binding(architecture, day, states, logit)
        return cls(logit, states, allied, logit.design(covariates))

    @cached_property
    def _at_risk(self) -> BoolArray:
        return np.asarray(np.triu(~self.allied, 1))

    def log_odds(self, draws: npt.ArrayLike | None = None) -> FloatArray:
        """Return the scores behind ranks, shape (draw, state, state); without draws, from the estimate itself."""
        b = np.atleast_2d(self.logit.coefficients if draws is None else np.asarray(draws, np.float64))
        total = np.zeros((len(b), *self.design.shape[:2]))
        for j in range(b.shape[1]):
            total += b[:, j, None, None] * self.design[..., j]
        return total

    def rank(self, one: str, two: str, draws: npt.ArrayLike | None = None) -> Rank:
        """Return the rank of a pair.

        Parameters
        ----------
        one, two
            ISO codes.
        draws
            Coefficients, shape (draw, coefficient), for the interval; none by default.

        Raises
        ------
        UnknownNameError
            If the world has no such state.
        UsageError
            If both are the same.
        """
        for state in (one, two):
            if state not in self.states:
                raise UnknownNameError(not_covered(state, self.states))
        if one == two:
            raise UsageError(f"{one} and {two} are the same state: name two.")
        i, j = sorted((self.states.index(one), self.states.index(two)))
        if self.allied[i, j]:
            return Rank(one, two, "allied", None, None, None, ())
        place = float(self._place(self.log_odds()[0], i, j))
        low = high = None
        if draws is not None:
            places = [self._place(values, i, j) for values in self.log_odds(draws)]
            low, high = (float(q) for q in np.quantile(places, [0.05, 0.95]))
        return Rank(one, two, "ranked", place, low, high, self._reasons(i, j))

    def _place(self, log_odds: FloatArray, i: int, j: int) -> float:
        return float(percentiles(log_odds[self._at_risk], log_odds[i, j : j + 1])[0])

    def _reasons(self, i: int, j: int) -> tuple[tuple[str, float], ...]:
        middle = np.median(self.design[self._at_risk], axis=0)
        parts = self.logit.coefficients * (self.design[i, j] - middle)
        order = np.argsort(-np.abs(parts))
        return tuple((self.logit.names[k], float(parts[k])) for k in order if abs(parts[k]) > 0.005)


def ranking(formation: Formation, states: Sequence[str], *, draws: int = 200, seed: int = 1) -> list[Rank]:
    """Return the ranks of all pairs among some states, highest first, with intervals over draws of the coefficients.

    Parameters
    ----------
    formation
        The model.
    states
        ISO codes, at least two.
    draws, seed
        How many draws the intervals rest on, and where they begin.

    Raises
    ------
    UsageError
        If fewer than two states are named.
    """
    chosen = list(dict.fromkeys(states))
    if len(chosen) < 2:
        raise UsageError(f"a pair needs two states, found {chosen}.")
    normals = np.random.Generator(np.random.Philox(seed)).standard_normal((draws, len(formation.logit.names)))
    b = formation.logit.draws_from(normals)
    found = [formation.rank(one, two, b) for one, two in combinations(chosen, 2)]
    found.sort(key=lambda r: (r.percentile is None, -(r.percentile or 0.0)))
    return found


def _covariates(world: World, allied: BoolArray, logit: RiskModel) -> dict[str, FloatArray]:
    major, score = (world.array(name).values for name in ("major", "democracy_score"))
    distance, contiguity, rivalry = (
        world.pair_array(name).values for name in ("distance_km", "contiguity", "rivalry")
    )
    known = ~np.eye(len(score), dtype=bool)
    rivals = (rivalry == 1) & known
    apart = np.where(known, distance, 0.0)
    near = surrounded(allied, apart)
    gap = np.abs(score[:, None] - score)
    return {
        "distance_km": apart,
        "land": (contiguity == 1).astype(float),
        "sea": (contiguity > 1).astype(float),
        "common_rival": (rivals.astype(float) @ rivals > 0).astype(float),
        "rivalry": rivals.astype(float),
        "ally_overlap": overlap(allied),
        "nearby_allied_lower": np.minimum(near, near.T),
        "nearby_allied_higher": np.maximum(near, near.T),
        "major": np.maximum(major[:, None], major),
        "lapsed": _lapsed(tuple(world.states), logit) * ~allied,
        "regime_gap": np.where(np.isnan(gap), np.nanmedian(gap), gap),
        "states": np.full(gap.shape, float(len(world.states))),
    }


def _binding(
    architecture: Architecture, day: str, states: tuple[str, ...], logit: RiskModel
) -> dict[str, FloatArray]:
    """Return pairs' commitments short of defence, including universal treaties as in the data, and the age of the younger state."""
    index = {code: i for i, code in enumerate(states)}
    found = {kind: np.zeros((len(states),) * 2) for kind in ("consultation", "non_aggression")}
    for owed in relations(architecture, day, kinds=tuple(found)):
        if owed.debtor in index and owed.creditor in index and not owed.disputed:
            i, j = index[owed.debtor], index[owed.creditor]
            found[owed.kind][i, j] = found[owed.kind][j, i] = 1.0
    age = _ages(states, int(day[:4]), logit)
    return {
        "consultation": found["consultation"],
        "nonaggression": found["non_aggression"],
        "age_lower": np.minimum(age[:, None], age),
    }


def _ages(states: tuple[str, ...], year: int, logit: RiskModel) -> FloatArray:
    """Return the years that states had been in the system at the end of the year before, shape (state,)."""
    known: dict[str, int] = logit.estimate["years_in_system"]
    last: int = logit.estimate["sample"]["years"][1]
    lost = [s for s in states if s not in known]
    if lost:
        what = f"has no age: it was not in the system of states in {last}."
        raise CoverageError(Problem(f"state '{lost[0]}'", what, "Leave it out of the world."))
    return np.array([max(known[s] + year - 1 - last, 1) for s in states], float)


def _lapsed(states: tuple[str, ...], logit: RiskModel) -> FloatArray:
    """Return the pairs with a former pact that had ended by the last year of the data, shape (state, state)."""
    once = set(logit.estimate["lapsed_pairs"])
    return np.array([["-".join(sorted((a, b))) in once for b in states] for a in states], float)

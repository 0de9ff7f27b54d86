"""Joining: how likely a state is to fight for a target against a challenger, once they are at war (M2).

For defender d, challenger r, target k under an architecture A:

    logit pi(d, k, r; A) = x(d, k, r; A0) b + share * [x(d, k, r; A) - x(d, k, r; A0)] b

b is drawn from the estimate ``joining`` (`pato fit joining`); only the pledges in x differ between A and the status quo A0.
``share`` is how much of the difference that pacts go with is their doing: see `EFFECTS`. Needs numpy and the compiled kernels only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from pato.errors import CoverageError, Problem, UnknownNameError, unknown
from pato.futures import Factor, Levels, Posterior
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.chances import moved_chances
from pato.kernels.projection import miles_per_day
from pato.kernels.reach import log_reach
from pato.memo import Memo
from pato.models.pledges import Pledges, pledges_of
from pato.models.risk.estimate import RiskModel, load_risk
from pato.registry.codes import not_covered
from pato.treaties.architecture import Architecture
from pato.world import World

ESTIMATE, EFFECT = "joining", "pledge_effect"
EFFECTS: Mapping[str, float] = MappingProxyType({"causal": 1.0, "half": 0.5, "screening": 0.0})
"""How much of the difference that a pledge goes with it brings about: all, half, or none (it only shows who would come)."""

_FIGURES = ("distance_km", "contiguity", "rivalry", "dispute_history")


@dataclass(frozen=True)
class Joining:
    """The model for one world and one status quo; see the module.

    Attributes
    ----------
    logit
        The estimate.
    states
        ISO codes of defenders, challengers and targets.
    cinc
        Share of the world's capabilities, shape (state,).
    figures
        Figures of pairs, each of shape (state, state): km, contiguity, rivalry, dispute history, joint democracy.
    major
        Shape (state,).
    status_quo
        Pledges today.
    date
        The day on which pledges are read.
    """

    logit: RiskModel
    states: tuple[str, ...]
    cinc: FloatArray
    major: FloatArray
    figures: Mapping[str, FloatArray]
    status_quo: Pledges
    date: str
    _designs: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, world: World, status_quo: Architecture, date: str) -> Joining:
        """Return the model of a world.

        Raises
        ------
        CoverageError
            If a state's capability or regime, or a figure of a pair, is not known.
        """
        states = tuple(world.states)
        cinc, major, democracy = (world.array(name).values for name in ("cinc", "major", "democracy"))
        figures = {name: world.pair_array(name).values for name in _FIGURES}
        figures["joint_democracy"] = democracy[:, None] * democracy
        _refuse_unknown(states, cinc, figures)
        pledges = pledges_of(status_quo, status_quo.date or date, states)
        return cls(load_risk(ESTIMATE), states, cinc, major, figures, pledges, date)

    def factors(self) -> list[Factor]:
        """Return what is uncertain: the estimate, and how much of what pacts go with is their doing."""
        return factors_of(self.logit)

    def pledges(self, architecture: Architecture) -> Pledges:
        """Return an architecture's pledges on its own date or the study's; read once."""
        return pledges_of(architecture, architecture.date or self.date, self.states)

    def probabilities(
        self,
        draws: npt.ArrayLike,
        pledges: Pledges,
        challengers: IntArray,
        targets: IntArray,
        *,
        effect: str | npt.ArrayLike = "causal",
        war: bool = True,
    ) -> FloatArray:
        """Return how likely each state is to fight for each target, shape (future, defender, pair).

        The parties of a pair have probability 0: they cannot join what they began.

        Parameters
        ----------
        draws
            Coefficients, shape (future, coefficient).
        pledges
            Of the architecture; those of the status quo are the model's own.
        challengers, targets
            Positions in `states`, shape (pair,).
        effect
            A name of `EFFECTS`, or the share itself, shape (future,).
        war
            Whether the dispute has reached the level of war.

        Raises
        ------
        UnknownNameError
            For another effect.
        """
        if isinstance(effect, str) and effect not in EFFECTS:
            raise UnknownNameError(unknown("effect of pledges", effect, EFFECTS))
        share = np.asarray(EFFECTS[effect] if isinstance(effect, str) else effect, np.float64)
        b = np.atleast_2d(np.asarray(draws, np.float64))
        pair, change = np.arange(len(targets)), self._change(pledges, challengers, targets, war=war)
        found = moved_chances(b, *change, np.broadcast_to(share, len(b))).reshape(
            len(b), len(self.states), len(targets)
        )
        found[:, challengers, pair] = found[:, targets, pair] = 0.0
        return found

    def _change(
        self, pledges: Pledges, challengers: IntArray, targets: IntArray, *, war: bool
    ) -> tuple[FloatArray, FloatArray, IntArray]:
        """Return covariates under the status quo, what pledges add to some of them, and to which; a term a row."""
        places = challengers.tobytes(), targets.tobytes(), war

        def made() -> tuple[FloatArray, FloatArray, IntArray]:
            now, then = (
                self._design(p, challengers, targets, war=war).reshape(-1, len(self.logit.names))
                for p in (self.status_quo, pledges)
            )
            moved = np.flatnonzero((then != now).any(axis=1))
            return np.ascontiguousarray(now.T), np.ascontiguousarray((then - now)[moved].T), moved

        return self._designs.get(pledges, *places, make=made)

    def _design(self, pledges: Pledges, challengers: IntArray, targets: IntArray, *, war: bool) -> FloatArray:
        """Return covariates, shape (defender, pair, coefficient)."""
        shape = (len(self.states), len(targets))
        to = {name: values[:, targets] for name, values in self.figures.items()}
        against = {name: values[:, challengers] for name, values in self.figures.items()}
        reach = log_reach(self.cinc[:, None], to["distance_km"], miles_per_day(int(self.date[:4])))
        defence = pledges.defence[:, targets].astype(float)
        balance = np.log(self.cinc[targets] / self.cinc[challengers])
        known = {
            "defence": defence,
            "defence_reach": np.where(defence > 0, reach, 0.0),
            "defence_war": defence * war,
            "defence_after_1945": defence,
            "consultation": pledges.consultation[:, targets],
            "restrained": pledges.restraint[:, challengers],
            "defence_challenger": pledges.defence[:, challengers],
            "reach": reach,
            "major": self.major[:, None],
            "rivalry_target": to["rivalry"],
            "near_target": to["contiguity"] > 0,
            "joint_democracy": to["joint_democracy"],
            "rivalry_challenger": against["rivalry"],
            "land_challenger": against["contiguity"] == 1,
            "history_challenger": against["dispute_history"],
            "balance": balance,
            "war": np.full(shape, float(war)),
        }
        given = {**known, **self.logit.estimate["at_prediction"]}
        covariates = {n: np.broadcast_to(np.asarray(given[n], float), shape) for n in self.logit.covariates}
        # a state's ties to itself are unknown and never used: its probability is set to zero afterwards
        return np.nan_to_num(self.logit.design(covariates))

    def position(self, state: str) -> int:
        """Return where a state stands.

        Raises
        ------
        UnknownNameError
            If the world has no such state.
        """
        if state not in self.states:
            raise UnknownNameError(not_covered(state, self.states))
        return self.states.index(state)


def factors_of(logit: RiskModel) -> list[Factor]:
    """Return what is uncertain in an estimate of joining: its coefficients, and how much of what pacts go with is their doing."""
    sample = logit.estimate["sample"]
    source = f"pato fit {ESTIMATE}: {sample['events']} joins in {sample['rows']} disputes x third parties {sample['years'][0]}-{sample['years'][1]}"
    posterior = Posterior.of(logit.names, logit.coefficients, logit.covariance)
    why = "pledges are given to those one would help anyway, and only disputes that were not deterred are seen: all, half or none of the difference is causal"
    return [
        Factor(ESTIMATE, posterior, source, "estimate", "log-odds"),
        Factor(EFFECT, Levels(tuple(EFFECTS), "theory"), why, "assumption"),
    ]


def _refuse_unknown(states: tuple[str, ...], cinc: FloatArray, figures: Mapping[str, FloatArray]) -> None:
    apart = ~np.eye(len(states), dtype=bool)
    wrong = [f"cinc of {states[i]}" for i in np.flatnonzero(~np.isfinite(cinc))]
    for name, values in figures.items():
        wrong += [f"{name} of {states[i]}-{states[j]}" for i, j in np.argwhere(~np.isfinite(values) & apart)]
    if wrong:
        shown = ", ".join(wrong[:5])
        raise CoverageError(
            Problem(
                "joining",
                f"{len(wrong)} figures are not known: {shown}.",
                "Set them under 'world:' in the study.",
            )
        )

"""Joining: how likely a state is to fight for a target against a challenger, once they are at war (M2).

For defender d, challenger r, target k under an architecture A:

    logit pi(d, k, r; A) = x(d, k, r; A0) b + share * [x(d, k, r; A) - x(d, k, r; A0)] b

b is drawn from the estimate ``joining`` (`pato fit joining`); only the pledges in x differ between A and the status quo A0.
``share`` is the causal share of the association with pacts: see `EFFECTS`. The estimate codes a commitment as 0 or 1;
values between count in proportion to its strength (`pato.models.commitments.worth`). Today's defence commitments
count in full, as coded; a commitment in a state's own law counts by its strength.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from pato.errors import CoverageError, Problem, UnknownNameError, unknown
from pato.futures import Factor, Levels, Posterior
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.chances import moved_chances
from pato.kernels.projection import miles_per_day
from pato.kernels.reach import log_reach
from pato.memo import Memo
from pato.models.commitments.profiles import Commitments, commitments_among
from pato.models.commitments.valuation import valuation_of
from pato.models.commitments.worth import Valuation, Worth
from pato.models.pledges import Pledges
from pato.models.risk.estimate import RiskModel, load_risk
from pato.registry.codes import not_covered
from pato.treaties.architecture import Architecture
from pato.world import World

ESTIMATE, EFFECT = "joining", "pledge_effect"
EFFECTS: Mapping[str, float] = MappingProxyType({"causal": 1.0, "half": 0.5, "screening": 0.0})
"""Causal share of the association with a commitment: all, half, or none (it only shows who would come)."""

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
    basis, now
        The architecture in force, and its commitments.
    against
        The challengers against whom commitments are read.
    date
        The day on which commitments are read.
    valuation
        Reader of commitments as numbers.
    """

    logit: RiskModel
    states: tuple[str, ...]
    cinc: FloatArray
    major: FloatArray
    figures: Mapping[str, FloatArray]
    basis: Architecture
    now: Commitments
    against: tuple[str, ...]
    date: str
    valuation: Valuation
    _designs: Memo = field(default_factory=lambda: Memo(48), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        challengers: Iterable[str] | None = None,
        readings: Mapping[str, float] | None = None,
    ) -> Joining:
        """Return the model of a world.

        Parameters
        ----------
        world, status_quo, date
            Figures, the architecture in force, and the day.
        challengers
            Against whom commitments are read; all states where None.
        readings
            Weights of readings by ``INSTRUMENT/READING``, 0 to 1; those without one can have any.

        Raises
        ------
        CoverageError
            If a state's capability or regime, or data on a pair, are missing.
        """
        states = tuple(world.states)
        cinc, major, democracy = (world.array(name).values for name in ("cinc", "major", "democracy"))
        figures = {name: world.pair_array(name).values for name in _FIGURES}
        figures["joint_democracy"] = democracy[:, None] * democracy
        refuse_unknown("joining", states, cinc, figures)
        against = states if challengers is None else tuple(challengers)
        now = commitments_among(status_quo, date, states, against, basis=status_quo)
        logit, valuation = load_risk(ESTIMATE), valuation_of(world, date, readings)
        return cls(logit, states, cinc, major, figures, status_quo, now, against, date, valuation)

    def facing(self, challengers: Iterable[str]) -> Joining:
        """Return the model of the same world with commitments read against other challengers."""
        against = tuple(challengers)
        now = commitments_among(self.basis, self.date, self.states, against, basis=self.basis)
        return replace(self, now=now, against=against)

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: the estimate, and the causal share of the association with pacts."""
        return factors_of(self.logit)

    @property
    def status_quo(self) -> Pledges:
        """Pledges today, as the estimate was made on."""
        return self.now.pledges

    def committed(self, architecture: Architecture, challengers: Iterable[str] | None = None) -> Commitments:
        """Return an architecture's commitments on its own date or the study's, against the model's challengers or some of them; read once."""
        against = self.against if challengers is None else challengers
        return commitments_among(architecture, self.date, self.states, against, basis=self.basis)

    def probabilities(
        self,
        draws: npt.ArrayLike,
        then: Commitments,
        challengers: IntArray,
        targets: IntArray,
        *,
        worth: tuple[Worth, Worth] | None = None,
        effect: str | npt.ArrayLike = "causal",
        war: bool = True,
    ) -> FloatArray:
        """Return the chance that each state fights for each target, shape (future, defender, pair).

        The parties of a pair have probability 0: they cannot join what they began.

        Parameters
        ----------
        draws
            Coefficients, shape (future, coefficient).
        then
            Commitments of the architecture; those of the status quo are the model's own.
        challengers, targets
            Positions in `states`, shape (pair,).
        worth
            Strengths of the commitments of the status quo and of the architecture in those futures; every assumption
            at its median where None.
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
        share = np.broadcast_to(share, len(b))
        if worth is None:
            worth = self.valuation.central(self.now, len(b)), self.valuation.central(then, len(b))
        pair, count = np.arange(len(targets)), len(targets)
        d, at = self._moved(then, challengers, targets)
        more = self.added(b, share, d, challengers[at], targets[at], then, worth, war=war)
        design = self._designs.get(
            challengers.tobytes(),
            targets.tobytes(),
            war,
            make=lambda: np.ascontiguousarray(
                self._design(challengers, targets, war=war).reshape(-1, len(self.logit.names)).T
            ),
        )
        found = moved_chances(b, design, more, d * count + at).reshape(len(b), len(self.states), count)
        found[:, challengers, pair] = found[:, targets, pair] = 0.0
        return found

    def _moved(
        self, then: Commitments, challengers: IntArray, targets: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Return the defenders and pairs for which something is added to the estimate's log-odds, shape (place,) each."""

        def made() -> tuple[IntArray, IntArray]:
            moved = self.moves(then)[:, targets, challengers] | self._bars(then)[:, challengers]
            defenders, pairs = np.nonzero(moved)
            return defenders, pairs

        return self._designs.get(then, challengers.tobytes(), targets.tobytes(), make=made)

    def moves(self, then: Commitments) -> BoolArray:
        """Return for whom commitments add something: they differ, or rest on a state's own law, shape (defender, target, challenger)."""
        return self._designs.get(then, "moves", make=lambda: then.moves(self.now) | self.now.own_law)

    def _bars(self, then: Commitments) -> BoolArray:
        return np.asarray(then.defence != self.now.defence)

    def added(
        self,
        b: FloatArray,
        share: FloatArray,
        defenders: IntArray,
        challengers: IntArray,
        targets: IntArray,
        then: Commitments,
        worth: tuple[Worth, Worth],
        *,
        war: bool = True,
    ) -> FloatArray:
        """Return the addition of commitments to the log-odds of the estimate, shape (future, place).

        Parameters
        ----------
        b, share
            Coefficients, shape (future, coefficient), and how much of the difference is the pledges' doing, shape (future,).
        defenders, challengers, targets
            Positions of each place, shape (place,).
        then
            Commitments of the architecture.
        worth
            Strengths of those of the status quo and of the architecture in those futures.
        war
            Whether the dispute has reached the level of war.
        """
        before, after = worth
        at = defenders, targets, challengers
        was, now = self.now.of[at], then.of[at]
        whole = self.whole(b, defenders, targets, war=war)
        consult, against = (self._coefficient(b, name) for name in ("consultation", "defence_challenger"))
        bare = ~self.now.defence[defenders, targets]
        word = before.word[:, was] * bare
        # a pledge takes the place of a promise to consult
        instead = whole - consult * self.status_quo.consultation[defenders, targets]
        change = whole * (after.joining[:, now] - before.joining[:, was])
        change += consult * (after.consulting[:, now] - before.consulting[:, was])
        bars = then.defence[defenders, challengers].astype(float)
        change += against * (bars - self.now.defence[defenders, challengers])
        return np.asarray(word * instead + share[:, None] * change)

    def whole(self, b: FloatArray, defenders: IntArray, targets: IntArray, *, war: bool = True) -> FloatArray:
        """Return the addition of a full commitment to the log-odds that each defender joins for each target, shape (future, place)."""
        found = self._coefficient(b, "defence") + self._coefficient(b, "defence_after_1945")
        if war:
            found = found + self._coefficient(b, "defence_war")
        return np.asarray(
            found + self._coefficient(b, "defence_reach") * np.nan_to_num(self.reach[defenders, targets])
        )

    @cached_property
    def reach(self) -> FloatArray:
        """Log of what each state brings to each target, shape (defender, target)."""
        miles = miles_per_day(int(self.date[:4]))
        return log_reach(self.cinc[:, None], self.figures["distance_km"], miles)

    def _coefficient(self, b: FloatArray, name: str) -> FloatArray:
        """Return the drawn coefficient of a covariate, shape (future, 1); 0 where the estimate has none."""
        if name not in self.logit.names:
            return np.zeros((len(b), 1))
        return b[:, self.logit.names.index(name), None]

    def _design(self, challengers: IntArray, targets: IntArray, *, war: bool) -> FloatArray:
        """Return covariates of the status quo, shape (defender, pair, coefficient)."""
        shape, pledges = (len(self.states), len(targets)), self.status_quo
        to = {name: values[:, targets] for name, values in self.figures.items()}
        against = {name: values[:, challengers] for name, values in self.figures.items()}
        reach = self.reach[:, targets]
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
        """Return the position of a state.

        Raises
        ------
        UnknownNameError
            If the world has no such state.
        """
        if state not in self.states:
            raise UnknownNameError(not_covered(state, self.states))
        return self.states.index(state)


def factors_of(logit: RiskModel) -> list[Factor]:
    """Return the uncertain factors of an estimate of joining: its coefficients, and the causal share of the association with pacts."""
    sample = logit.estimate["sample"]
    source = f"pato fit {ESTIMATE}: {sample['events']} joins in {sample['rows']} disputes x third parties {sample['years'][0]}-{sample['years'][1]}"
    posterior = Posterior.of(logit.names, logit.coefficients, logit.covariance)
    why = "pledges are given to those one would help anyway, and only disputes that were not deterred are seen: all, half or none of the difference is causal"
    return [
        Factor(ESTIMATE, posterior, source, "estimate", "log-odds"),
        Factor(EFFECT, Levels(tuple(EFFECTS), "theory"), why, "assumption"),
    ]


def refuse_unknown(
    model: str, states: tuple[str, ...], cinc: FloatArray, figures: Mapping[str, FloatArray]
) -> None:
    """Raise CoverageError where the capability of a state, or a figure of a pair of two states, is not known."""
    apart = ~np.eye(len(states), dtype=bool)
    wrong = [f"cinc of {states[i]}" for i in np.flatnonzero(~np.isfinite(cinc))]
    for name, values in figures.items():
        wrong += [f"{name} of {states[i]}-{states[j]}" for i, j in np.argwhere(~np.isfinite(values) & apart)]
    if wrong:
        told = f"{len(wrong)} values are not known: {', '.join(wrong[:5])}."
        raise CoverageError(Problem(model, told, "Set them under 'world:' in the study."))

"""A yearly risk of pairs of states, as estimated today: what the models of wars and of disputes have in common.

    logit p(r, k) = x(r, k) b

with b drawn from the estimate's joint posterior. Everything else (capability, regimes, rivalry, dispute history) is
as in the snapshot. Challengers that are not politically relevant to the target are outside the estimate's sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from pato.errors import CoverageError, Problem, UsageError
from pato.futures import Design, Draws, Factor, Levels, Posterior
from pato.futures.factor import together
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.chances import probability, summed_by, weighted_sum
from pato.memo import Memo
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import Valuation
from pato.models.commitments.worth import factors as assumed_of_commitments
from pato.models.risk import drift
from pato.models.risk.doses import DosesOfPairs, Pledged
from pato.models.risk.estimate import RiskModel, load_risk
from pato.models.risk.levels import ESTIMATED, Baselines, baselines
from pato.models.risk.support import PairSupport
from pato.models.risk.theories.found import FACTOR as DETERRENCE
from pato.models.risk.theories.found import theories
from pato.models.risk.theories.row import Theory
from pato.models.risk.theories.situation import Coefficients, Known, Situation
from pato.models.risk.unseen import believed
from pato.models.risk.unseen import factors as unseen_factors
from pato.models.rivals import attacks_that_count
from pato.models.support.joining import EFFECT, EFFECTS, Joining
from pato.models.support.joining import ESTIMATE as JOINING
from pato.treaties.architecture import Architecture
from pato.world import World

THEORY = DETERRENCE
_REFERENCE = 200
"""Number of futures for the median of the estimate's level, to which other levels are compared."""
_WHOLE = Memo(8)
_PAIR_FIGURES = ("contiguity", "distance_km", "peace_years", "dispute_history", "rivalry", "portfolio_s")
_CHALLENGER_FIGURES = ("challenger_defence", "challenger_offence", "challenger_neutrality")
_DOSES = {"dose_largest": "largest", "dose_rest": "rest"}


@dataclass(frozen=True)
class PairRisk:
    """A risk for one world and one status quo; see the module.

    Attributes
    ----------
    estimate_id
        Which estimate: a subclass says so.
    level
        Its threshold, ``dispute`` or ``war``: a subclass says so.
    risk
        The estimate.
    states
        ISO codes along every axis.
    challengers, targets
        Indices of the pairs that the estimate covers, shape (pair,).
    design
        Covariates of those pairs without doses (zero there), shape (pair, coefficient).
    cinc, distance_km
        Shapes (state,) and (state, state).
    now
        Commitments of the status quo.
    date
        The day on which pledges are read; its year fixes how far forces move in a day.
    joining
        Who would fight for whom: for theories that look at expected support.
    horizon_years
        How many years the yearly risk is an average of: a theory may say that it differs between them.
    rivals, members
        Whose attacks count, None for those of every challenger, and who never attacks one another (see `pato.models.rivals`).
    baselines
        The levels of risk that are drawn, None for the estimate alone (see `pato.models.risk.levels`).
    """

    estimate_id: ClassVar[str]
    level: ClassVar[str]
    risk: RiskModel
    states: tuple[str, ...]
    challengers: IntArray
    targets: IntArray
    design: FloatArray
    cinc: FloatArray
    distance_km: FloatArray
    now: Commitments
    date: str
    joining: Joining
    valuation: Valuation
    horizon_years: int = 10
    rivals: tuple[str, ...] | None = None
    members: tuple[str, ...] = ()
    baselines: Baselines | None = None
    _today: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)
    _moved: Memo = field(default_factory=lambda: Memo(2), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        challengers: Sequence[str] | None = None,
        horizon_years: int = 10,
        rivals: Sequence[str] | None = None,
        members: Sequence[str] = (),
        baseline: str = ESTIMATED,
        readings: Mapping[str, float] | None = None,
    ) -> Self:
        """Return the model of a world.

        Parameters
        ----------
        world
            Figures of states and pairs.
        status_quo
            The architecture in force, to which the estimated risk applies.
        date
            ISO date on which pledges are read.
        challengers
            States that form the pairs; by default every state of the world.
        horizon_years
            Years that the yearly risk is an average of, 1 or more.
        rivals, members
            See the attributes.
        baseline
            Which level of risk holds, one of `pato.models.risk.baseline_names.BASELINES`.
        readings
            Weights of readings, as in `Joining.of`.

        Raises
        ------
        CoverageError
            If a covariate of a pair that the estimate covers is not known, or no forecast is about the named rivals.
        UsageError
            If the horizon is shorter than a year, or the baseline is unknown.
        """
        if horizon_years < 1:
            raise UsageError(Problem("horizon_years", f"must be 1 or more, found {horizon_years}."))
        risk, covariates, states = load_risk(cls.estimate_id), _covariates(world), tuple(world.states)
        covered = risk.covers(covariates) & ~np.eye(len(states), dtype=bool)
        if challengers is not None:
            covered &= np.isin(states, [world.code(c) for c in challengers])[:, None]
        rows, targets = np.nonzero(covered)
        design = risk.design(covariates)[rows, targets]
        _refuse_unknown(design, risk, states, rows, targets)
        against = tuple(states[r] for r in np.unique(rows))
        joining = Joining.of(world, status_quo, date, challengers=against, readings=readings)
        made = cls(
            risk=risk,
            states=states,
            challengers=rows,
            targets=targets,
            design=design,
            cinc=world.array("cinc").values,
            distance_km=covariates["distance_km"],
            now=joining.now,
            date=date,
            joining=joining,
            valuation=joining.valuation,
            horizon_years=horizon_years,
            rivals=None if rivals is None else tuple(world.code(r) for r in rivals),
            members=tuple(members),
        )
        if baseline == ESTIMATED:
            return made
        whole = _WHOLE.get(cls, world, status_quo, date, make=lambda: cls.of(world, status_quo, date).yearly)
        named = made.rivals or tuple(dict.fromkeys(states[r] for r in rows))
        return replace(made, baselines=baselines(baseline, cls.level, whole, states, named))

    @cached_property
    def yearly(self) -> FloatArray:
        """The estimated chance of an attack in a year under the status quo, at the estimate's own level, median, shape (challenger, target); 0 where there is none."""
        bare = replace(self, baselines=None)
        own = tuple(f for f in bare.factors() if f.id != drift.FACTOR)
        draws = Design(own, _REFERENCE, 1).draw()
        found = np.zeros((len(self.states),) * 2)
        found[self.challengers, self.targets] = np.median(probability(bare.today(draws)), axis=0)
        return found

    @cached_property
    def counted(self) -> BoolArray:
        """Pairs that are attacks by named rivals from outside, shape (pair,)."""
        return attacks_that_count(self.states, self.challengers, self.targets, self.rivals, self.members)

    @cached_property
    def doses(self) -> DosesOfPairs:
        """Return the reader of commitments as doses."""
        year = int(self.date[:4])
        of_pairs = self.states, self.challengers, self.targets
        return DosesOfPairs(*of_pairs, self.cinc, self.distance_km, year, self.valuation)

    @cached_property
    def support(self) -> PairSupport:
        """Return the model of the support that targets can expect."""
        return PairSupport(self.joining, self.challengers, self.targets)

    def factors(self) -> list[Factor]:
        """Return the factors: the estimate, the theories with their uncertainties, and the assumptions about commitments."""
        estimate = self.risk.estimate
        sample = estimate["sample"]
        source = f"pato fit {self.risk.id}: {sample['events']} events in {sample['rows']} directed dyad-years {sample['years'][0]}-{sample['years'][1]}"
        claims = "; ".join(f"{t.id}: {t.label}" for t in theories().values())
        posterior = Posterior.of(self.risk.names, self.risk.coefficients, self.risk.covariance)
        levels = Levels(tuple(theories()), "theory")
        # joining is what this model was made with: a backtest fits it on the years before
        joining = {f.id: f for f in self.joining.factors()}
        own = [joining.get(f.id, f) for t in theories().values() for f in t.factors()]
        own += [] if self.baselines is None else self.baselines.factors()
        own += unseen_factors(self.risk.names)
        own += drift.factors(self.date) if self.level == "war" else []
        found = [
            Factor(self.risk.id, posterior, source, "estimate", "log-odds"),
            Factor(
                THEORY, levels, f"competing assumptions about what commitments do ({claims})", "assumption"
            ),
            *assumed_of_commitments(),
        ]
        return together([*found, *own])

    def committed(self, architecture: Architecture) -> Commitments:
        """Return an architecture's commitments on its own date or the study's, against the challengers of the pairs."""
        return self.joining.committed(architecture)

    def refuse_other_states(self, then: Commitments) -> None:
        """Raise UsageError where commitments are not of the model's states."""
        if then.states != self.states:
            told = f"are of {len(then.states)} states; those of the model's {len(self.states)} are wanted."
            raise UsageError(Problem("commitments", told))

    def today(self, draws: Draws) -> FloatArray:
        """Return the status quo's log-odds, shape (future, pair), not to be written to.

        Those of the last draws are kept: architectures are evaluated one after the other with the same.
        """
        return self._today.get(draws, make=lambda: self._log_odds(draws))

    def _log_odds(self, draws: Draws) -> FloatArray:
        b, dose = draws[self.risk.id], self.doses.fitted(self.now, draws)
        total = weighted_sum(b, self.design)
        largest = np.log1p(dose.largest)
        parts = {"largest": largest, "rest": np.log1p(np.maximum(dose.total, dose.largest)) - largest}
        for name, part in _DOSES.items():
            if name in self.risk.names:
                total += b[:, self.risk.names.index(name), None] * parts[part]
        level = drift.added(draws) if self.level == "war" else None
        if self.baselines is not None:
            total[:, self.counted] += self.baselines.added(draws)[:, None]
            level = None if level is None else level * self.baselines.as_estimated(draws)
        return total if level is None else total + level[:, None]

    def moved(self, draws: Draws, then: Commitments) -> Pledged:
        """Return the capability pledged before and after for the pairs that an architecture changes; cached for the last draws."""
        return self._moved.get(draws, then, make=lambda: self.doses.moved(self.now, then, draws))

    def by_target(self, p: FloatArray, pairs: BoolArray | None = None) -> FloatArray:
        """Sum over challengers, of some pairs alone where they are given, shape (future, target)."""
        if pairs is None or pairs.all():
            return summed_by(p, self.targets, len(self.states))
        return summed_by(np.ascontiguousarray(p[:, pairs]), self.targets[pairs], len(self.states))

    def situation(self, theory: Theory, here: IntArray, draws: Draws, then: Commitments) -> Situation:
        """Return the inputs of a theory in some futures."""
        own = {f.id: draws[f.id][here] for f in theory.factors()}
        coefficients = Coefficients(self.risk.names, believed(self.risk.names, draws, self.risk.id, here))
        pledged = self.moved(draws, then)

        def expect() -> tuple[FloatArray, FloatArray]:
            shares = np.array([EFFECTS[name] for name in draws.factor(EFFECT).levels])[draws[EFFECT][here]]
            worth = tuple(self.valuation.worth(c, draws).of(here) for c in (self.now, then))
            support, both = self.support, (self.now, then)
            return support.expect(draws[JOINING][here], shares, both, (worth[0], worth[1]), pledged.pairs)

        return Situation(Known(coefficients, own, self.horizon_years), pledged.of(here), expect)


def draws_by_theory(draws: Draws) -> Iterator[tuple[Theory, IntArray]]:
    """Yield each theory that was drawn, with the futures in which it holds."""
    for name in draws.factor(THEORY).levels:
        here = np.flatnonzero(draws.is_level(THEORY, name))
        if len(here):
            yield theories()[name], here


def _covariates(world: World) -> dict[str, FloatArray]:
    """Return the covariates by name, shape (challenger, target); doses are zero and come with each future."""
    found = {name: world.pair_array(name).values for name in (*_PAIR_FIGURES, *_CHALLENGER_FIGURES)}
    cinc, major, democracy = (world.array(name).values for name in ("cinc", "major", "democracy"))
    shape = (len(cinc), len(cinc))
    found |= {
        "cinc_challenger": np.broadcast_to(cinc[:, None], shape),
        "cinc_target": np.broadcast_to(cinc, shape),
    }
    found |= {
        "major_challenger": np.broadcast_to(major[:, None], shape),
        "major_target": np.broadcast_to(major, shape),
    }
    found["joint_democracy"] = democracy[:, None] * democracy
    return found | {name: np.zeros(shape) for name in _DOSES}


def _refuse_unknown(
    design: FloatArray, risk: RiskModel, states: tuple[str, ...], challengers: IntArray, targets: IntArray
) -> None:
    wrong = np.argwhere(~np.isfinite(design))
    if len(wrong):
        shown = ", ".join(
            f"{risk.names[j]} of {states[challengers[i]]}-{states[targets[i]]}" for i, j in wrong[:5]
        )
        fix = "Set the values under 'world:' in the study."
        raise CoverageError(Problem(risk.id, f"{len(wrong)} covariates are not known: {shown}.", fix))


def describe_theories() -> Mapping[str, str]:
    """Return the claim of each assumption about deterrence, by id."""
    return {name: t.describe() for name, t in theories().items()}

"""War risk of an architecture: the estimated risk of today, moved by a theory of what pledges do (M1 and M4).

For a target k in a future: the sum over politically relevant challengers r of the probability that r starts a
dispute with k that reaches the level of war within a year,

    logit p(r, k; A) = x(r, k) b + shift(theory; pledges of the status quo, pledges of A)

with b drawn from the estimate's joint posterior. What surrounds the pledges (capability, regimes, rivalry,
dispute history) is as the snapshot has it and stays so over the horizon. Pledgers and challengers are the states
of the snapshot; challengers that are not politically relevant to the target are outside the estimate's sample
and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import xarray as xr

from pato.errors import CoverageError, Problem, UsageError
from pato.futures import Draws, Evaluation, Factor, Levels, Posterior, status_variable
from pato.futures.dims import FUTURE, TARGET
from pato.futures.distributions import Uniform
from pato.kernels.logit import probability
from pato.kernels.projection import miles_per_day, projected_capability
from pato.models.deterrence import Draws as Coefficients
from pato.models.deterrence import PledgeDose, Theory, pledge_dose, theories
from pato.models.pledges import pledged
from pato.models.risk import RiskModel, load_risk
from pato.treaties.architecture import Architecture
from pato.world import World

FloatArray = npt.NDArray[np.float64]
ESTIMATE, THEORY, CREDENCE = "risk_war", "deterrence", "taiwan_credence"
_PAIR_FIGURES = ("contiguity", "distance_km", "peace_years", "dispute_history", "rivalry", "portfolio_s")
_CHALLENGER_FIGURES = ("challenger_defence", "challenger_offence", "challenger_neutrality")
_DOSES = {"dose_largest": "largest", "dose_rest": "rest"}
_PERCENT = 100.0
PATRON, TAIWAN = "USA", "TWN"


@dataclass(frozen=True)
class WarRisk:
    """The model for one world and one status quo; see the module.

    Attributes
    ----------
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
    status_quo
        Pledges of the status quo, shape (defender, target).
    date
        The day on which pledges are read; its year fixes how far forces move in a day.
    horizon_years
        How many years the yearly risk is an average of: a theory may say that it differs between them.
    """

    risk: RiskModel
    states: tuple[str, ...]
    challengers: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    design: FloatArray
    cinc: FloatArray
    distance_km: FloatArray
    status_quo: npt.NDArray[np.bool_]
    date: str
    horizon_years: int = 10
    id: str = "war_risk"
    _memory: dict[int, tuple[Architecture, npt.NDArray[np.bool_]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        challengers: Sequence[str] | None = None,
        horizon_years: int = 10,
    ) -> WarRisk:
        """Return the model of a world.

        Parameters
        ----------
        world
            Figures of states and pairs.
        status_quo
            The architecture in force, whose risk is the estimated one.
        date
            ISO date on which pledges are read.
        challengers
            States whose initiations count; None counts those of every state of the world.
        horizon_years
            Years that the yearly risk is an average of, 1 or more.

        Raises
        ------
        CoverageError
            If a covariate of a pair that the estimate covers is not known.
        UsageError
            If the horizon is shorter than a year.
        """
        if horizon_years < 1:
            raise UsageError(Problem("horizon_years", f"must be 1 or more, found {horizon_years}."))
        risk = load_risk(ESTIMATE)
        covariates = _covariates(world)
        states = tuple(world.states)
        covered = risk.covers(covariates) & ~np.eye(len(states), dtype=bool)
        if challengers is not None:
            covered &= np.isin(states, [world.code(c) for c in challengers])[:, None]
        rows, targets = np.nonzero(covered)
        design = risk.design(covariates)[rows, targets]
        _refuse_unknown(design, risk, states, rows, targets)
        cinc = world.array("cinc").values
        return cls(
            risk,
            states,
            rows,
            targets,
            design,
            cinc,
            covariates["distance_km"],
            pledged(status_quo, status_quo.date or date, states),
            date,
            horizon_years,
        )

    def factors(self) -> list[Factor]:
        """Return what is uncertain: the estimate, the theory, and what today's American word for Taiwan is worth."""
        estimate = self.risk.estimate
        sample = estimate["sample"]
        source = f"pato fit {ESTIMATE}: {sample['events']} events in {sample['rows']} directed dyad-years {sample['years'][0]}-{sample['years'][1]}"
        claims = "; ".join(f"{t.id}: {t.label}" for t in theories().values())
        posterior = Posterior.of(self.risk.names, self.risk.coefficients, self.risk.covariance)
        levels = Levels(tuple(theories()), "theory")
        promise = "range: from no pledge to a full one. The Taiwan Relations Act promises arms and a policy, not defence; presidents have said more"
        return [
            Factor(ESTIMATE, posterior, source, "estimate", "log-odds"),
            Factor(THEORY, levels, f"competing theories of what pledges do ({claims})", "assumption"),
            Factor(CREDENCE, Uniform(0.0, 1.0), promise, "assumption", "share of a United States pledge"),
        ]

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the war risk of each target under an architecture.

        Outcomes of shape (future, target): ``war_initiations_a_year``, ``pledged_largest_percent`` and
        ``pledged_total_percent`` (capability pledged to the target, at its capital, in per cent of the world's).
        """
        pledges = self._pledged(architecture)
        largest, total = self._pledged_capability(pledges, draws)
        dims = (FUTURE, TARGET)
        outcomes = xr.Dataset(
            {
                "war_initiations_a_year": (
                    dims,
                    self._by_target(self.probabilities(draws, pledges)),
                    {
                        "units": "expected initiations a year",
                        "long_name": "War-level initiations against the target",
                    },
                ),
                "pledged_largest_percent": (
                    dims,
                    largest,
                    {
                        "units": "per cent of world capability",
                        "long_name": "Capability pledged by the largest pledger, at the target's capital",
                    },
                ),
                "pledged_total_percent": (
                    dims,
                    total,
                    {
                        "units": "per cent of world capability",
                        "long_name": "Capability pledged by all, at the target's capital",
                    },
                ),
            },
            {TARGET: list(self.states)},
        )
        return Evaluation(outcomes, xr.Dataset({"status": status_variable(0, draws)}))

    def probabilities(self, draws: Draws, pledges: npt.NDArray[np.bool_]) -> FloatArray:
        """Return the chance that each challenger starts a war with its target within a year, shape (future, pair).

        Parameters
        ----------
        draws
            Of the model's factors.
        pledges
            Who is pledged to defend whom, shape (defender, target) over `states`; those of `status_quo` give
            the estimated risk of today. Pairs are those of `challengers` and `targets`.

        Raises
        ------
        UsageError
            If the pledges are not of the model's states.
        """
        if np.shape(pledges) != self.status_quo.shape:
            raise UsageError(
                Problem("pledges", f"have shape {np.shape(pledges)}; {self.status_quo.shape} is wanted.")
            )
        before, after = self._doses(self.status_quo, draws), self._doses(pledges, draws)
        return probability(self._log_odds(draws[ESTIMATE], before) + self._shift(draws, before, after))

    def _pledged(self, architecture: Architecture) -> npt.NDArray[np.bool_]:
        """Return an architecture's pledges on its own date or the study's; read once, not once a chunk."""
        known = self._memory.get(id(architecture))
        if known is None:
            known = architecture, pledged(architecture, architecture.date or self.date, self.states)
            self._memory[id(architecture)] = known
        return known[1]

    def _doses(self, pledges: npt.NDArray[np.bool_], draws: Draws) -> _Doses:
        """Return the pledged doses; what differs between futures is Taiwan's alone, and is computed for it alone."""
        base = self._dose(pledges)
        if (
            TAIWAN not in self.states
            or PATRON not in self.states
            or pledges[self._at(PATRON), self._at(TAIWAN)]
        ):
            return _Doses(base, None)
        full = pledges.copy()
        full[self._at(PATRON), self._at(TAIWAN)] = True
        column = self._at(TAIWAN), self._at(TAIWAN) + 1
        # the whole dose before its logarithm is linear in the credence of the patron's word, which bars nothing
        promised = self._dose(full, bars=pledges)
        none = np.expm1(base.total[:, slice(*column)])
        given = draws[CREDENCE][:, None, None] * (np.expm1(promised.total[:, slice(*column)]) - none)
        largest = np.log1p(np.maximum(np.expm1(base.largest[:, slice(*column)]), given))
        together = np.maximum(np.log1p(none + given), largest)
        pledgers = (base.pledgers[:, slice(*column)] + (given > 0)).astype(np.int16)
        return _Doses(base, PledgeDose(largest, together - largest, together, pledgers))

    def _dose(self, pledges: npt.NDArray[np.bool_], bars: npt.NDArray[np.bool_] | None = None) -> PledgeDose:
        miles = miles_per_day(int(self.date[:4]))
        return pledge_dose(
            pledges, cinc=self.cinc, distance_km=self.distance_km, miles_a_day=miles, also_bars=bars
        )

    def _at(self, state: str) -> int:
        return self.states.index(state)

    @property
    def _of_taiwan(self) -> npt.NDArray[np.bool_]:
        """Return which pairs have Taiwan as target, shape (pair,)."""
        return np.asarray(self.targets == (self._at(TAIWAN) if TAIWAN in self.states else -1))

    def _log_odds(self, b: FloatArray, doses: _Doses) -> FloatArray:
        """Return today's log-odds, shape (future, pair); summed term by term, so that chunks do not show (C5)."""
        total = np.zeros((len(b), len(self.targets)))
        for j, name in enumerate(self.risk.names):
            total += b[:, j, None] * (
                self._dose_column(_DOSES[name], doses) if name in _DOSES else self.design[:, j]
            )
        return total

    def _dose_column(self, part: str, doses: _Doses) -> FloatArray:
        """Return one part of the doses, shape (pair,) or (future, pair)."""
        column: FloatArray = getattr(doses.base, part)[self.challengers, self.targets]
        if doses.taiwan is None:
            return column
        varying: FloatArray = getattr(doses.taiwan, part)[..., 0]
        column = np.repeat(column[None], len(varying), axis=0)
        column[:, self._of_taiwan] = varying[:, self.challengers[self._of_taiwan]]
        return column

    def _shift(self, draws: Draws, before: _Doses, after: _Doses) -> FloatArray:
        """Return what each future's theory adds to the log-odds, shape (future, pair)."""
        found = np.zeros((draws.n_futures, len(self.targets)))
        for name in draws.factor(THEORY).levels:
            here = np.flatnonzero(draws.is_level(THEORY, name))
            if len(here):
                coefficients = Coefficients(self.risk.names, draws[ESTIMATE][here])
                found[here] = self._shift_of(theories()[name], coefficients, here, before, after)
        return found

    def _shift_of(
        self,
        theory: Theory,
        coefficients: Coefficients,
        here: npt.NDArray[np.int64],
        before: _Doses,
        after: _Doses,
    ) -> FloatArray:
        shift = theory.logit_shift(coefficients, before.base, after.base)[:, self.challengers, self.targets]
        if before.taiwan is not None or after.taiwan is not None:
            one, other = (d.of_taiwan(here, self._at(TAIWAN)) for d in (before, after))
            varying = theory.logit_shift(coefficients, one, other)[..., 0]
            shift[:, self._of_taiwan] = varying[:, self.challengers[self._of_taiwan]]
        return shift

    def _by_target(self, p: FloatArray) -> FloatArray:
        """Sum over challengers, shape (future, target); pair by pair, so that chunks do not show (C5)."""
        total = np.zeros((len(self.states), len(p)))
        for pair, target in enumerate(self.targets):
            total[target] += p[:, pair]
        return np.ascontiguousarray(total.T)

    def _pledged_capability(
        self, pledges: npt.NDArray[np.bool_], draws: Draws
    ) -> tuple[FloatArray, FloatArray]:
        """Return the largest and the whole capability pledged to each target, shapes (future, target)."""
        miles = miles_per_day(int(self.date[:4]))
        given = np.where(
            pledges, _PERCENT * projected_capability(self.cinc[:, None], self.distance_km, miles), 0.0
        )
        np.fill_diagonal(given, 0.0)
        largest, total = (
            np.repeat(v[None], draws.n_futures, axis=0) for v in (given.max(axis=0), given.sum(axis=0))
        )
        if (
            TAIWAN in self.states
            and PATRON in self.states
            and not pledges[self._at(PATRON), self._at(TAIWAN)]
        ):
            k = self._at(TAIWAN)
            whole = float(
                projected_capability(
                    self.cinc[self._at(PATRON)], self.distance_km[self._at(PATRON), k], miles
                )
            )
            word = draws[CREDENCE] * _PERCENT * whole
            largest[:, k] = np.maximum(largest[:, k], word)
            total[:, k] += word
        return largest, total


@dataclass(frozen=True, slots=True)
class _Doses:
    """Pledged doses: of all pairs, shape (challenger, target), and of Taiwan where they vary, shape (future, challenger, 1)."""

    base: PledgeDose
    taiwan: PledgeDose | None

    def of_taiwan(self, here: npt.NDArray[np.int64], column: int) -> PledgeDose:
        """Return Taiwan's doses in some futures, shape (future, challenger, 1)."""
        parts = ("largest", "rest", "total", "pledgers")
        if self.taiwan is not None:
            return PledgeDose(*(getattr(self.taiwan, part)[here] for part in parts))
        columns = (getattr(self.base, part)[None, :, column : column + 1] for part in parts)
        return PledgeDose(*(np.repeat(c, len(here), axis=0) for c in columns))


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
    design: FloatArray,
    risk: RiskModel,
    states: tuple[str, ...],
    challengers: npt.NDArray[np.int64],
    targets: npt.NDArray[np.int64],
) -> None:
    wrong = np.argwhere(~np.isfinite(design))
    if len(wrong):
        shown = ", ".join(
            f"{risk.names[j]} of {states[challengers[i]]}-{states[targets[i]]}" for i, j in wrong[:5]
        )
        raise CoverageError(
            Problem(
                "war risk",
                f"{len(wrong)} covariates are not known: {shown}.",
                "Set the figures under 'world:' in the study.",
            )
        )


def describe_theories() -> Mapping[str, str]:
    """Return what each theory of deterrence claims, by id."""
    return {name: t.describe() for name, t in theories().items()}

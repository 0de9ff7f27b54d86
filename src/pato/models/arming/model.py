"""Response of rivals to capability pledged against them (M5): arming by competing theories, and encirclement.

A state is provoked if another state is newly committed to defend one of its rivals. The degree p, from 0 to 1, is the
increase in the strength of the commitment over the status quo (`pato.models.commitments`). A provoked state's
personnel and expenditure differ from those under the status quo by

    100 * (exp(g * min(H / 5, 1)) - 1) per cent

with g the growth over five years that a theory takes from the project's own estimates and H the horizon in years. How
far the response grows with the addition is a ranged assumption (factor ``arming_dose``, w from 0 to 1): g is
multiplied by

    (1 - w) p + w log(1 + a) / L

with a the per cent of world capability that new commitments, each weighted by its increase in strength, bring to the
rival that gains most, and L the mean of that log among the new commitments in the estimates that brought any. The
estimates treat commitments as present or absent: p = 1. At w = 0 the response does not grow with the addition. In the
estimates no such slope can be distinguished from zero, and those from 1946 point the other way: `pato evidence
arming`. Nothing here enters the risk of war.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from pato.errors import Problem, UsageError
from pato.futures import Draws, Evaluation, Factor, Levels, Posterior, status_variable
from pato.futures.dims import CHALLENGER, FUTURE
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.encirclement import near, newly_brought
from pato.kernels.projection import miles_per_day, projected_capability
from pato.memo import Memo
from pato.models.arming.base import estimates, theories, usual_doses
from pato.models.assumptions import load_assumptions
from pato.models.commitments import worth
from pato.models.commitments.profiles import Commitments, commitments_among
from pato.models.commitments.valuation import valuation_of
from pato.models.commitments.worth import Valuation
from pato.models.support.joining import refuse_unknown
from pato.treaties.architecture import Architecture
from pato.world import World

THEORY, RESPONSE, RADIUS = "arming", "rival_arming", "encirclement_km"
DOSE = "arming_dose"
OUTCOMES = (
    "rival_personnel_percent",
    "rival_milex_percent",
    "encirclement_percent",
    "encirclement_added_percent",
)
_YEARS = 5
_PERCENT = 100.0


@dataclass(frozen=True)
class Arming:
    """The model for one world and one status quo; see the module.

    Attributes
    ----------
    states
        ISO codes along the axes of commitments.
    challengers
        Positions of the responding states, shape (challenger,).
    rivalry
        Rivalries, shape (state, state).
    distance_km
        Between capitals, shape (state, state).
    arriving
        Per cent of the world's capability that a state brings to another's capital, shape (state, state).
    basis, now
        The architecture in force, and its commitments against the challengers.
    valuation
        Strengths of commitments.
    date
        The day on which commitments are read.
    horizon_years
        Years over which rivals respond.
    """

    states: tuple[str, ...]
    challengers: IntArray
    rivalry: BoolArray
    distance_km: FloatArray
    arriving: FloatArray
    basis: Architecture
    now: Commitments
    valuation: Valuation
    date: str
    horizon_years: int = 10
    id: str = "arming"
    _near: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        challengers: Sequence[str] | None = None,
        horizon_years: int = 10,
        readings: Mapping[str, float] | None = None,
    ) -> Arming:
        """Return the model of a world.

        Parameters
        ----------
        world
            Figures of states and pairs.
        status_quo
            The architecture in force.
        date
            ISO date on which commitments are read.
        challengers
            Responding states; every state of the world by default.
        horizon_years
            Years over which rivals respond, 1 or more.
        readings
            Weights of readings, as in `pato.models.support.joining.Joining.of`.

        Raises
        ------
        CoverageError
            If a state's capability, a distance or a rivalry is not known.
        UsageError
            If the horizon is shorter than a year.
        """
        if horizon_years < 1:
            raise UsageError(Problem("horizon_years", f"must be 1 or more, found {horizon_years}."))
        states = tuple(world.states)
        wanted = states if challengers is None else tuple(dict.fromkeys(world.code(c) for c in challengers))
        cinc = world.array("cinc").values
        distance, rivalry = (world.pair_array(name).values for name in ("distance_km", "rivalry"))
        refuse_unknown("arming", states, cinc, {"distance_km": distance, "rivalry": rivalry})
        miles = miles_per_day(int(date[:4]))
        arriving = _PERCENT * projected_capability(cinc[:, None], np.nan_to_num(distance), miles)
        return cls(
            states,
            np.array([states.index(s) for s in wanted], np.int64),
            rivalry == 1,
            distance,
            arriving,
            status_quo,
            commitments_among(status_quo, date, states, wanted, basis=status_quo),
            valuation_of(world, date, readings),
            date,
            horizon_years,
        )

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: the theory, the estimated responses, the distance that counts as near, and strengths of commitments."""
        named = [n for t in theories().values() for n in (t.personnel, t.expenditure) if n]
        found = [estimates()[n] for n in named]
        claims = "; ".join(f"{t.id}: {t.label}" for t in theories().values())
        source = "pato evidence, arming: growth over five years after a rival's new pledge, standard errors by state; their covariance is not known and taken for zero"
        posterior = Posterior.of(tuple(named), [b for b, _ in found], np.diag([se**2 for _, se in found]))
        levels = Levels(tuple(theories()), "theory")
        return [
            Factor(THEORY, levels, f"competing assumptions about how rivals arm ({claims})", "assumption"),
            Factor(RESPONSE, posterior, source, "estimate", "log points"),
            *load_assumptions("arming").factors([RADIUS, DOSE]),
            *worth.factors(),
        ]

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the response of each challenger, dims (future, challenger).

        ``rival_personnel_percent`` and ``rival_milex_percent`` (difference from the status quo), ``encirclement_percent``
        (capability pledged near it, per cent of the world's) and ``encirclement_added_percent`` (the same less the status quo's).
        """
        then = commitments_among(architecture, self.date, self.states, self.against, basis=self.basis)
        around, today, share, added = (np.zeros((draws.n_futures, len(self.challengers))) for _ in range(4))
        for i, r in enumerate(self.challengers):
            share[:, i], added[:, i] = self.provoked(int(r), then, draws)
            around[:, i] = self._near_to(int(r), then, draws)
            today[:, i] = self._near_today(int(r), draws)
        values = (*self._growth(draws, share, added), around, around - today)
        units = ("per cent", "per cent", "per cent of world capability", "per cent of world capability")
        labels = (
            "Military personnel, difference from the status quo",
            "Military expenditure, difference from the status quo",
            "Capability pledged near it",
            "Capability pledged near it, more than under the status quo",
        )
        outcomes = {
            name: ((FUTURE, CHALLENGER), value, {"units": unit, "long_name": label})
            for name, value, unit, label in zip(OUTCOMES, values, units, labels, strict=True)
        }
        coords = {CHALLENGER: [self.states[r] for r in self.challengers]}
        return Evaluation(xr.Dataset(outcomes, coords), xr.Dataset({"status": status_variable(0, draws)}))

    @property
    def against(self) -> tuple[str, ...]:
        """The challengers' codes."""
        return tuple(self.states[r] for r in self.challengers)

    def provoked(self, challenger: int, then: Commitments, draws: Draws) -> tuple[FloatArray, FloatArray]:
        """Return the degree of provocation, 0 to 1, and the capability newly brought to the rival that gains most, each of shape (future,).

        Parameters
        ----------
        challenger
            Its position.
        then
            The commitments under an architecture; what those bring who are bound to defend the challenger does not count, as in the
            doses of the estimates.
        draws
            The futures.
        """
        of = self.now.of[:, :, challenger], then.of[:, :, challenger]
        values = self._deterring(self.now, draws), self._deterring(then, draws)
        bound = then.defence[:, challenger]
        return newly_brought(challenger, of, values, bound, self.rivalry[challenger], self.arriving)

    def _growth(self, draws: Draws, provoked: FloatArray, added: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the growth of personnel and expenditure in per cent, each of shape (future, challenger), as the arguments."""
        names = tuple(n for t in theories().values() for n in (t.personnel, t.expenditure) if n)
        shape = (draws.n_futures, len(self.challengers))
        found = (np.zeros(shape), np.zeros(shape))
        by_dose = draws[DOSE][:, None]
        for level in draws.factor(THEORY).levels:
            here = draws.is_level(THEORY, level)
            for grown, name in zip(
                found, (theories()[level].personnel, theories()[level].expenditure), strict=True
            ):
                if name:
                    at = names.index(name)
                    by_size = np.log1p(added[here]) / usual_doses()[name]
                    whole = (1.0 - by_dose[here]) * provoked[here] + by_dose[here] * by_size
                    grown[here] = draws[RESPONSE][here, at, None] * whole
        share = min(self.horizon_years / _YEARS, 1.0)
        personnel, expenditure = (_PERCENT * np.expm1(g * share) for g in found)
        return personnel, expenditure

    def _deterring(self, commitments: Commitments, draws: Draws) -> FloatArray:
        return self.valuation.worth(commitments, draws).deterring

    def _near_to(self, challenger: int, commitments: Commitments, draws: Draws) -> FloatArray:
        return near(
            challenger,
            commitments.of[:, :, challenger],
            self._deterring(commitments, draws),
            commitments.defence[:, challenger],
            self.rivalry,
            self.distance_km,
            self.arriving,
            np.asarray(draws[RADIUS]),
        )

    def _near_today(self, challenger: int, draws: Draws) -> FloatArray:
        """Return the capability pledged near a challenger today: the same for all architectures in the same draws."""
        kept: dict[int, FloatArray] = self._near.get(draws, make=dict)
        if challenger not in kept:
            kept[challenger] = self._near_to(challenger, self.now, draws)
        return kept[challenger]

"""What rivals do when capability is pledged against them (M5): arming by competing theories, and encirclement.

A state is provoked if somebody else is newly pledged to defend one of its rivals. A provoked state's personnel and expenditure
differ from those under the status quo by

    100 * (exp(g * min(H / 5, 1)) - 1) per cent

with g the growth over five years that a theory takes from the project's own estimates and H the horizon in years. How far the response
grows with what is added is a ranged assumption (factor ``arming_dose``, w from 0 to 1): g is multiplied by

    1 - w + w log(1 + a) / L

with a the per cent of world capability that the new pledges bring to the rival to whom they bring most, and L the mean of that log among the new
pledges of the estimates that brought any. At w = 0 the response is one constant. The estimates themselves tell no such slope from zero, and
those from 1946 lean the other way: `pato evidence arming`. Nothing here enters the risk of war.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from pato.errors import CoverageError, Problem, UsageError
from pato.futures import Draws, Evaluation, Factor, Levels, Posterior, status_variable
from pato.futures.dims import CHALLENGER, FUTURE
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.projection import miles_per_day, projected_capability
from pato.memo import Memo
from pato.models.arming.base import estimates, theories, usual_doses
from pato.models.arming.encirclement import Steps, encirclement
from pato.models.assumptions import load_assumptions
from pato.models.pledges import pledged
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
        ISO codes along the axes of pledges.
    challengers
        Positions of the states whose response is wanted, shape (challenger,).
    rivalry
        Who are rivals, shape (state, state).
    distance_km
        Between capitals, shape (state, state).
    arriving
        Per cent of the world's capability that a state brings to another's capital, shape (state, state).
    status_quo
        Pledges of the status quo, shape (defender, target).
    date
        The day on which pledges are read.
    horizon_years
        Years over which rivals respond.
    """

    states: tuple[str, ...]
    challengers: IntArray
    rivalry: BoolArray
    distance_km: FloatArray
    arriving: FloatArray
    status_quo: BoolArray
    date: str
    horizon_years: int = 10
    id: str = "arming"
    _architectures: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        challengers: Sequence[str] | None = None,
        horizon_years: int = 10,
    ) -> Arming:
        """Return the model of a world.

        Parameters
        ----------
        world
            Figures of states and pairs.
        status_quo
            The architecture in force.
        date
            ISO date on which pledges are read.
        challengers
            States whose response is wanted; every state of the world by default.
        horizon_years
            Years over which rivals respond, 1 or more.

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
        _refuse_unknown(states, cinc, {"distance_km": distance, "rivalry": rivalry})
        miles = miles_per_day(int(date[:4]))
        arriving = _PERCENT * projected_capability(cinc[:, None], np.nan_to_num(distance), miles)
        return cls(
            states,
            np.array([states.index(s) for s in wanted], np.int64),
            rivalry == 1,
            distance,
            arriving,
            pledged(status_quo, status_quo.date or date, states),
            date,
            horizon_years,
        )

    def factors(self) -> list[Factor]:
        """Return what is uncertain: the theory, the estimated responses, and what counts as near."""
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
        ]

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the response of each challenger, dims (future, challenger).

        ``rival_personnel_percent`` and ``rival_milex_percent`` (difference from the status quo), ``encirclement_percent``
        (capability pledged near it, per cent of the world's) and ``encirclement_added_percent`` (the same less the status quo's).
        """
        pledges, steps = self._read(architecture)
        today = self._steps(self.status_quo)
        provoked, added = self.provoked(pledges), self.added(pledges)
        radius = draws[RADIUS]
        near, then = (np.stack([s.within(radius) for s in each], axis=1) for each in (steps, today))
        values = (
            *(np.where(provoked, g, 0.0) for g in self._growth(draws, added)),
            near,
            near - then,
        )
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

    def provoked(self, pledges: BoolArray) -> BoolArray:
        """Return to which challengers somebody else's new pledge to a rival gives cause to arm, shape (challenger,).

        Parameters
        ----------
        pledges
            Shape (defender, target).
        """
        fresh = pledges & ~self.status_quo
        np.fill_diagonal(fresh, val=False)
        return np.array(
            [
                (fresh[:, self.rivalry[r]] & (np.arange(len(fresh)) != r)[:, None]).any()
                for r in self.challengers
            ]
        )

    def added(self, pledges: BoolArray) -> FloatArray:
        """Return per cent of world capability that new pledges bring to the rival of each challenger to whom they bring most, shape (challenger,).

        A pledger that is bound to the challenger itself does not count, as in the doses of the estimates.
        """
        fresh = pledges & ~self.status_quo
        np.fill_diagonal(fresh, val=False)
        found = []
        for r in self.challengers:
            free = ~pledges[:, r]
            free[r] = False
            brought = np.where(fresh & free[:, None], self.arriving, 0.0).sum(axis=0)
            found.append(float(brought[self.rivalry[r]].max(initial=0.0)))
        return np.array(found)

    def _growth(self, draws: Draws, added: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the growth of personnel and expenditure of provoked states in per cent, each of shape (future, challenger)."""
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
                    more = np.log1p(added) / usual_doses()[name] - 1.0
                    grown[here] = draws[RESPONSE][here, at, None] * (1.0 + by_dose[here] * more)
        share = min(self.horizon_years / _YEARS, 1.0)
        personnel, expenditure = (_PERCENT * np.expm1(g * share) for g in found)
        return personnel, expenditure

    def _read(self, architecture: Architecture) -> tuple[BoolArray, list[Steps]]:
        """Return an architecture's pledges and what they put near each challenger; read once, not once a chunk."""
        pledges = pledged(architecture, architecture.date or self.date, self.states)
        return self._architectures.get(architecture, make=lambda: (pledges, self._steps(pledges)))

    def _steps(self, pledges: BoolArray) -> list[Steps]:
        return [
            encirclement(int(r), pledges, self.rivalry, self.distance_km, self.arriving)
            for r in self.challengers
        ]


def _refuse_unknown(states: tuple[str, ...], cinc: FloatArray, pairs: dict[str, FloatArray]) -> None:
    apart = ~np.eye(len(states), dtype=bool)
    wrong = [f"cinc of {states[i]}" for i in np.flatnonzero(~np.isfinite(cinc))]
    for name, values in pairs.items():
        wrong += [f"{name} of {states[i]}-{states[j]}" for i, j in np.argwhere(~np.isfinite(values) & apart)]
    if wrong:
        told = f"{len(wrong)} values are not known: {', '.join(wrong[:5])}."
        raise CoverageError(Problem("arming", told, "Set them under 'world:' in the study."))

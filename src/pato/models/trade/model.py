"""Trade and welfare of an architecture's economic chapters, in general equilibrium over futures (M9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import xarray as xr

from pato.brief import brief
from pato.errors import CoverageError, Problem, UsageError, unknown
from pato.futures import Design, Draws, Evaluation, Factor, Status, status_variable
from pato.futures.dims import FUTURE, STATE
from pato.futures.distributions import Constant
from pato.futures.factor import Levels
from pato.kernels.arrays import FloatArray
from pato.kernels.gravity import solve as gravity
from pato.kernels.gravity.input import TradeInputError
from pato.memo import Memo
from pato.models.trade import assumptions
from pato.models.trade.flows import Flows
from pato.models.trade.scenarios import Scenario, scenario
from pato.models.trade.tariffs import tariffs_of, without
from pato.treaties.architecture import Architecture
from pato.world import World

OUTCOMES = {
    "welfare_percent": ("per cent", "Real spending on goods"),
    "real_gdp_percent": ("per cent", "Real output of goods"),
    "exports_percent": ("per cent", "Exports of goods, at constant world output"),
    "imports_percent": ("per cent", "Imports of goods, at constant world output"),
    "terms_of_trade_percent": ("per cent", "Own unit cost over partners'"),
    "domestic_share_points": ("percentage points", "Share of spending on the economy's own goods"),
    "welfare_usd_bn": ("billion USD of 2023", "Real spending on goods"),
}
"""Outcomes for each economy: unit and name."""
_PERCENT, _PER_BILLION = 100.0, 1000.0


@brief("date")
@dataclass(frozen=True, eq=False)
class TradeModel:
    """The model for one world and one status quo.

    A comparison of architectures has it within `pato.models.trade.compared.TradeCompared`, which adds what the rival may do; see
    ``docs/models/trade.md``.

    Attributes
    ----------
    world, status_quo, date
        Figures, the instruments in force, and the day on which they are read.
    flows
        The trade matrix that all scenarios start from.
    deficits
        As in `pato.kernels.gravity.solve`.
    """

    world: World
    status_quo: Architecture
    date: str
    flows: Flows
    deficits: gravity.Deficits = "additive"
    _scenarios: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)
    _baseline: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        needed: Iterable[str] = (),
        deficits: gravity.Deficits = "additive",
    ) -> TradeModel:
        """Return the model of a world.

        Parameters
        ----------
        world, status_quo, date
            See the class.
        needed
            States that must be economies of their own, and not part of the rest of the world.
        deficits
            Treatment of trade balances.

        Raises
        ------
        CoverageError
            If sales at home of one that is needed are not known.
        """
        return cls(world, status_quo, date, Flows.of(world, needed), deficits)

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: elasticity, effects of agreements, reading of depth, and errors of flows."""
        return list(assumptions.load().factors)

    def scenario(self, architecture: Architecture) -> Scenario:
        """Return an architecture's changes; read once, not once per chunk."""
        return self._scenarios.get(
            architecture, make=lambda: scenario(self.world, self.status_quo, architecture, self.date)
        )

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the value of an architecture's economic side, outcomes of shape (future, state); see `OUTCOMES`."""
        return self.evaluate_scenario(draws, self.scenario(architecture))

    def evaluate_scenario(self, draws: Draws, what: Scenario) -> Evaluation:
        """Return the value of a scenario."""
        changes = what.effects(draws, self.flows.economies)
        return self.evaluate_changes(draws, changes, backwards=what.observed_after, free=what.free_of_tariffs)

    def evaluate_changes(
        self,
        draws: Draws,
        changes: FloatArray,
        *,
        backwards: bool = False,
        free: tuple[tuple[str, ...], ...] = (),
    ) -> Evaluation:
        """Return the effects of changes of flows at unchanged prices.

        Parameters
        ----------
        draws
            The futures.
        changes
            Log changes, shape (future, exporter, importer), economies as in `flows`.
        backwards
            Whether the changes remove what is observed, so that its value is the reverse of the effect.
        free
            Groups of states between which the tariffs of the alternative baseline end.
        """
        found, before = self.solved(draws, changes, free=free)
        return self._described(found, before, draws, backwards=backwards)

    def solved(
        self,
        draws: Draws,
        changes: FloatArray,
        *,
        free: tuple[tuple[str, ...], ...] = (),
        start: gravity.Solution | None = None,
    ) -> tuple[gravity.Solution, gravity.Solution | None]:
        """Return the equilibrium after changes, and the baseline where that is not the observed world (None).

        Parameters
        ----------
        draws, changes, free
            As for `evaluate_changes`.
        start
            A nearby equilibrium that gives the starting wages of the search; the baseline's by default.
        """
        tariffs = tariffs_of(draws, self.flows.economies)
        if tariffs is None:
            return self._solved(draws, changes, None, start), None
        before: gravity.Solution = self._baseline.get(
            draws, make=lambda: self._solved(draws, np.zeros_like(tariffs), tariffs, None)
        )
        kept = without(tariffs, free, self.flows.economies)
        return self._solved(draws, changes, kept, start or before), before

    def _solved(
        self, draws: Draws, changes: FloatArray, tariffs: FloatArray | None, start: gravity.Solution | None
    ) -> gravity.Solution:
        wages = None if start is None else np.where(start.status[:, None] == 0, start.wage, 1.0)
        try:
            return gravity.solve(
                self.flows.drawn(draws),
                elasticity=draws[assumptions.ELASTICITY],
                partial_effects=changes,
                tariffs=None if tariffs is None else (0.0, tariffs),
                deficits=self.deficits,
                start=wages,
                trade=False,
                strict=False,
            )
        except TradeInputError as error:
            raise CoverageError([Problem("trade matrix", told) for told in error.problems]) from error

    def _described(
        self, found: gravity.Solution, before: gravity.Solution | None, draws: Draws, *, backwards: bool
    ) -> Evaluation:
        sign = -1.0 if backwards else 1.0
        flows = self.flows.drawn(draws)
        spending, home = flows.sum(axis=1), np.einsum("kii->ki", flows)
        exports0, imports0 = flows.sum(axis=2) - home, spending - home
        share0, one = home / spending, np.ones_like(home)
        welfare0, income0, terms0 = one, one, one
        if before is not None:
            exports0, imports0, share0 = before.exports, before.imports, before.domestic_share
            welfare0, income0, terms0 = before.welfare, before.real_income, before.terms_of_trade

        def percent(ratio: FloatArray) -> FloatArray:
            return _PERCENT * (ratio**sign - 1.0)

        welfare = found.welfare / welfare0
        values = {
            "welfare_percent": percent(welfare),
            "real_gdp_percent": percent(found.real_income / income0),
            "exports_percent": percent(found.exports / exports0),
            "imports_percent": percent(found.imports / imports0),
            "terms_of_trade_percent": percent(found.terms_of_trade / terms0),
            "domestic_share_points": sign * _PERCENT * (found.domestic_share - share0),
            "welfare_usd_bn": sign * spending * (welfare - 1.0) / _PER_BILLION,
        }
        outcomes = xr.Dataset(
            {
                name: ((FUTURE, STATE), values[name], {"units": unit, "long_name": label})
                for name, (unit, label) in OUTCOMES.items()
            },
            {STATE: list(self.flows.economies)},
        )
        solved = found.status == 0 if before is None else (found.status == 0) & (before.status == 0)
        codes = np.where(solved, Status.CONVERGED.code, Status.NOT_CONVERGED.code).astype(np.int8)
        diagnostics = {
            "status": status_variable(codes, draws),
            "trade_steps": (FUTURE, found.steps.astype(np.int32)),
            "trade_residual": (FUTURE, np.where(np.isfinite(found.residual), found.residual, -1.0)),
        }
        return Evaluation(outcomes, xr.Dataset(diagnostics))

    def design(self, futures: int, seed: int, fixed: dict[str, float | str] | None = None) -> Design:
        """Return the futures that commands draw; ``fixed`` sets factors to one value or level.

        Trade is as observed unless the other baseline is requested.
        """
        given = {assumptions.BASELINE: assumptions.SNAPSHOT} | (fixed or {})
        factors = [_fixed(f, given[f.id]) if f.id in given else f for f in self.factors()]
        return Design(tuple(factors), futures, seed)


def _fixed(factor: Factor, value: float | str) -> Factor:
    """Return a factor set to one value or level.

    Raises
    ------
    UsageError
        If the factor has no such level, or takes numbers and got a word, or is a joint estimate.
    """
    if isinstance(factor.spec, Levels):
        if value not in factor.levels:
            raise UsageError(unknown(f"level of {factor.id}", str(value), factor.levels))
        spec: Levels | Constant = Levels((str(value),), factor.spec.role)
    elif factor.kind == "posterior" or isinstance(value, str):
        told = "is an estimate with its covariance" if factor.kind == "posterior" else "takes a number"
        raise UsageError(Problem(factor.id, f"{told}; it cannot be set to '{value}'."))
    else:
        spec = Constant(float(value))
    return replace(factor, spec=spec, source="set by the user", basis="assumption")


def in_chunks(design: Design, size: int = 250) -> Sequence[Draws]:
    """Return the draws of a design a few hundred futures at a time: matrices of all of them would not fit."""
    edges = [*range(0, design.n_futures, size), design.n_futures]
    return [design.draw(start, stop) for start, stop in pairwise(edges)]

"""Economic side of compared architectures: value of chapters, and cost of joining if the rival cuts trade (M9)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from pato.errors import UsageError
from pato.futures import Draws, Evaluation, Factor, Status, status_variable
from pato.futures.dims import FUTURE, STATE
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.gravity.solve import Solution
from pato.memo import Memo
from pato.models.assumptions import factor_of
from pato.models.membership.assumptions import load as load_memberships
from pato.models.pledges import added_parties
from pato.models.trade import assumptions, restrictions
from pato.models.trade.model import TradeModel
from pato.models.trade.scenarios import Scenario
from pato.treaties.architecture import Architecture
from pato.world import World

CHANCE, YEARS = "coercion_chance", "coercion_years"
OUTCOMES = {
    "welfare_percent": ("per cent", "Real spending on goods, against the status quo"),
    "welfare_usd_bn": ("billion USD of 2023", "Real spending on goods, against the status quo"),
    "coercion_loss_percent": (
        "per cent",
        "Expected loss of real spending on goods from cuts of trade by the rival",
    ),
    "coercion_loss_usd_bn": ("billion USD of 2023", "The same in billions"),
}
"""Outcomes for each economy: unit and name."""
_PERCENT, _PER_BILLION, _DECADE = 100.0, 1000.0, 10.0


@dataclass(frozen=True)
class TradeCompared:
    """The model for one world and one status quo.

    The rival stops buying targeted goods of each state that joins a pact of defence. In half of the futures the loss is solved jointly
    with the chapters of the architecture, so that substitute markets count; in the others all of it is sold elsewhere at a discount. It is
    weighted with the chance of a cut and the share of ten years that it lasts. Cuts that happen today as well are in neither architecture.

    Attributes
    ----------
    trade
        The general-equilibrium model.
    rival
        State that would cut trade.
    """

    trade: TradeModel
    rival: str
    id: str = "trade"
    _architectures: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, world: World, status_quo: Architecture, date: str, *, rival: str) -> TradeCompared:
        """Return the model of a world; see the class.

        Raises
        ------
        CoverageError
            If sales at home of the rival are not known.
        """
        return cls(TradeModel.of(world, status_quo, date, needed=(rival,)), rival)

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: those of trade, and the chance and length of a cut, shared with memberships."""
        held = load_memberships().of
        return [*self.trade.factors(), factor_of(held[CHANCE]), factor_of(held[YEARS])]

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return outcomes of shape (future, state); see `OUTCOMES`. Nothing changes where no instrument does."""
        scenario, joining = self._architectures.get(architecture, make=lambda: self._read(architecture))
        economies, free = (
            self.trade.flows.economies,
            () if scenario is None else scenario.free_of_tariffs,
        )
        shape = (draws.n_futures, len(economies))
        welfare, loss = np.zeros(shape), np.zeros(shape)
        converged = np.ones(draws.n_futures, dtype=bool)
        chapters, found = np.zeros((*shape, len(economies))), None
        if scenario is not None:
            chapters = scenario.effects(draws, economies)
            found, before = self.trade.solved(draws, chapters, free=free)
            welfare, converged = _welfare(found, before)
        if joining:
            cut = restrictions.cut_between(
                restrictions.share_cut(draws), self.trade.flows, self.rival, joining
            )
            coerced, fine = _welfare(*self.trade.solved(draws, chapters + cut, free=free, start=found))
            converged &= fine
            share = draws[CHANCE] * np.minimum(draws[YEARS] / _DECADE, 1.0)
            resold = self._resold(draws, joining)
            lost = np.where(restrictions.all_resold(draws)[:, None], resold, welfare - coerced)
            loss = share[:, None] * lost
        billions = self.trade.flows.drawn(draws).sum(axis=1) / _PERCENT / _PER_BILLION
        values = (welfare, welfare * billions, loss, loss * billions)
        return self._described(draws, dict(zip(OUTCOMES, values, strict=True)), converged)

    def _read(self, architecture: Architecture) -> tuple[Scenario | None, tuple[str, ...]]:
        """Return an architecture's changes of trade agreements, and the economies that join a pact."""
        try:
            scenario = self.trade.scenario(architecture)
        except UsageError:  # it leaves the economic instruments in force unchanged
            scenario = None
        added = added_parties([architecture], self.trade.status_quo, self.trade.date)
        return scenario, tuple(s for s in added if s in self.trade.flows.economies and s != self.rival)

    def _resold(self, draws: Draws, joining: tuple[str, ...]) -> FloatArray:
        """Return the loss if everything cut is sold elsewhere, per cent of spending on goods, shape (future, state)."""
        flows, drawn = self.trade.flows, self.trade.flows.drawn(draws)
        found = np.zeros((draws.n_futures, len(flows.economies)))
        for state in joining:
            cut = restrictions.unsold(restrictions.share_cut(draws), drawn, flows, self.rival, state)
            found[:, flows.place(state)] = draws[assumptions.DISCOUNT] * cut
        return np.asarray(_PERCENT * _PER_BILLION * found / drawn.sum(axis=1))

    def _described(self, draws: Draws, values: dict[str, FloatArray], converged: BoolArray) -> Evaluation:
        outcomes = {
            name: ((FUTURE, STATE), values[name], {"units": unit, "long_name": label})
            for name, (unit, label) in OUTCOMES.items()
        }
        codes = np.where(converged, Status.CONVERGED.code, Status.NOT_CONVERGED.code).astype(np.int8)
        return Evaluation(
            xr.Dataset(outcomes, {STATE: list(self.trade.flows.economies)}),
            xr.Dataset({"status": status_variable(codes, draws)}),
        )


def _welfare(found: Solution, before: Solution | None) -> tuple[FloatArray, BoolArray]:
    """Return per cent of real spending against the baseline, shape (future, state), and where markets cleared."""
    if before is None:
        return _PERCENT * (found.welfare - 1.0), found.status == 0
    return _PERCENT * (found.welfare / before.welfare - 1.0), (found.status == 0) & (before.status == 0)

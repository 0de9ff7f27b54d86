"""Trade of many sectors with input-output links: accounts from an input-output table, and counterfactuals on them.

The mathematics is `pato.kernels.sectors.solve` (Caliendo and Parro 2015); this module makes a table of a provider into the arrays it
takes, says what had to be changed in it, and labels what comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pato.errors import DataError, EstimationError, Problem, UnknownNameError, UsageError, unknown
from pato.files.estimates import stored
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.gravity.input import TradeInputError
from pato.kernels.sectors.decomposition import Decomposition, decompose
from pato.kernels.sectors.solve import (
    Deficits,
    SectorEconomy,
    SectorEquilibrium,
    SectorStatus,
    economy_of,
    solve_sectors,
)
from pato.models.sectors.accounts import accounts_of
from pato.world.input_output import read_table
from pato.world.sources.input_output import InputOutputTable

if TYPE_CHECKING:
    import xarray as xr

EVERYONE = "*"
ILLUSTRATION = "illustration"
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Change:
    """Changes for flows from an exporter to an importer; ``*`` never includes domestic sales.

    Attributes
    ----------
    exporter, importer, sector
        Names of the table, or ``*`` for all.
    cost
        Ratio of trade costs, 1.1 for ten per cent more, infinite where a trade ends.
    effect
        Log change of the flow at unchanged prices, as gravity estimates give it: costs fall by effect / elasticity.
    tariff
        New ad valorem rate, 0.25 for 25 per cent; unchanged if None.
    """

    exporter: str = EVERYONE
    importer: str = EVERYONE
    sector: str = EVERYONE
    cost: float = 1.0
    effect: float = 0.0
    tariff: float | None = None


@dataclass(frozen=True, slots=True)
class SectorWorld:
    """A world at the start: names, arrays of the kernel, and what was changed in the provider's table."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    economy: SectorEconomy
    flows: FloatArray
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class SectorOutcome:
    """A counterfactual of many sectors.

    Attributes
    ----------
    world
        Initial state.
    equilibrium
        Plain arrays, see `pato.kernels.sectors.solve.SectorEquilibrium`.
    exports, imports
        Ratio of new to old totals without sales at home, in the numeraire, shape (country,).
    """

    world: SectorWorld
    equilibrium: SectorEquilibrium
    exports: FloatArray = field(repr=False)
    imports: FloatArray = field(repr=False)

    @property
    def first_order(self) -> Decomposition:
        """The first-order gains by terms of trade and volume of trade (Caliendo and Parro 2015), shares of final spending."""
        return decompose(self.world.economy, self.equilibrium)

    def dataset(self) -> xr.Dataset:
        """Return the labelled results: ratios, first-order gains and new values, with source and notes as attributes (C3)."""
        import xarray as xr

        found = self.equilibrium
        return xr.Dataset(
            {
                "real_spending": ("state", found.real_spending_hat),
                "terms_of_trade": ("state", self.first_order.terms_of_trade),
                "volume_of_trade": ("state", self.first_order.volume_of_trade),
                "real_wage": ("state", found.real_wage_hat),
                "exports": ("state", self.exports),
                "imports": ("state", self.imports),
                "tariff_revenue_usd_m": ("state", found.revenue),
                "price": (("sector", "state"), found.price_hat),
                "output_usd_m": (("sector", "state"), found.output),
                "trade_usd_m": (("sector", "exporter", "importer"), found.flows),
            },
            coords={
                "state": list(self.world.countries),
                "exporter": list(self.world.countries),
                "importer": list(self.world.countries),
                "sector": list(self.world.sectors),
            },
            attrs={
                "source": self.world.source,
                "notes": list(self.world.notes),
                "status": str(found.status),
                "steps": found.steps,
                "residual": found.residual,
                "numeraire": "value added of the world",
            },
        )


def illustration() -> InputOutputTable:
    """Return the bundled table of three made-up countries and two sectors: an illustration, no data of anyone."""
    return read_table(Path(str(files("pato") / "library" / "examples" / "illustration-icio.csv")), "icio")


def world_of(
    table: InputOutputTable,
    elasticity: float | Mapping[str, float],
    *,
    tariffs: Sequence[Change] = (),
) -> SectorWorld:
    """Return the world that a table describes.

    Parameters
    ----------
    table
        From `pato.world.input_output.read_table`.
    elasticity
        Trade elasticity, one for all sectors or one for each; the key ``*`` stands for the sectors not named.
    tariffs
        Present tariffs; none by default. Flows of the table are taken as before tariffs.

    Raises
    ------
    UnknownNameError
        For names that are not in the table.
    DataError
        If the table cannot be made into accounts; see `accounts_of`.
    """
    accounts = accounts_of(table)
    theta = _elasticities(table.sectors, elasticity)
    rates = np.zeros_like(accounts.flows)
    for change in tariffs:
        if change.tariff is not None:
            rates[_where(table, change)] = change.tariff
    try:
        economy = economy_of(accounts.flows, theta, use=accounts.use, tariff=rates)
    except TradeInputError as error:
        raise DataError([Problem(table.source, f"{problem}.") for problem in error.problems]) from error
    return SectorWorld(table.countries, table.sectors, economy, accounts.flows, accounts.notes, table.source)


def _elasticities(sectors: tuple[str, ...], given: float | Mapping[str, float]) -> FloatArray:
    if not isinstance(given, Mapping):
        return np.full(len(sectors), float(given))
    allowed = (*sectors, EVERYONE)
    if strange := sorted(set(given) - set(allowed)):
        raise UnknownNameError([unknown("sector", name, allowed, where="elasticity") for name in strange])
    lacking = [s for s in sectors if s not in given and EVERYONE not in given]
    if lacking:
        raise UsageError(
            Problem(
                "elasticity",
                f"lacks {', '.join(lacking[:SHOWN])}.",
                "Give each sector one, or '*' for the rest.",
            )
        )
    return np.array([given[s] if s in given else given[EVERYONE] for s in sectors], np.float64)


def counterfactual(
    world: SectorWorld | InputOutputTable,
    changes: Sequence[Change],
    *,
    elasticity: float | Mapping[str, float] | None = None,
    deficits: Deficits = "additive",
    tolerance: float = 1e-12,
) -> SectorOutcome:
    """Solve for the world after changes of trade costs and tariffs.

    Parameters
    ----------
    world
        From `world_of`, or a table (then with an elasticity).
    changes
        Costs and effects of several changes multiply; of tariffs the last that names a flow counts.
    elasticity
        See `world_of`; only with a table.
    deficits
        ``additive`` or ``multiplicative_balanced``, see `pato.kernels.sectors.solve.solve_sectors`.
    tolerance
        On the log excess demand for value added.

    Raises
    ------
    UnknownNameError
        For names that are not in the table.
    UsageError
        If a change is impossible, or an elasticity is lacking.
    EstimationError
        If no equilibrium was found; the message says what the solver met.
    """
    if isinstance(world, InputOutputTable):
        if elasticity is None:
            raise UsageError(
                Problem("elasticity", "is needed with a table.", "Give one number, or one a sector.")
            )
        world = world_of(world, elasticity)
    elif elasticity is not None:
        raise UsageError(Problem("elasticity", "is already in the world.", "Give it to world_of."))
    cost, tariff = _shocks(world, changes)
    try:
        found = solve_sectors(
            world.economy, cost_hat=cost, tariff=tariff, deficits=deficits, tolerance=tolerance
        )
    except TradeInputError as error:
        raise UsageError([Problem("changes", f"{problem}.") for problem in error.problems]) from error
    if found.status is not SectorStatus.CONVERGED:
        raise EstimationError(
            Problem(
                "trade equilibrium",
                f"{found.status} ({found.steps} steps, largest gap {found.residual:.2g}).",
                "Take smaller changes, or deficits='multiplicative_balanced'.",
            )
        )
    off = ~np.eye(len(world.countries), dtype=bool)
    old, new = world.flows * off, found.flows * off
    return SectorOutcome(world, found, _ratio(new, old, (0, 2)), _ratio(new, old, (0, 1)))


def _ratio(new: FloatArray, old: FloatArray, axes: tuple[int, int]) -> FloatArray:
    before = old.sum(axis=axes)
    nothing = np.full_like(before, np.nan)
    return np.asarray(np.divide(new.sum(axis=axes), before, out=nothing, where=before > 0))


def _shocks(world: SectorWorld, changes: Sequence[Change]) -> tuple[FloatArray, FloatArray]:
    cost, tariff = np.ones_like(world.flows), world.economy.tariff.copy()
    problems = []
    for change in changes:
        place = _where(world, change)
        if not change.cost > 0 or not np.isfinite(change.effect):
            problems.append(Problem("changes", f"{change} has an impossible cost or effect."))
            continue
        lowered = np.exp(-change.effect / world.economy.theta)[:, None, None]
        cost[place] *= (change.cost * np.broadcast_to(lowered, cost.shape))[place]
        if change.tariff is not None:
            tariff[place] = change.tariff
    if problems:
        raise UsageError(problems)
    return cost, tariff


def _where(names: SectorWorld | InputOutputTable, change: Change) -> BoolArray:
    """Return the flows that a change affects, shape (sector, exporter, importer)."""
    problems, masks = [], []
    for kind, word, known in (
        ("sector", change.sector, names.sectors),
        ("country", change.exporter, names.countries),
        ("country", change.importer, names.countries),
    ):
        if word != EVERYONE and word not in known:
            problems.append(unknown(kind, word, known, where="changes"))
        masks.append(np.array([word in (EVERYONE, name) for name in known]))
    if problems:
        raise UnknownNameError(problems)
    if change.exporter == change.importer != EVERYONE:
        raise UsageError(
            Problem("changes", f"'{change.exporter}' to itself is no trade.", "Name two countries, or '*'.")
        )
    abroad = ~np.eye(len(names.countries), dtype=bool)
    return np.asarray(masks[0][:, None, None] & masks[1][None, :, None] & masks[2][None, None, :] & abroad)


def between(members: Sequence[str], effect: float, sectors: Sequence[str] = (EVERYONE,)) -> list[Change]:
    """Return the changes of an agreement: the same effect on trade between any two members, in the sectors named."""
    if len(set(members)) < 2:
        raise UsageError(Problem("members", "an agreement needs two of them.", "Name two countries or more."))
    return [
        Change(one, two, sector, effect=effect)
        for one in members
        for two in members
        if one != two
        for sector in sectors
    ]


def agreement_effect(depth: str) -> tuple[float, float]:
    """Return the effect of an agreement of a depth on log trade, and its standard error, as estimated by `pato fit agreements`.

    Raises
    ------
    UnknownNameError
        If the estimate has no such depth.
    """
    estimate = stored("agreements")
    names = [n for n in estimate["names"] if n != "uncoded"]
    if depth not in names:
        raise UnknownNameError(unknown("depth", depth, names))
    i = estimate["names"].index(depth)
    return float(estimate["coefficients"][i]), float(estimate["covariance"][i][i]) ** 0.5

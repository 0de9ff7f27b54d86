"""Trade equilibrium of many sectors with input-output links and tariffs, in exact changes.

The model is that of Caliendo and Parro (2015, Review of Economic Studies 82(1)), the several-sector form of Eaton and
Kortum (2002); Armington's form has the same changes. With w the wage (value added) of an economy, P the price of a
sector's composite, c the cost of a bundle, a hat for new over old:

    c_ij = w_i^g_ij  prod_k P_ik^g_ikj                            g: shares of value added and of inputs in cost
    P_nj = [ sum_i pi_jin T_ji (k_jin c_ij)^-theta_j ]^(-1/theta_j),   k = d (1 + t')/(1 + t)
    pi'_jin = pi_jin T_ji (k_jin c_ij / P_nj)^-theta_j
    X'_nj = sum_k g_njk Y'_nk + a_nj (w_n V_n + R'_n + D'_n),     Y'_ij = sum_n pi'_jin X'_nj / (1 + t'_jin)
    w_i V_i = sum_j g_ij Y'_ij                                    value added earned, new

solved for w: prices and spending are inner fixed points (both contract), wages step by the log excess demand for value
added over one plus the elasticity, accelerated by Anderson's method; Newton's method takes over where that is slow (next
to autarky, where excess demand hardly depends on wages). Numeraire: the world's value added does not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.gravity.input import TradeInputError
from pato.kernels.sectors.input import SectorEconomy, economy_of

__all__ = ["Deficits", "SectorEconomy", "SectorEquilibrium", "SectorStatus", "economy_of", "solve_sectors"]

Deficits = Literal["additive", "multiplicative_balanced"]
_INNER = 4e-15
_NOISE = 1e-11
_INNER_STEPS = 2_000
_WINDOW = 6
_SMALL = 1e-10
_ROUNDING = 1e-15
_PATIENCE = 40
"""Accelerated steps before Newton's method, which needs an evaluation a country, takes over."""
_NUDGE = 1e-4
_HALVINGS = 40
_LONGEST_STEP = 0.7
_GROWTH = 3.0


class SectorStatus(StrEnum):
    """Status of a solve; the value is the message."""

    CONVERGED = "converged"
    NOT_CONVERGED = "the wages did not converge within the steps allowed"
    NO_POSITIVE_SPENDING = (
        "no equilibrium was found in which every economy spends: a surplus would exceed what it earns"
    )


@dataclass(frozen=True, slots=True)
class SectorEquilibrium:
    """A counterfactual. Names that end in ``_hat`` are new over old; the rest are new values in the old numeraire.

    Attributes
    ----------
    status, steps, residual
        How the solve ended, wage steps taken, and the largest log excess demand for value added.
    wage_hat, consumer_price_hat
        Shape (country,); the consumer price weighs sectors by final spending.
    price_hat
        Shape (sector, country); 1 for a sector on which a country spends nothing.
    share, flows
        Tariffs included in shares and not in flows, shape (sector, exporter, importer).
    output
        Shape (sector, country).
    revenue, deficit, income
        Tariff revenue, deficit, and final spending, shape (country,).
    real_wage_hat
        Wage over consumer price: real value added per head.
    real_spending_hat
        Final spending over consumer price, exactly; the welfare of Caliendo and Parro's tables is its first order
        (`pato.kernels.sectors.decomposition`).
    """

    status: SectorStatus
    steps: int
    residual: float
    wage_hat: FloatArray
    consumer_price_hat: FloatArray
    price_hat: FloatArray
    share: FloatArray
    flows: FloatArray
    output: FloatArray
    revenue: FloatArray
    deficit: FloatArray
    income: FloatArray
    real_wage_hat: FloatArray
    real_spending_hat: FloatArray


class _Shock(NamedTuple):
    pull: FloatArray
    """pi T k^-theta, shape (sector, exporter, importer)."""
    keeps: FloatArray
    """1/(1 + t'), same shape."""
    used: BoolArray
    """Whether a country spends on a sector, shape (sector, country)."""
    multiplicative: bool


class _State(NamedTuple):
    log_price: FloatArray
    spending: FloatArray
    share: FloatArray
    output: FloatArray
    income: FloatArray
    revenue: FloatArray
    deficit: FloatArray
    excess: FloatArray


def solve_sectors(
    economy: SectorEconomy,
    *,
    cost_hat: npt.ArrayLike | float = 1.0,
    tariff: npt.ArrayLike | float | None = None,
    productivity_hat: npt.ArrayLike | float = 1.0,
    deficits: Deficits = "additive",
    tolerance: float = 1e-12,
    most_steps: int = 2_000,
) -> SectorEquilibrium:
    """Solve for a counterfactual.

    Parameters
    ----------
    economy
        From `economy_of`.
    cost_hat
        Change of trade costs other than tariffs, infinite where a trade ends; broadcasts to (sector, exporter, importer).
    tariff
        New tariffs, as they are by default; broadcasts likewise.
    productivity_hat
        Change of T, which enters as T^(1/theta) in unit costs; broadcasts to (sector, exporter).
    deficits
        ``additive``: a deficit keeps its value in the numeraire. ``multiplicative_balanced``: value added plus
        deficit keeps its ratio to value added, times one factor for all with which the world spends what it earns.
    tolerance
        On the log excess demand for value added.
    most_steps
        Wage steps.

    Raises
    ------
    TradeInputError
        If a cost, tariff or productivity is not positive, negative or unknown, or an importer loses all sources.
    """
    if deficits not in get_args(Deficits):
        raise TradeInputError(
            [f"deficits must be one of {', '.join(get_args(Deficits))}, found '{deficits}'"]
        )
    shock = _shock(economy, cost_hat, tariff, productivity_hat, multiplicative=deficits != "additive")
    log_wage = np.zeros(len(economy.value_added))
    state = _evaluate(economy, shock, log_wage, np.zeros_like(economy.spending), economy.spending)
    if state is None:
        return _result(economy, shock, log_wage, None, SectorStatus.NO_POSITIVE_SPENDING, 1)
    damping = 1.0 / (1.0 + float(np.max(economy.theta)))
    best = float(np.abs(state.excess).max())
    past: list[tuple[FloatArray, FloatArray]] = []
    for taken in range(1, most_steps + 1):
        residual = float(np.abs(state.excess).max())
        if residual <= tolerance:
            return _result(economy, shock, log_wage, state, SectorStatus.CONVERGED, taken)
        if taken > _PATIENCE:
            newton = _newton(economy, shock, log_wage, state)
            if newton is None:
                break
            log_wage, state = newton
            continue
        if past and residual > _GROWTH * best:
            past = past[-1:]  # forget what led astray, keep where we are
            damping *= 0.7
        best = min(best, residual)
        step = damping * state.excess
        past = [*past[-min(_WINDOW, len(log_wage) - 1) :], (log_wage, step)]
        log_wage, found = _next(economy, shock, past, state)
        if found is None:
            return _result(economy, shock, log_wage, state, SectorStatus.NO_POSITIVE_SPENDING, taken)
        state = found
    return _result(economy, shock, log_wage, state, SectorStatus.NOT_CONVERGED, taken)


def _shock(
    economy: SectorEconomy,
    cost_hat: npt.ArrayLike | float,
    tariff: npt.ArrayLike | float | None,
    productivity_hat: npt.ArrayLike | float,
    *,
    multiplicative: bool,
) -> _Shock:
    shape = economy.share.shape
    cost = np.broadcast_to(np.asarray(cost_hat, np.float64), shape)
    new = economy.tariff if tariff is None else np.broadcast_to(np.asarray(tariff, np.float64), shape)
    made = np.broadcast_to(np.asarray(productivity_hat, np.float64), shape[:2])
    if np.isnan(cost).any() or (cost <= 0).any():
        raise TradeInputError(["changes of cost must be above zero (infinite where a trade ends)"])
    if not np.isfinite(new).all() or (new < 0).any():
        raise TradeInputError(["tariffs must be known and not negative"])
    if not np.isfinite(made).all() or (made <= 0).any():
        raise TradeInputError(["changes of productivity must be above zero"])
    power = -economy.theta[:, None, None]
    pull = economy.share * made[:, :, None] * (cost * (1 + new) / (1 + economy.tariff)) ** power
    used = economy.spending > 0
    if (pull.sum(axis=1)[used] <= 0).any():
        raise TradeInputError(["an importer would lose every source of a sector that it uses"])
    return _Shock(pull, 1.0 / (1.0 + new), used, multiplicative)


def _evaluate(
    economy: SectorEconomy, shock: _Shock, log_wage: FloatArray, log_price: FloatArray, spending: FloatArray
) -> _State | None:
    """Return prices, spending and excess demand at given wages; None where someone's income is not positive."""
    power = -economy.theta[:, None]
    labour = (economy.value_added_share * log_wage[:, None]).T
    before = np.inf
    for _ in range(_INNER_STEPS):
        log_cost = labour + np.matmul(log_price.T[:, None, :], economy.input_share)[:, 0, :].T
        lure = np.exp(power * log_cost)
        total = np.matmul(lure[:, None, :], shock.pull)[:, 0, :]
        new = np.where(shock.used, np.log(np.where(shock.used, total, 1.0)) / power, 0.0)
        moved = float(np.abs(new - log_price).max())
        log_price = new
        if _settled(moved, before, 1 + float(np.abs(new).max())):
            break
        before = moved
    share = shock.pull * lure[:, :, None] / np.where(shock.used, total, 1.0)[:, None, :]
    earned = np.exp(log_wage) * economy.value_added
    deficit = _new_deficit(economy, earned, multiplicative=shock.multiplicative)
    if not (earned + deficit > 0).all():
        return None
    kept = share * shock.keeps
    takes = (share - kept).sum(axis=1)
    before = np.inf
    for _ in range(_INNER_STEPS):
        output = np.matmul(kept, spending[:, :, None])[:, :, 0]
        revenue = (takes * spending).sum(axis=0)
        income = earned + deficit + revenue
        fresh = (
            np.matmul(economy.input_share, output.T[:, :, None])[:, :, 0]
            + economy.final_share * income[:, None]
        ).T
        moved = float(np.abs(fresh - spending).max())
        spending = fresh
        if _settled(moved, before, float(fresh.max())):
            break
        before = moved
    output = np.matmul(kept, spending[:, :, None])[:, :, 0]
    demanded = (economy.value_added_share.T * output).sum(axis=0)
    excess = np.log(demanded / earned)
    return _State(log_price, spending, share, output, income, revenue, deficit, excess)


def _settled(moved: float, before: float, size: float) -> bool:
    """Return whether an inner fixed point moves no more, or only by rounding."""
    return moved <= _INNER * size or (moved >= before and moved <= _NOISE * size)


def _new_deficit(economy: SectorEconomy, earned: FloatArray, *, multiplicative: bool) -> FloatArray:
    if not multiplicative:
        return economy.deficit
    spent = earned * (1.0 + economy.deficit / economy.value_added)
    return np.asarray(spent * (earned.sum() / spent.sum()) - earned)


def _next(
    economy: SectorEconomy, shock: _Shock, past: list[tuple[FloatArray, FloatArray]], state: _State
) -> tuple[FloatArray, _State | None]:
    """Take Anderson's step, shortened until every economy's income is positive."""
    log_wage, step = past[-1]
    if len(past) > 1:
        moves = np.stack([b[0] - a[0] for a, b in pairwise(past)], axis=1)
        changes = np.stack([b[1] - a[1] for a, b in pairwise(past)], axis=1)
        # directions in which excess demand changes by no more than rounding are uninformative
        known = max(_SMALL, _ROUNDING / max(float(np.abs(changes).max()), _ROUNDING))
        gamma = np.linalg.lstsq(changes, step, rcond=known)[0]
        step = step - (moves + changes) @ gamma
    longest = float(np.abs(step).max())
    step = step * min(1.0, _LONGEST_STEP / longest) if longest > 0 else step
    for _ in range(_HALVINGS):
        trial = _centred(economy, log_wage + step)
        found = _evaluate(economy, shock, trial, state.log_price, state.spending)
        if found is not None:
            return trial, found
        step = step / 2
    return log_wage, None


def _newton(
    economy: SectorEconomy, shock: _Shock, log_wage: FloatArray, state: _State
) -> tuple[FloatArray, _State] | None:
    """Take Newton's step, shortened until the residual falls; None where no length does it."""
    n = len(log_wage)
    slope = np.empty((n + 1, n))
    for i in range(n):
        probe = _evaluate(
            economy, shock, log_wage + _NUDGE * (np.arange(n) == i), state.log_price, state.spending
        )
        if probe is None:
            return None
        slope[:n, i] = (probe.excess - state.excess) / _NUDGE
    # moving all wages together has little or no effect: the last row keeps the numeraire
    weights = np.exp(log_wage) * economy.value_added
    slope[n] = weights / weights.sum() * np.abs(slope[:n]).max()
    step = np.linalg.lstsq(slope, -np.append(state.excess, 0.0), rcond=None)[0]
    step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), _ROUNDING))
    residual = float(np.abs(state.excess).max())
    for _ in range(_HALVINGS):
        trial = _centred(economy, log_wage + step)
        found = _evaluate(economy, shock, trial, state.log_price, state.spending)
        if found is not None and float(np.abs(found.excess).max()) < residual:
            return trial, found
        step = step / 2
    return None


def _centred(economy: SectorEconomy, log_wage: FloatArray) -> FloatArray:
    """Shift wages so that the world's value added is what it was."""
    world = (np.exp(log_wage) * economy.value_added).sum() / economy.value_added.sum()
    return np.asarray(log_wage - np.log(world))


def _result(
    economy: SectorEconomy,
    shock: _Shock,
    log_wage: FloatArray,
    state: _State | None,
    status: SectorStatus,
    steps: int,
) -> SectorEquilibrium:
    if state is None:
        empty = np.full_like(log_wage, np.nan)
        wide = np.full_like(economy.share, np.nan)
        return SectorEquilibrium(
            status, steps, float("inf"), empty, empty, wide[:, 0], wide, wide, wide[:, 0], empty, empty, empty, empty, empty,
        )  # fmt: skip
    wage = np.exp(log_wage)
    price = np.exp((economy.final_share * state.log_price.T).sum(axis=1))
    before = economy.value_added + economy.deficit + _revenue(economy)
    return SectorEquilibrium(
        status=status,
        steps=steps,
        residual=float(np.abs(state.excess).max()),
        wage_hat=wage,
        consumer_price_hat=price,
        price_hat=np.exp(state.log_price),
        share=state.share,
        flows=state.share * shock.keeps * state.spending[:, None, :],
        output=state.output,
        revenue=state.revenue,
        deficit=state.deficit,
        income=state.income,
        real_wage_hat=wage / price,
        real_spending_hat=state.income / before / price,
    )


def _revenue(economy: SectorEconomy) -> FloatArray:
    paid = economy.share * economy.spending[:, None, :]
    return np.asarray((paid * economy.tariff / (1 + economy.tariff)).sum(axis=(0, 1)))

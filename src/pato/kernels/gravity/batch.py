"""Many scenarios of the trade equilibrium in one compiled call: costs in, results for every economy out."""

# ruff: noqa: FBT001  compiled functions take no keywords
from __future__ import annotations

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.gravity.loop import CONVERGED, ROWS, WINDOW, clear
from pato.kernels.gravity.newton import transposed, weighted_rows
from pato.kernels.jit import compiled, inner

FIGURES = ("wage", "price", "expenditure", "exports", "imports", "domestic_share", "terms_of_trade")
"""Results of a solve for each economy: changes (ratios), but levels of exports and imports and the share itself."""
WAGE, PRICE, EXPENDITURE, EXPORTS, IMPORTS, DOMESTIC_SHARE, TERMS_OF_TRADE = range(len(FIGURES))


@inner
def at(length: int, k: int) -> int:
    """Return the place of scenario k in an array that may hold one entry for all."""
    return k if length > 1 else 0


@inner
def changed_flows(
    flows: FloatArray,
    effects: FloatArray,
    within: BoolArray,
    before: FloatArray,
    after: FloatArray,
    theta: float,
    taxed: bool,
    g: FloatArray,
    gross: FloatArray,
) -> None:
    """Put flows at new costs and old prices into g (net of tariffs) and gross (with them)."""
    n = len(flows)
    for i in range(n):
        for j in range(n):
            value = flows[i, j]
            if within[i] and within[j] and effects[i, j] != 0.0:
                value *= np.exp(effects[i, j])
            if taxed:
                old, new = 1.0 + before[i, j], 1.0 + after[i, j]
                value *= (
                    old * (new / old) ** (-theta) if new != old else old
                )  # few pairs change, and powers are slow
                gross[i, j] = value
                value /= new
            g[i, j] = value


@inner
def margins(
    flows: FloatArray,
    before: FloatArray,
    taxed: bool,
    output: FloatArray,
    deficit: FloatArray,
    spending: FloatArray,
) -> None:
    """Put output (row sums), deficits (column less row sums) and spending with tariffs into the vectors."""
    n = len(flows)
    for i in range(n):
        output[i] = deficit[i] = spending[i] = 0.0
    for i in range(n):
        for j in range(n):
            output[i] += flows[i, j]
            deficit[j] += flows[i, j]
            spending[j] += flows[i, j] * (1.0 + before[i, j]) if taxed else flows[i, j]
    for i in range(n):
        deficit[i] -= output[i]


@inner
def describe(
    flows: FloatArray,
    g: FloatArray,
    gross: FloatArray,
    taxed: bool,
    theta: float,
    output: FloatArray,
    spending: FloatArray,
    log_t: FloatArray,
    work: FloatArray,
    figures: FloatArray,
) -> None:
    """Write the results of a cleared market into ``figures``, shape (figure, economy)."""
    n = len(output)
    u, per_q, x, costs, index = work[0], work[2], work[5], work[6], work[7]
    for i in range(n):
        figures[EXPORTS, i] = figures[IMPORTS, i] = 0.0
        costs[i] = x[i] - log_t[i] / theta  # log change of the unit cost
    weighted_rows(gross if taxed else g, u, index)
    for j in range(n):
        total, weighted = 0.0, 0.0
        for i in range(n):
            if i != j:
                flow = u[i] * g[i, j] * per_q[j]
                figures[EXPORTS, i] += flow
                figures[IMPORTS, j] += flow
                total += flows[i, j]
                weighted += flows[i, j] * costs[i]
        home = gross[j, j] if taxed else g[j, j]
        figures[WAGE, j] = np.exp(x[j])
        figures[PRICE, j] = (index[j] / spending[j]) ** (-1.0 / theta)
        figures[EXPENDITURE, j] = per_q[j] * index[j] / spending[j]
        figures[DOMESTIC_SHARE, j] = u[j] * home / index[j]
        figures[TERMS_OF_TRADE, j] = np.exp(costs[j] - weighted / total) if total > 0.0 else 1.0


@inner
def leave_out(k: int, figures: FloatArray, trade: FloatArray, scale: FloatArray) -> None:
    """Put no figures for a scenario that did not converge."""
    scale[k] = np.nan
    for i in range(figures.shape[2]):
        for what in range(len(figures)):
            figures[what, k, i] = np.nan
        if len(trade) > 0:
            for j in range(figures.shape[2]):
                trade[k, i, j] = np.nan


@compiled
def solve_batch(
    flows: FloatArray,
    theta: FloatArray,
    effects: FloatArray,
    within: BoolArray,
    productivity: FloatArray,
    before: FloatArray,
    after: FloatArray,
    taxed: bool,
    multiplicative: bool,
    tolerance: float,
    most: int,
    plain: bool,
    start: FloatArray,
    first: int,
    last: int,
    figures: FloatArray,
    status: IntArray,
    steps: IntArray,
    residuals: FloatArray,
    trade: FloatArray,
    scale: FloatArray,
) -> None:
    """Solve scenarios first to last (exclusive); arrays with one entry hold for all; results go into the last six."""
    n = flows.shape[1]
    g, gt, gross = np.empty((n, n)), np.empty((n, n)), np.empty((n, n))
    work, past, gram = np.zeros((ROWS, n)), np.empty((2 * WINDOW, n)), np.zeros((2 * WINDOW + 2, WINDOW))
    output, deficit, spending, log_t = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    shares, matrix, columns, order = (
        np.empty((n, n)),
        np.empty((n, n)),
        np.empty((n, n)),
        np.empty(n, np.int64),
    )
    for k in range(first, last):
        base = flows[at(len(flows), k)]
        old, new = before[at(len(before), k)], after[at(len(after), k)]
        elasticity = theta[at(len(theta), k)]
        inside = within[at(len(within), k)]
        changed_flows(base, effects[at(len(effects), k)], inside, old, new, elasticity, taxed, g, gross)
        margins(base, old, taxed, output, deficit, spending)
        for i in range(n):
            log_t[i] = elasticity * np.log(productivity[at(len(productivity), k), i])
            work[5, i] = start[at(len(start), k), i]
        transposed(g, gt)
        status[k], steps[k], residuals[k] = clear(
            g,
            gt,
            output,
            deficit,
            multiplicative,
            elasticity,
            log_t,
            tolerance,
            most,
            plain,
            work,
            past,
            gram,
            shares,
            matrix,
            columns,
            order,
        )
        if status[k] != CONVERGED:
            leave_out(k, figures, trade, scale)
            continue
        describe(base, g, gross, taxed, elasticity, output, spending, log_t, work, figures[:, k])
        scale[k] = spending_scale(output, deficit, work[5]) if multiplicative else 1.0
        if len(trade) > 0:
            for i in range(n):
                for j in range(n):
                    trade[k, i, j] = work[0, i] * g[i, j] * work[2, j]


@inner
def spending_scale(output: FloatArray, deficit: FloatArray, x: FloatArray) -> float:
    """Return by what all spending is multiplied so that the world spends what it earns."""
    world, raw = 0.0, 0.0
    for i in range(len(output)):
        earned = output[i] * np.exp(x[i])
        world += earned
        raw += earned + deficit[i] * np.exp(x[i])
    return world / raw

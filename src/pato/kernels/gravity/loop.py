"""The inner loops of the trade equilibrium: compiled, serial, without allocation.

Unknown: x, the log change of each economy's wage (and output). With G(i, j) the flow from i to j at the new costs but
the old prices, net of tariffs, markets clear where

    Y_i e^{x_i} = u_i sum_j G_ij N_j / q_j,    u_i = T_i e^{-theta x_i},    q_j = sum_k G_kj u_k,

N_j being what j spends net of tariffs: Y_j e^{x_j} + D_j (additive deficits), or a fixed multiple of output, scaled so
that the world spends what it earns (multiplicative). Tariff revenue is spent like other income, so that it cancels here.

The map x -> x + f / (1 + theta), f the log excess demand, is the contraction of Baier, Yotov and Zylkin (2019). Its steps
are turned by the slope of excess demand, factored once and kept for many steps (Newton's method with a fixed slope), and
combined by Anderson's method (1965, Journal of the ACM 12(4); Walker and Ni 2011, SIAM Journal on Numerical Analysis
49(4)). Whenever the residual grows, the solve goes back to its best point and for a while on by the contraction itself.
"""

# ruff: noqa: FBT001  compiled functions take no keywords
from __future__ import annotations

from typing import Any

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.gravity.newton import factor, slope, substitute, transposed, weighted_rows
from pato.kernels.jit import inner

CONVERGED, TOO_MANY_STEPS, NO_POSITIVE_SPENDING = 0, 1, 2
"""Codes of how a solve ended."""
WINDOW = 6
"""Number of earlier steps that Anderson's method combines."""
ROWS = 12
"""Work vectors that a solve needs."""
_GROWTH = 2.0
_LONGEST_STEP = 2.0
_SHORTEST = 1e-12
_SMALL_PIVOT = 1e-14
_LIFE = 12
_CAREFUL = 16


@inner
def excess(
    g: FloatArray,
    gt: FloatArray,
    output: FloatArray,
    deficit: FloatArray,
    multiplicative: bool,
    theta: float,
    log_t: FloatArray,
    x: FloatArray,
    work: FloatArray,
    f: FloatArray,
) -> bool:
    """Write log excess demand into f; return whether every economy spends a positive amount."""
    n = len(x)
    u, spent, q, sold = work[0], work[1], work[2], work[3]
    world, raw = 0.0, 0.0
    for i in range(n):
        earned = output[i] * np.exp(x[i])
        u[i] = np.exp(log_t[i] - theta * x[i])
        f[i] = earned
        world += earned
        if multiplicative:
            spent[i] = earned * (1.0 + deficit[i] / output[i])
            raw += spent[i]
        else:
            spent[i] = earned + deficit[i]
    weighted_rows(g, u, q)
    scale = world / raw if multiplicative else 1.0
    positive = True
    for j in range(n):
        spent[j] *= scale
        positive = positive and spent[j] > 0.0
        q[j] = spent[j] / q[j]
    weighted_rows(gt, q, sold)
    for i in range(n):
        f[i] = np.log(u[i] * sold[i] / f[i])
    return positive


@inner
def centre(output: FloatArray, x: FloatArray) -> None:
    """Shift x so that world output is what it was: the numeraire of the loop."""
    before, after = 0.0, 0.0
    for i in range(len(x)):
        before += output[i]
        after += output[i] * np.exp(x[i])
    shift = np.log(after / before)
    for i in range(len(x)):
        x[i] -= shift


@inner
def combine(gram: FloatArray, right: FloatArray, count: int, gamma: FloatArray) -> None:
    """Solve the small least-squares problem of Anderson's method by Cholesky; directions that add nothing get zero."""
    size = 0.0
    for a in range(count):
        size = max(size, gram[a, a])
    for a in range(count):
        for b in range(a + 1):
            total = gram[a, b]
            for k in range(b):
                total -= gram[WINDOW + a, k] * gram[WINDOW + b, k]
            if a == b:
                gram[WINDOW + a, a] = (
                    np.sqrt(total) if total > _SMALL_PIVOT * gram[a, a] and size > 0 else 0.0
                )
            else:
                pivot = gram[WINDOW + b, b]
                gram[WINDOW + a, b] = total / pivot if pivot > 0 else 0.0
    for a in range(count):
        total = right[a]
        for k in range(a):
            total -= gram[WINDOW + a, k] * gamma[k]
        pivot = gram[WINDOW + a, a]
        gamma[a] = total / pivot if pivot > 0 else 0.0
    for a in range(count - 1, -1, -1):
        total = gamma[a]
        for k in range(a + 1, count):
            total -= gram[WINDOW + k, a] * gamma[k]
        pivot = gram[WINDOW + a, a]
        gamma[a] = total / pivot if pivot > 0 else 0.0


@inner
def remember(work: FloatArray, past: FloatArray, gram: FloatArray, count: int, slot: int) -> None:
    """Put the last step's differences into a slot of the window and its products into the Gram matrix."""
    n = work.shape[1]
    x, r, old_x, old_r = work[5], work[6], work[7], work[8]
    for i in range(n):
        past[slot, i] = x[i] - old_x[i]
        past[WINDOW + slot, i] = r[i] - old_r[i]
    for a in range(count):
        total = 0.0
        for i in range(n):
            total += past[WINDOW + a, i] * past[WINDOW + slot, i]
        gram[a, slot] = total
        gram[slot, a] = total


@inner
def accelerated(work: FloatArray, past: FloatArray, gram: FloatArray, count: int, step: FloatArray) -> None:
    """Put Anderson's step into step: the residual less the combination of earlier steps that explains most of it."""
    n = work.shape[1]
    r = work[6]
    right, gamma = gram[2 * WINDOW], gram[2 * WINDOW + 1]
    for a in range(count):
        total = 0.0
        for i in range(n):
            total += past[WINDOW + a, i] * r[i]
        right[a] = total
    combine(gram, right, count, gamma)
    for i in range(n):
        step[i] = r[i]
    for a in range(count):
        for i in range(n):
            step[i] -= gamma[a] * (past[a, i] + past[WINDOW + a, i])


@inner
def scaled(source: FloatArray, factor: float, out: FloatArray) -> None:
    """Put a multiple of a vector into out, element by element: numba compiles slices that are set ten times slower."""
    for i in range(len(source)):
        out[i] = factor * source[i]


@inner
def largest(f: FloatArray) -> float:
    """Return the largest absolute entry; infinite where one is no number."""
    size = 0.0
    for i in range(len(f)):
        if not abs(f[i]) < np.inf:
            return np.inf
        size = max(size, abs(f[i]))
    return size


@inner
def move(output: FloatArray, work: FloatArray) -> None:
    """Keep the point and its residual, and go on by the step, shortened where it is long."""
    x, r, old_x, old_r, step = work[5], work[6], work[7], work[8], work[11]
    size = largest(step)
    short = _LONGEST_STEP / size if size > _LONGEST_STEP else 1.0
    for i in range(len(x)):
        old_x[i] = x[i]
        old_r[i] = r[i]
        x[i] += short * step[i]
    centre(output, x)


@inner
def retreat(output: FloatArray, work: FloatArray, part: float, theta: float) -> None:
    """Go back to the best point and from there a part of a plain step of the contraction."""
    x, best_x, best_f = work[5], work[9], work[10]
    for i in range(len(x)):
        x[i] = best_x[i] + part * best_f[i] / (1.0 + theta)
    centre(output, x)


@inner
def clear(
    g: FloatArray,
    gt: FloatArray,
    output: FloatArray,
    deficit: FloatArray,
    multiplicative: bool,
    theta: float,
    log_t: FloatArray,
    tolerance: float,
    most: int,
    plain: bool,
    work: FloatArray,
    past: FloatArray,
    gram: FloatArray,
    shares: FloatArray,
    matrix: FloatArray,
    columns: FloatArray,
    order: IntArray,
) -> Any:
    """Clear all markets from the start in ``work[5]``, where the solution is left; return status, steps and residual.

    ``work`` has `ROWS` rows and ``past`` 2 `WINDOW`, one column per economy; ``gram`` is (2 WINDOW + 2, WINDOW); the last four
    hold the slope. ``plain`` takes unaccelerated steps of the contraction only, for comparison.
    """
    f, x, r = work[4], work[5], work[6]
    centre(output, x)
    best, residual, part = np.inf, np.inf, 1.0
    count, slot, age, sloped, fresh = 0, 0, 0, False, True
    careful, length = most if plain else 0, _CAREFUL
    for taken in range(most):
        positive = excess(g, gt, output, deficit, multiplicative, theta, log_t, x, work, f)
        residual = largest(f)
        if not positive or residual == np.inf or (careful == 0 and residual > _GROWTH * best):
            if best == np.inf or part < _SHORTEST:
                return TOO_MANY_STEPS if positive else NO_POSITIVE_SPENDING, taken + 1, residual
            retreat(output, work, part, theta)
            part *= 0.5
            careful, length = max(careful, length), 2 * length
            count, slot, sloped, fresh = 0, 0, False, True
            continue
        if residual <= tolerance:
            return CONVERGED, taken + 1, residual
        if residual < best or careful > 0:
            part = 1.0 if residual < best else part
            best = residual
            scaled(x, 1.0, work[9])
            scaled(f, 1.0, work[10])
        if careful > 0:
            careful -= 1
            scaled(f, 1.0 / (1.0 + theta), work[11])
            move(output, work)
            continue
        if not sloped or age >= _LIFE:
            slope(gt, output, multiplicative, theta, work, shares, matrix)
            sloped = factor(matrix, order)
            transposed(matrix, columns)
            count, slot, age, fresh = 0, 0, 0, True
        scaled(f, 1.0 if sloped else 1.0 / (1.0 + theta), r)
        if sloped:
            substitute(columns, order, r)
        if not fresh:
            count = min(count + 1, WINDOW)
            remember(work, past, gram, count, slot)
            slot = (slot + 1) % WINDOW
        accelerated(work, past, gram, count, work[11])
        move(output, work)
        age, fresh = age + 1, False
    return TOO_MANY_STEPS, most, residual

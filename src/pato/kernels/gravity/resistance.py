"""The gravity view of trade: multilateral resistances, and the conditional equilibrium with given output and spending.

Structural gravity (Anderson and van Wincoop 2003): with shares of world output y and of world spending e,

    X_ij = Y_i E_j / Y (t_ij / (Pi_i P_j))^-theta,
    Pi_i^-theta = sum_j (t_ij / P_j)^-theta e_j,   P_j^-theta = sum_i (t_ij / Pi_i)^-theta y_i,   P of the reference = 1.

The conditional equilibrium solves the two lines anew at changed costs with y and e as they were. `experiment` then reads
off factory-gate prices as Pi / Pi', as the program gegravity 0.3 does, whose figures it reproduces. In that reading
changes of prices do not act back on the shares y and e. The equilibrium in which they do (Larch and Yotov 2016, full
endowment equilibrium) is `pato.kernels.gravity.solve.solve` on `Experiment.trade_before`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.gravity.input import TradeInputError, stacked
from pato.kernels.gravity.newton import transposed, weighted_rows
from pato.kernels.gravity.solve import NotConvergedError
from pato.kernels.jit import compiled


@dataclass(frozen=True, slots=True)
class Resistances:
    """Multilateral resistances.

    Attributes
    ----------
    inward, outward
        P and Pi, shape (economy,); P of the reference importer is 1.
    converged, steps, residual
        How the solve ended: the residual is the largest relative error of an equation.
    """

    inward: FloatArray
    outward: FloatArray
    converged: bool
    steps: int
    residual: float


@dataclass(frozen=True, slots=True)
class Experiment:
    """Effects of a change of costs in the gravity view; ratios unless stated otherwise, shape (economy,).

    Attributes
    ----------
    before, after
        Resistances; after the change they are those of the conditional equilibrium.
    factory_price
        Pi / Pi'; nominal output and spending change by as much.
    inward, outward
        P' / P and Pi' / Pi.
    real_gdp
        (Y' / P') / (Y / P), which is also gegravity's terms of trade; its welfare statistic is the inverse.
    exports, imports, domestic
        Changes of trade with others and of sales at home.
    trade_before, trade_after
        Flows that the model implies, shape (exporter, importer).
    """

    before: Resistances
    after: Resistances
    factory_price: FloatArray
    inward: FloatArray
    outward: FloatArray
    real_gdp: FloatArray
    exports: FloatArray
    imports: FloatArray
    domestic: FloatArray
    trade_before: FloatArray
    trade_after: FloatArray


@compiled
def scale_margins(
    ease: FloatArray, y: FloatArray, e: FloatArray, tolerance: float, most: int, a: FloatArray, b: FloatArray
) -> tuple[int, float]:
    """Find a and b with b_j sum_i k_ij y_i a_i = 1 and a_i sum_j k_ij e_j b_j = 1; return steps and residual."""
    n = len(y)
    turned, weights, sums = np.empty((n, n)), np.empty(n), np.empty(n)
    transposed(ease, turned)
    residual = np.inf
    for taken in range(most):
        for i in range(n):
            weights[i] = y[i] * a[i]
        weighted_rows(ease, weights, sums)
        for j in range(n):
            b[j] = 1.0 / sums[j]
            weights[j] = e[j] * b[j]
        weighted_rows(turned, weights, sums)
        residual = 0.0
        for i in range(n):
            gap = abs(a[i] * sums[i] - 1.0)
            residual = max(residual, gap) if gap < np.inf else np.inf
            a[i] = 1.0 / sums[i]
        if residual <= tolerance or residual == np.inf:
            return taken + 1, residual
    return most, residual


def resistances(
    costs: npt.ArrayLike,
    output: npt.ArrayLike,
    expenditure: npt.ArrayLike,
    *,
    elasticity: float,
    reference: int = 0,
    tolerance: float = 1e-13,
    steps: int = 100_000,
    start: FloatArray | None = None,
) -> Resistances:
    """Return the multilateral resistances of given costs, output and expenditure.

    Parameters
    ----------
    costs
        t_ij^-theta, what a gravity estimate gives as exp(x b), shape (exporter, importer); trade at home on the diagonal.
    output, expenditure
        Shape (economy,); each is made a share of its own world total.
    elasticity
        theta, sigma - 1.
    reference
        Index of the importer whose inward resistance is 1.
    tolerance, steps
        Largest relative error of an equation, and the most steps.
    start
        Outward resistances to start from.

    Raises
    ------
    TradeInputError
        If an argument is not what it should be.
    NotConvergedError
        If the resistances are not found in the steps allowed, as where costs and margins do not fit together.
    """
    ease, y, e = _checked(costs, output, expenditure, elasticity, reference)
    a = np.ones(len(y)) if start is None else np.asarray(start, np.float64) ** elasticity
    b = np.empty(len(y))
    taken, residual = scale_margins(ease, y, e, tolerance, steps, a, b)
    if not residual <= tolerance:
        raise NotConvergedError(
            f"multilateral resistances did not converge in {taken} steps (largest error {residual:.3g})."
        )
    norm = b[reference]
    return Resistances((b / norm) ** (1 / elasticity), (a * norm) ** (1 / elasticity), True, taken, residual)


def experiment(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    output: npt.ArrayLike,
    expenditure: npt.ArrayLike,
    *,
    elasticity: float,
    reference: int = 0,
) -> Experiment:
    """Return the effects of a change of costs from ``before`` to ``after``, in the gravity view; see the module.

    Parameters and errors are those of `resistances`, with costs before and after.
    """
    old = resistances(before, output, expenditure, elasticity=elasticity, reference=reference)
    new = resistances(
        after, output, expenditure, elasticity=elasticity, reference=reference, start=old.outward
    )
    price = old.outward / new.outward
    y, e = np.asarray(output, np.float64), np.asarray(expenditure, np.float64)
    flows0 = _flows(np.asarray(before, np.float64), y, e, old, elasticity)
    flows1 = _flows(np.asarray(after, np.float64), y * price, e * price, new, elasticity)
    home0, home1 = np.diag(flows0), np.diag(flows1)
    return Experiment(
        before=old,
        after=new,
        factory_price=price,
        inward=new.inward / old.inward,
        outward=new.outward / old.outward,
        real_gdp=price / (new.inward / old.inward),
        exports=(flows1.sum(axis=1) - home1) / (flows0.sum(axis=1) - home0),
        imports=(flows1.sum(axis=0) - home1) / (flows0.sum(axis=0) - home0),
        domestic=home1 / home0,
        trade_before=flows0,
        trade_after=flows1,
    )


def _flows(
    ease: FloatArray, output: FloatArray, spending: FloatArray, at: Resistances, theta: float
) -> FloatArray:
    share = output / output.sum()
    flows: FloatArray = ease * (share * at.outward**theta)[:, None] * (spending * at.inward**theta)
    return flows


def _checked(
    costs: npt.ArrayLike, output: npt.ArrayLike, expenditure: npt.ArrayLike, elasticity: float, reference: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    n = np.atleast_1d(output).shape[-1]
    if not (np.isfinite(elasticity) and elasticity > 0):
        raise TradeInputError([f"elasticity must be above 0 and finite, found {elasticity}."])
    if not 0 <= reference < n:
        raise TradeInputError([f"reference must be the index of one of {n} economies, found {reference}."])

    def positive(values: FloatArray) -> BoolArray:
        return np.asarray(np.isfinite(values) & (values > 0))

    named = (("costs", costs, (n, n)), ("output", output, (n,)), ("expenditure", expenditure, (n,)))
    found = [stacked(given, shape, name, positive, "above 0 and finite") for name, given, shape in named]
    if many := [name for (name, *_), one in zip(named, found, strict=True) if one.many]:
        raise TradeInputError([f"{name} has an axis over scenarios; give one scenario." for name in many])
    ease, y, e = (one.values[0] for one in found)
    return ease, y / y.sum(), e / e.sum()

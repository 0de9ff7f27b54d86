"""Trade and welfare in general equilibrium: one sector, in exact changes, for anyone's matrix of flows.

Armington's model with one elasticity, which has the same equations as Eaton and Kortum's (2002): with F(i, j) the flow
from i to j, sales at home on the diagonal, and hats for changes (Dekle, Eaton and Kortum 2007),

    pi'_ij = pi_ij B_ij (w_i / a_i)^-theta P_j^theta,    P_j^-theta = sum_i pi_ij B_ij (w_i / a_i)^-theta,
    Y_i w_i = sum_j F'_ij,    B_ij = change of (trade cost)^-theta, what a gravity estimate calls the partial effect.

Deficits
    ``additive``: spending is output plus the old deficit, in a numeraire in which world output does not change; the
    deficit is then a constant share of world output. ``multiplicative``: spending is a constant multiple of output
    (Anderson and Yotov 2016); the world then spends not exactly what it earns, and what clears the markets is spending
    times one factor for all, `Solution.spending_scale`. Spending, trade and welfare are given before that factor, as
    Baier, Yotov and Zylkin (2019) give them. ``multiplicative_balanced``: after it (Campos, Reggio and Timini 2024).
Numeraire
    World output is what it was (default), or the price index of one economy is 1. Real figures do not depend on it.
Welfare
    Change of real spending, E / P; real income is w / P (real GDP of the gravity literature). They differ by the deficit and
    by tariff revenue.

Sources: Baier, Yotov and Zylkin 2019, Journal of International Economics 116; Head and Mayer 2014, Handbook of
International Economics 4; Arkolakis, Costinot and Rodriguez-Clare 2012, American Economic Review 102(1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import AnyArray, BoolArray, FloatArray, IntArray
from pato.kernels.gravity import batch
from pato.kernels.gravity.input import Argument, TradeInputError, effects_of, flows_of, stacked
from pato.kernels.gravity.loop import CONVERGED, NO_POSITIVE_SPENDING, TOO_MANY_STEPS

Deficits = Literal["additive", "multiplicative", "multiplicative_balanced"]
MESSAGES = {
    CONVERGED: "converged.",
    TOO_MANY_STEPS: "did not converge in the steps allowed",
    NO_POSITIVE_SPENDING: "has no equilibrium with these deficits: some economy would have to spend less than nothing",
}
"""Messages on how a solve ended, by code."""


class NotConvergedError(ArithmeticError):
    """A requested equilibrium was not found."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Equilibria of one scenario or of many; shapes start with the scenarios' axis where there are many.

    Attributes
    ----------
    wage
        Change (ratio) of factor prices and of nominal output, shape (..., economy).
    price
        Change of the price index of what the economy buys.
    output, expenditure
        Levels, in the flows' unit; expenditure includes what is paid as tariffs.
    welfare
        Change of real spending, see the module.
    real_income
        Change of real output, wage / price.
    exports, imports
        Levels without sales at home, net of tariffs.
    domestic_share
        Share of spending on the economy's own goods, after the change.
    terms_of_trade
        Change of the economy's unit cost over its partners', weighted by its old imports (trade costs left out).
    trade
        Flows net of tariffs, shape (..., exporter, importer); None if not requested.
    spending_scale
        Factor on spending for markets to clear; 1 except for multiplicative deficits.
    status, steps, residual
        Code of `MESSAGES`, steps taken, and the largest relative gap between demand and supply, shape (...).
    """

    wage: FloatArray
    price: FloatArray
    output: FloatArray
    expenditure: FloatArray
    welfare: FloatArray
    real_income: FloatArray
    exports: FloatArray
    imports: FloatArray
    domestic_share: FloatArray
    terms_of_trade: FloatArray
    trade: FloatArray | None
    spending_scale: FloatArray
    status: IntArray
    steps: IntArray
    residual: FloatArray

    @property
    def converged(self) -> bool:
        """Whether every scenario converged."""
        return bool(np.all(self.status == CONVERGED))

    def require(self) -> Solution:
        """Return the solution, or raise NotConvergedError with how many scenarios failed and why."""
        codes = np.atleast_1d(self.status)
        if failed := {int(c): int(np.sum(codes == c)) for c in np.unique(codes) if c != CONVERGED}:
            worst = float(np.nanmax(np.atleast_1d(self.residual)))
            told = "; ".join(f"{count} of {len(codes)} {MESSAGES[code]}" for code, count in failed.items())
            raise NotConvergedError(
                f"{told} (largest gap between demand and supply {worst:.3g}). Smaller changes, more steps or a wider tolerance may help."
            )
        return self


def solve(
    flows: npt.ArrayLike,
    *,
    elasticity: npt.ArrayLike,
    partial_effects: npt.ArrayLike | None = None,
    cost_changes: npt.ArrayLike | None = None,
    within: npt.ArrayLike | None = None,
    productivity: npt.ArrayLike | None = None,
    tariffs: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    deficits: Deficits = "additive",
    numeraire: int | None = None,
    start: npt.ArrayLike | None = None,
    tolerance: float = 1e-12,
    steps: int = 2000,
    trade: bool = True,
    strict: bool = True,
    workers: int = 1,
    accelerate: bool = True,
) -> Solution:
    """Return the equilibrium after a change, or many of them.

    Every argument may have a leading axis over scenarios; those that have none hold for all.

    Parameters
    ----------
    flows
        From row to column, sales at home on the diagonal, any unit; shape (economy, economy) or (scenario, ...).
    elasticity
        Trade elasticity theta (sigma - 1 in Armington's words), above 0; a number or shape (scenario,).
    partial_effects
        Log change of flows at unchanged prices, -theta times the log change of costs; what agreements are estimated to do.
    cost_changes
        The same as ratios of costs (1 is no change, infinity ends a flow); not together with partial effects.
    within
        Truth values: effects hold only between economies that are both in, shape (..., economy). Memberships of a club
        are scenarios of this alone.
    productivity
        Ratio of output per unit of the factor, shape (..., economy). Eaton and Kortum's T changes by its power theta.
    tariffs
        Ad valorem rates before and after, shapes (..., economy, economy); their revenue is spent where it is raised.
    deficits, numeraire
        See the module; the numeraire is the index of an economy, or None for world output.
    start
        Wage changes to start from (a warm start), shape (..., economy).
    tolerance
        Largest relative gap between demand and supply.
    steps
        Most steps of a solve.
    trade
        Whether flows are returned; leaving them out saves memory in large batches.
    strict
        Whether to raise where a scenario does not converge. Otherwise its figures are NaN and its status says why.
    workers
        Threads over scenarios; figures do not depend on it.
    accelerate
        False takes plain steps, for comparison.

    Raises
    ------
    TradeInputError
        If an argument cannot be what it should: all problems at once.
    NotConvergedError
        If a scenario did not converge and ``strict`` is set.
    """
    if deficits not in get_args(Deficits):
        raise TradeInputError(
            [f"deficits must be one of {', '.join(get_args(Deficits))}, found '{deficits}'."]
        )
    matrix = flows_of(flows)
    n = matrix.values.shape[-1]
    if numeraire is not None and not 0 <= numeraire < n:
        raise TradeInputError(
            [f"numeraire must be the index of one of {n} economies or None, found {numeraire}."]
        )
    theta = stacked(elasticity, (), "elasticity", _positive, "above 0 and finite")
    rates = [
        stacked(rate, (n, n), f"tariffs {when}", lambda v: np.isfinite(v) & (v > -1), "finite and above -1")
        for rate, when in zip(tariffs or (0.0, 0.0), ("before", "after"), strict=True)
    ]
    arguments = [
        matrix,
        theta,
        effects_of(partial_effects, cost_changes, theta.values, n),
        _memberships(within, n),
        stacked(
            1.0 if productivity is None else productivity,
            (n,),
            "productivity",
            _positive,
            "above 0 and finite",
        ),
        *rates,
    ]
    first = stacked(1.0 if start is None else start, (n,), "start", _positive, "above 0 and finite")
    options = (
        tariffs is not None,
        deficits != "additive",
        tolerance,
        steps,
        not accelerate,
        np.log(first.values),
    )
    found = _run(
        [a.values for a in arguments], options, _count([*arguments, first]), trade=trade, workers=workers
    )
    solution = _assembled(found, matrix.values, rates[0].values, deficits, numeraire)
    if not any(a.many for a in (*arguments, first)):
        solution = _single(solution)
    return solution.require() if strict else solution


def _memberships(within: npt.ArrayLike | None, n: int) -> Argument:
    """Return membership as truth values."""
    found = stacked(
        1.0 if within is None else within, (n,), "within", lambda v: (v == 0) | (v == 1), "truth values"
    )
    return Argument(found.values.astype(np.bool_), found.many)


def _positive(values: FloatArray) -> BoolArray:
    return np.asarray(np.isfinite(values) & (values > 0))


def _count(arguments: Sequence[Argument]) -> int:
    """Return the number of scenarios; arguments with one entry hold for all."""
    lengths = sorted({len(a.values) for a in arguments if a.many})
    longer = [length for length in lengths if length > 1]
    if len(longer) > 1:
        raise TradeInputError(
            [
                f"arguments have {' and '.join(map(str, longer))} scenarios; give all the same number, or one for all."
            ]
        )
    return longer[0] if longer else 1


class _Found(NamedTuple):
    """Arrays filled by the compiled loop; results have the shape (figure, scenario, economy)."""

    figures: FloatArray
    status: IntArray
    steps: IntArray
    residual: FloatArray
    trade: FloatArray
    scale: FloatArray


def _run(
    inputs: list[AnyArray], options: tuple[Any, ...], count: int, *, trade: bool, workers: int
) -> _Found:
    n = inputs[0].shape[-1]
    found = _Found(
        np.empty((len(batch.FIGURES), count, n)),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
        np.empty(count),
        np.empty((count if trade else 0, n, n)),
        np.empty(count),
    )
    solve_part: Callable[..., None] = batch.solve_batch
    cuts = [count * i // workers for i in range(workers + 1)]

    def part(first: int, last: int) -> None:
        solve_part(*inputs, *options, first, last, *found)

    if workers == 1:
        part(0, count)
        return found
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(part, cuts[:-1], cuts[1:]))
    return found


def _assembled(
    found: _Found, flows: FloatArray, before: FloatArray, deficits: Deficits, numeraire: int | None
) -> Solution:
    wage, price, spent, exports, imports, home, terms = found.figures
    output0, spending0 = flows.sum(axis=2), (flows * (1 + before)).sum(axis=1)
    scale = found.scale[:, None]
    balanced = (
        scale if deficits == "multiplicative" else np.ones_like(scale)
    )  # undone: see the module on deficits
    unit = 1.0 if numeraire is None else price[:, [numeraire]]
    value = 1.0 / (unit * balanced)
    return Solution(
        wage=wage / unit,
        price=price / unit,
        output=output0 * wage / unit,
        expenditure=spending0 * spent * value,
        welfare=spent / balanced / price,
        real_income=wage / price,
        exports=exports * value,
        imports=imports * value,
        domestic_share=home,
        terms_of_trade=terms,
        trade=found.trade * value[..., None] if len(found.trade) else None,
        spending_scale=found.scale,
        status=found.status,
        steps=found.steps,
        residual=found.residual,
    )


def _single(solution: Solution) -> Solution:
    first: dict[str, Any] = {}
    for name in (f.name for f in fields(solution)):
        value = getattr(solution, name)
        first[name] = None if value is None else value[0]
    return Solution(**first)

"""Whether a pact is accepted and holds in drawn futures, what each member gains by which term, and what it depends on."""

from __future__ import annotations

from typing import Any

import numpy as np

from pato.futures import Design, Draws, Factor, Levels
from pato.futures.distributions import Constant
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.digits import significant
from pato.kernels.membership.named import evaluate
from pato.models.commitments.worth import CREDENCE
from pato.models.membership.pool import Pool
from pato.models.risk.pairs import THEORY
from pato.models.risk.theories.found import theory

AT_ONCE = 500
"""Number of futures at a time: memory for each grows with the number of pairs."""
SHOWN = 6


def designed(pool: Pool, futures: int, seed: int, *, credence: float, later: bool) -> Design:
    """Return the futures of a pool.

    Parameters
    ----------
    pool
        The pool.
    futures, seed
        As in `Design`.
    credence
        Credibility of the US commitment to Taiwan.
    later
        Whether theories that were estimated on later years are among those drawn.
    """
    factors = [f for f in pool.factors() if f.id != CREDENCE]
    factors.append(
        Factor(CREDENCE, Constant(credence), "set by the specification of the backtests", "assumption")
    )
    if not later:
        factors = [_earlier(f) if f.id == THEORY else f for f in factors]
    return Design(tuple(factors), futures, seed)


def _earlier(factor: Factor) -> Factor:
    """Return the theories without those of expected support: what support does was estimated on later years."""
    kept = tuple(level for level in factor.levels if not theory(level).looks_at_support)
    return Factor(factor.id, Levels(kept, "theory"), factor.source, factor.basis)


def holds(pool: Pool, design: Design) -> dict[str, Any]:
    """Return the results for the membership of the whole pool, as plain values.

    ``all_accept``: no member is worse off than at the status quo, by more than makes a difference. ``stable``: none gains by leaving it,
    keeping what was pledged before. ``members_accepting`` and ``members_gaining``: mean shares of members that are no worse off, and that are
    better off. Mistrust and autonomy, which no data measure, are no part of the gain.
    """
    draws = design.draw()
    full = (1 << pool.n_states) - 1
    without = [full ^ (1 << i) for i in range(pool.n_states)]
    gain, stays, risk, terms = [], [], [], []
    for start in range(0, design.n_futures, AT_ONCE):
        some = design.draw(start, min(start + AT_ONCE, design.n_futures))
        wars = pool.wars(some)
        found = evaluate(pool.game(some, wars=wars), [full, 0, *without])
        gain.append(found.utilities[:, 0])
        left = found.utilities[:, 2:][:, np.arange(pool.n_states), np.arange(pool.n_states)]
        stays.append(found.utilities[:, 0] - left)
        risk.append(found.war_risk[:, :2])
        terms.append({k: v[:, 0] for k, v in pool.terms(some, [full], wars=wars).items()})
    whole = np.concatenate(gain)
    parts = {k: np.concatenate([t[k] for t in terms]) for k in terms[0] if k not in pool.left_out}
    return _summary(pool, draws, whole, np.concatenate(stays), np.concatenate(risk), parts)


def _summary(
    pool: Pool,
    draws: Draws,
    gain: FloatArray,
    stays: FloatArray,
    risk: FloatArray,
    terms: dict[str, FloatArray],
) -> dict[str, Any]:
    theories, band = draws.labels(THEORY), pool.assumptions.no_difference
    return {
        "pairs_of_challenger_and_member": len(pool.war.target),
        **_shares(gain, stays, band),
        "mean_gain_of_members": mean_of(gain.mean(axis=1)),
        "war_initiations_against_members_a_year": [mean_of(risk[:, i].sum(axis=1)) for i in (1, 0)],
        "by_theory": {str(t): _shares(gain[theories == t], stays[theories == t], band) for t in np.unique(theories)},
        "members": {
            state: {
                "accepts": mean_of(gain[:, i] >= -band),
                "stays": mean_of(stays[:, i] >= -band),
                "gain_mean_median_5_95": [mean_of(gain[:, i]), *(significant(float(q), 4) for q in np.quantile(gain[:, i], [0.5, 0.05, 0.95]))],
                "terms": {name: mean_of(values[:, i]) for name, values in terms.items()},
            }
            for i, state in enumerate(pool.states)
        },
        "hangs_on": depends_on(draws, gain.min(axis=1) >= -band),
    }  # fmt: skip


def _shares(gain: FloatArray, stays: FloatArray, band: float) -> dict[str, Any]:
    return {
        "futures": len(gain),
        "all_accept": mean_of((gain >= -band).all(axis=1)),
        "members_accepting": mean_of(gain >= -band),
        "members_gaining": mean_of(gain > band),
        "stable": mean_of((stays >= -band).all(axis=1)),
    }


def depends_on(draws: Draws, holds_in: BoolArray) -> dict[str, list[float]]:
    """Return the factors that move a share most: its value in their lower and upper half, or at each level, largest first."""
    found: dict[str, list[float]] = {}
    for name in draws:
        factor, values = draws.factor(name), draws[name]
        if factor.levels:
            shares = [
                float(holds_in[values == i].mean()) for i in range(len(factor.levels)) if (values == i).any()
            ]
        elif values.ndim == 1 and np.ptp(values) > 0:
            upper = values > np.median(values)
            shares = [float(holds_in[~upper].mean()), float(holds_in[upper].mean())]
        else:
            continue
        label = f"{name} ({', '.join(factor.levels)})" if factor.levels else name
        found[label] = [significant(s, 3) for s in shares]
    order = sorted(found, key=lambda n: min(found[n]) - max(found[n]))
    return {name: found[name] for name in order[:SHOWN]}


def mean_of(values: FloatArray | BoolArray | np.bool_) -> float:
    """Return a mean, or a share, in stored form."""
    return significant(float(np.mean(values)), 4)

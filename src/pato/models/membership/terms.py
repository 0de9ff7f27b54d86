"""The terms of the utility: how they are grouped into chapters, and those that need no war."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.membership.parts import Part
from pato.models.membership.trade import WORLD

if TYPE_CHECKING:
    from pato.models.membership.pool import Pool

COMPLIANCE = "pledge_compliance"
HORIZON = 10
UNMEASURED = ("mistrust", "autonomy")
"""Terms that nothing measures: no part of a utility unless the user asks for them, and shown as what they would have to be worth."""
ECONOMY = ("trade",)
DEFENCE = ("war", "entrapment", "spill_overs", "coercion", "burden", "common_budget", *UNMEASURED)
TERMS = (*DEFENCE[:6], *ECONOMY, *UNMEASURED)
"""Terms of the utility, in the order in which they are shown."""
ECONOMIC = ("trade", "coercion")
"""Terms in which those take part who belong to the economic chapters alone."""
OPTIONAL = ("spill_overs", "coercion", "burden", "common_budget", "trade", *UNMEASURED)
WAR_TERMS = ("war", "entrapment", "spill_overs")
"""Terms that depend on the risk of war."""
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "defence alone": DEFENCE,
    "economy alone, as a treaty without the pact": ECONOMY,
    "both": TERMS,
}
"""Terms by chapter. Coercion is the answer to the pact: a treaty of trade alone provokes none."""


def chapter(terms: Mapping[str, FloatArray], names: Iterable[str]) -> FloatArray:
    """Return the sum of some terms, of the shape of each."""
    kept = [terms[name] for name in names if name in terms]
    if kept:
        return np.asarray(sum(kept))
    return np.zeros_like(next(iter(terms.values())))


def without_war(pool: Pool, draws: Draws) -> Iterator[tuple[str, Part]]:
    """Yield the terms that need no war, by name; trade and coercion as the pairwise surrogate has them."""
    n, futures = pool.n_states, draws.n_futures
    none, nobody = np.zeros((futures, n)), np.zeros((futures, n, n))
    newly = pool.war.newly.astype(float)
    if pool.trade is not None:
        fit, of = pool.trade.surrogate(), draws[WORLD]
        if "coercion" not in pool.left_out:
            share = under_coercion(draws)
            yield (
                "coercion",
                Part(
                    share[:, None] * fit.coerced_alone[of],
                    share[:, None, None] * fit.coerced_pairwise[of],
                    share[:, None, None] * fit.coerced_outside[of],
                ),
            )
        if "trade" not in pool.left_out:
            yield "trade", Part(none, fit.pairwise[of], fit.outside[of])
    if pool.pledged is not None:
        net = draws[COMPLIANCE] * (1.0 - draws["burden_own_worth"])
        yield "burden", Part(-net[:, None] * pool.pledged.gap(), nobody, nobody)
    if "common_budget" not in pool.left_out:
        yield "common_budget", Part(np.repeat(-draws["common_budget"][:, None], n, axis=1), nobody, nobody)
    if "mistrust" not in pool.left_out:
        yield "mistrust", Part(none, -pool.mistrust.cost(draws) * newly, nobody)
    if "autonomy" not in pool.left_out:
        alone = np.repeat(-draws["autonomy_membership"][:, None], n, axis=1)
        yield "autonomy", Part(alone, -draws["autonomy_partner"][:, None, None] * newly, nobody)


def under_coercion(draws: Draws) -> FloatArray:
    """Return the expected share of years in which a member is coerced, shape (future,)."""
    years = np.minimum(draws["coercion_years"] / HORIZON, 1.0)
    return np.asarray(draws["coercion_chance"] * years)

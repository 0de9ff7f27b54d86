"""The terms of the utility: how they are grouped into chapters, and those that need no war."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import numpy as np

from pato.errors import Problem, UsageError
from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray
from pato.models.membership.mistrust import Mistrust
from pato.models.membership.parts import Part, Pledged
from pato.models.membership.trade import WORLD, TradeWorlds

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


def without_war(
    draws: Draws,
    newly: BoolArray,
    mistrust: Mistrust,
    trade: TradeWorlds | None,
    pledged: Pledged | None,
    left_out: Container[str],
) -> Iterator[tuple[str, Part]]:
    """Yield the terms that need no war, by name; trade and coercion as the pairwise surrogate has them.

    Parameters
    ----------
    draws
        Of all factors.
    newly
        Who would be newly pledged to defend whom, shape (state, state).
    mistrust, trade, pledged, left_out
        As in `pato.models.membership.pool.Pool`.
    """
    n, futures = len(newly), draws.n_futures
    none, nobody = np.zeros((futures, n)), np.zeros((futures, n, n))
    if trade is not None:
        fit, of = trade.surrogate(), draws[WORLD]
        if "coercion" not in left_out:
            share = under_coercion(draws)
            yield (
                "coercion",
                Part(
                    share[:, None] * fit.coerced_alone[of],
                    share[:, None, None] * fit.coerced_pairwise[of],
                    share[:, None, None] * fit.coerced_outside[of],
                ),
            )
        if "trade" not in left_out:
            yield "trade", Part(none, fit.pairwise[of], fit.outside[of])
    if pledged is not None:
        net = draws[COMPLIANCE] * (1.0 - draws["burden_own_worth"])
        yield "burden", Part(-net[:, None] * pledged.gap(), nobody, nobody)
    if "common_budget" not in left_out:
        yield "common_budget", Part(np.repeat(-draws["common_budget"][:, None], n, axis=1), nobody, nobody)
    if "mistrust" not in left_out:
        yield "mistrust", Part(none, -mistrust.cost(draws) * newly, nobody)
    if "autonomy" not in left_out:
        alone = np.repeat(-draws["autonomy_membership"][:, None], n, axis=1)
        yield "autonomy", Part(alone, -draws["autonomy_partner"][:, None, None] * newly, nobody)


def under_coercion(draws: Draws) -> FloatArray:
    """Return the expected share of years in which a member is coerced, shape (future,)."""
    years = np.minimum(draws["coercion_years"] / HORIZON, 1.0)
    return np.asarray(draws["coercion_chance"] * years)


def left_out_of(without: Sequence[str], priced: Sequence[str]) -> dict[str, str]:
    """Return the terms that are left out, and why.

    Raises
    ------
    UsageError
        If there is no such term, or one is asked for and left out.
    """
    if strange := [t for t in without if t not in OPTIONAL]:
        raise UsageError(Problem("without", f"no term '{strange[0]}'.", f"Terms: {', '.join(OPTIONAL)}."))
    if strange := [t for t in priced if t not in UNMEASURED]:
        told = f"'{strange[0]}' is no term without a measurement."
        raise UsageError(Problem("with", told, f"Terms without one: {', '.join(UNMEASURED)}."))
    if both := [t for t in priced if t in without]:
        raise UsageError(
            Problem("with", f"{both[0]} is also left out.", "Name it under --with or --without.")
        )
    found = dict.fromkeys(without, "left out as asked.")
    for term in UNMEASURED:
        if term not in priced:
            told = "nothing measures it; what it would have to be worth is shown instead."
            found.setdefault(term, f"{told} --with {term} counts it at the range of the assumptions.")
    return found


def lacking_trade(trade: TradeWorlds | None, left_out: Mapping[str, str], rival: str) -> dict[str, str]:
    """Return what else is left out for want of trade, or of a rival."""
    found = {}
    if trade is None or not trade.chapters:
        found["trade"] = "the treaty has no economic chapters."
    if trade is None or trade.rival is None:
        found["coercion"] = f"{rival} is in the pool, or has no data on trade."
    return {term: why for term, why in found.items() if term not in left_out}

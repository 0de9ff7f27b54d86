"""The terms of the utility: how they are grouped into chapters, and those that need no war."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import numpy as np

from pato.errors import Problem, UsageError
from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.models.membership.mistrust import Mistrust
from pato.models.membership.parts import Part, Pledged
from pato.models.membership.seats import Seats
from pato.models.membership.trade import WORLD, TradeWorlds

COMPLIANCE = "pledge_compliance"
HORIZON = 10
UNMEASURED = ("mistrust", "autonomy")
"""Unmeasured terms: included in a utility only at the user's request, and shown by the value at which they would matter."""
ECONOMY = ("trade",)
DEFENCE = ("war", "entrapment", "spill_overs", "coercion", "burden", "common_budget", *UNMEASURED)
TERMS = (*DEFENCE[:6], *ECONOMY, *UNMEASURED)
"""Terms of the utility, in the order in which they are shown."""
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
    seats: Seats,
) -> Iterator[tuple[str, Part]]:
    """Yield the terms that do not involve war, by name, for seats; trade and coercion from the pairwise surrogate.

    Parameters
    ----------
    draws
        Of all factors.
    newly
        New defence commitments, shape (seat, seat).
    mistrust, trade, pledged, left_out, seats
        As in `pato.models.membership.pool.Pool`.
    """
    n, futures, of = seats.count, draws.n_futures, seats.state
    trades = ~seats.associated | seats.trading
    pays = ~seats.associated | seats.paying
    none, nobody = np.zeros((futures, n)), np.zeros((futures, n, n))
    if trade is not None:
        fit, drawn = trade.surrogate, draws[WORLD]
        if "coercion" not in left_out:
            share = under_coercion(draws)
            yield (
                "coercion",
                _traded(
                    share[:, None] * fit.coerced_alone[drawn],
                    share[:, None, None] * fit.coerced_pairwise[drawn],
                    share[:, None, None] * fit.coerced_outside[drawn],
                    of,
                    trades,
                ),
            )
        if "trade" not in left_out:
            alone = np.zeros((futures, len(seats.states)))
            yield "trade", _traded(alone, fit.pairwise[drawn], fit.outside[drawn], of, trades)
    if pledged is not None:
        net = draws[COMPLIANCE] * (1.0 - draws["burden_own_worth"])
        yield "burden", Part(-net[:, None] * (pledged.gap()[of] * pays), nobody, nobody)
    if "common_budget" not in left_out:
        yield "common_budget", Part(-draws["common_budget"][:, None] * pays, nobody, nobody)
    if "mistrust" not in left_out:
        yield "mistrust", Part(none, -mistrust.cost(draws)[:, of][:, :, of] * newly, nobody)
    if "autonomy" not in left_out:
        alone = -draws["autonomy_membership"][:, None] * ~seats.associated
        yield "autonomy", Part(alone, -draws["autonomy_partner"][:, None, None] * newly, nobody)


def _traded(
    alone: FloatArray, pairwise: FloatArray, outside: FloatArray, of: IntArray, trades: BoolArray
) -> Part:
    """Return a term of trade for seats: those that do not take part gain what outsiders do, and contribute nothing to others."""
    if len(of) == alone.shape[1]:
        return Part(alone, pairwise, outside)
    with_it = outside[:, of][:, :, of] * trades
    both = np.where(trades[:, None] & trades, pairwise[:, of][:, :, of], with_it)
    return Part(alone[:, of] * trades, both, with_it)


def under_coercion(draws: Draws) -> FloatArray:
    """Return the expected share of years in which a member is coerced, shape (future,)."""
    years = np.minimum(draws["coercion_years"] / HORIZON, 1.0)
    return np.asarray(draws["coercion_chance"] * years)


def left_out_of(without: Sequence[str], priced: Sequence[str]) -> dict[str, str]:
    """Return the terms that are left out, and why.

    Raises
    ------
    UsageError
        If a term is unknown, or is both requested and left out.
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
            told = "not measured; the value at which it would matter is shown instead."
            found.setdefault(term, f"{told} --with {term} counts it at the range of the assumptions.")
    return found


def lacking_trade(trade: TradeWorlds | None, left_out: Mapping[str, str], rival: str) -> dict[str, str]:
    """Return the other terms left out for lack of trade, or of a rival."""
    found = {}
    if trade is None or not trade.chapters:
        found["trade"] = "the treaty has no economic chapters."
    if trade is None or trade.rival is None:
        found["coercion"] = f"{rival} is in the pool, or has no data on trade."
    return {term: why for term, why in found.items() if term not in left_out}

"""Errors of the sweep's two simplifications against the full models: trade as a pairwise sum, joiners without feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.kernels.membership.named import Evaluated, evaluate
from pato.models.membership.joined import committed_if_joined
from pato.models.membership.pool import Pool

FUTURES = 40


@dataclass(frozen=True, slots=True)
class Error:
    """Error of a surrogate, root mean square and largest, with the spread of its quantity."""

    quantity: str
    unit: str
    rms: float
    largest: float
    spread: float
    tested: int


def joiner_errors(pool: Pool, draws: Draws, masks: Sequence[int]) -> list[Error]:
    """Return the error of reading chances of fighting from the commitments of the whole pool, not of a membership's own.

    Parameters
    ----------
    pool
        The pool.
    draws
        A few futures.
    masks
        Memberships without associates that are evaluated both ways.
    """
    surrogate = evaluate(pool.game(draws, parts={}), masks)
    exact = [_exactly(pool, draws, mask) for mask in masks]
    found = []
    n = pool.n_states
    for name, quantity, unit in (
        ("support", "expected support", "per cent of world capability"),
        ("war_risk", "war risk", "initiations a year"),
        ("utilities", "gain from war and entrapment", "per cent of GDP a year"),
    ):
        full: FloatArray = np.concatenate([getattr(e, name)[..., :n] for e in exact], axis=1)
        found.append(_error(quantity, unit, full - getattr(surrogate, name)[..., :n], full, len(masks)))
    return found


def _exactly(pool: Pool, draws: Draws, mask: int) -> Evaluated:
    """Evaluate one membership with pledges of its own members only."""
    war = pool.war
    parties = [s for i, s in enumerate(pool.states) if mask >> i & 1]
    then = committed_if_joined(war.risk, war.place[: pool.n_states], war.status_quo, pool.treaty, parties)
    own = replace(pool, war=replace(war, then=(then, *war.then[1:])))
    return evaluate(own.game(draws, parts={}), [mask])


def _error(quantity: str, unit: str, gap: FloatArray, full: FloatArray, tested: int) -> Error:
    return Error(
        quantity,
        unit,
        float(np.sqrt((gap**2).mean())),
        float(np.abs(gap).max()),
        float(full.std()),
        tested,
    )


def trade_errors(pool: Pool) -> list[Error]:
    """Return the measured errors of the pairwise surrogate of trade, from memberships left out of its fit."""
    if pool.trade is None:
        return []
    fit = pool.trade.surrogate
    unit = "per cent of GDP a year"
    found = [Error("trade", unit, fit.error[0], float("nan"), fit.spread[0], fit.tested)]
    if pool.trade.rival is not None:
        found.append(
            Error("trade under coercion", unit, fit.error[1], float("nan"), fit.spread[1], fit.tested)
        )
    return found

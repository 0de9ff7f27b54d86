"""Questions that need every membership of a small pool: blocking, stability, contributions, payments."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial

import numpy as np

from pato.errors import Problem, UsageError
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.membership.fill import fill
from pato.kernels.membership.game import Game, members, tables
from pato.kernels.membership.named import evaluate
from pato.kernels.membership.stability import TOLERANCE, accepted, blocking_subsets, internal_stability

MOST = 12
_FEW = 60_000_000


def every(game: Game) -> FloatArray:
    """Return the utilities of all memberships, shape (future, 2^n, state); those of fewer than two states are zero.

    Raises
    ------
    UsageError
        If the pool has more than `MOST` states: the sweep is made for those.
    """
    n = game.n_states
    if n > MOST:
        told = f"2^{n} memberships of {n} states do not fit here."
        raise UsageError(Problem("pool", told, f"Name {MOST} states at most, or use: pato sweep."))
    if (1 << n) * game.n_futures * game.n_pairs <= _FEW:
        found = evaluate(game, np.arange(1 << n)).utilities
    else:
        read, found = tables(game), np.empty((game.n_futures, 1 << n, n))
        row = np.empty((1 << n, n + 3))
        for future in range(game.n_futures):
            fill(read, future, 0, row)
            found[future] = row[:, :n]
    found[:, np.bitwise_count(np.arange(1 << n)) < 2] = 0.0
    return found


def shapley(worth: FloatArray) -> FloatArray:
    """Return each state's Shapley share of the gain of all, exactly, shape (future, state).

    Parameters
    ----------
    worth
        Total gain of the members of each membership, shape (future, 2^n); 0 for the empty one.

    Notes
    -----
    The mean over all orders of entry of what a state's entry adds (Shapley 1953).
    """
    memberships = worth.shape[-1]
    n = memberships.bit_length() - 1
    masks = np.arange(memberships)
    size = np.bitwise_count(masks)
    weight = np.array([factorial(s) * factorial(max(n - s - 1, 0)) / factorial(n) for s in range(n + 1)])
    found = np.empty((*worth.shape[:-1], n))
    for i in range(n):
        without = masks[(masks >> i & 1) == 0]
        added = worth[..., without | 1 << i] - worth[..., without]
        found[..., i] = added @ weight[size[without]]
    return found


def worth_of(utilities: FloatArray, income: FloatArray) -> FloatArray:
    """Return the total gain of the members of each membership, billion USD a year, shape (future, 2^n).

    Parameters
    ----------
    utilities
        Per cent of GDP a year, shape (future, 2^n, state).
    income
        GDP, billion USD, shape (state,).
    """
    inside = members(np.arange(utilities.shape[1]), utilities.shape[2])
    return np.asarray((utilities * inside) @ income / 100.0)


def transfers(gains: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return the smallest payments between members that leave none worse off, and whether they exist.

    Parameters
    ----------
    gains
        Of each member, in money, shape (..., member).

    Returns
    -------
    Payments received (below zero: paid), shape (..., member), and whether the gains suffice, shape (...,). The total
    paid is the smallest possible: every loss is compensated exactly. It is raised from members that gain, in
    proportion to their gains, so that none pays more than it gains.
    """
    lacking = np.maximum(-gains, 0.0)
    spare = np.maximum(gains, 0.0)
    need, have = lacking.sum(axis=-1), spare.sum(axis=-1)
    enough = need <= have
    share = np.divide(need, have, out=np.zeros_like(need), where=enough & (have > 0))
    paid = np.where(enough[..., None], lacking - spare * share[..., None], np.nan)
    return paid, np.asarray(enough)


def blocking(
    utilities: FloatArray,
    mask: int,
    *,
    stable: bool = True,
    band: float = TOLERANCE,
    reference: FloatArray | None = None,
) -> BoolArray:
    """Return the subsets of a membership that all their states prefer to it, shape (future, 2^n).

    Parameters
    ----------
    utilities
        Of all memberships.
    mask
        The membership.
    stable
        Whether only subsets count that would hold: acceptable to their own members, and internally stable.
    band
        Gain or loss, per cent of GDP a year, within which a state finds no difference.
    reference
        Utilities of the membership, shape (future, state), where it has associates too; those of the table where None.
    """
    found = blocking_subsets(utilities, mask, band, reference)
    found[:, np.bitwise_count(np.arange(found.shape[1])) < 2] = False
    if stable:
        found &= accepted(utilities, tolerance=band) & internal_stability(utilities, band)
    return found


def largest(holds: BoolArray, share: float = 0.5) -> list[tuple[int, float]]:
    """Return the largest memberships that hold in at least a share of futures, with that share, best first.

    Parameters
    ----------
    holds
        Shape (future, 2^n).
    share
        Of futures.
    """
    often = holds.mean(axis=0)
    masks = np.arange(holds.shape[1])
    size = np.bitwise_count(masks)
    held = masks[(often >= share) & (size > 1)]
    if not len(held):
        return []
    most = size[held].max()
    top = held[size[held] == most]
    return sorted(((int(m), float(often[m])) for m in top), key=lambda found: -found[1])


def steps(utilities: FloatArray, path: Sequence[int]) -> list[tuple[FloatArray, FloatArray]]:
    """Return for each step of a path of growing memberships what insiders and entrants gain by it.

    Parameters
    ----------
    utilities
        Of all memberships, shape (future, 2^n, state).
    path
        Memberships, each within the next.

    Returns
    -------
    Per step gains of shape (future, insider) and (future, entrant).

    Raises
    ------
    UsageError
        If a membership is not within the next.
    """
    found, n = [], utilities.shape[2]
    for before, after in zip([0, *path], path, strict=False):
        if before & ~after or before == after:
            raise UsageError("a path of entry adds states at every step and drops none.")
        change = utilities[:, after] - utilities[:, before]
        insiders = [i for i in range(n) if before >> i & 1]
        entrants = [i for i in range(n) if (after & ~before) >> i & 1]
        found.append((change[:, insiders], change[:, entrants]))
    return found

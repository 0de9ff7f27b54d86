"""Settlement of the bargains of a turn, and the resulting position of each actor.

Sources: as `pato.kernels.bargaining.elections`; the binding of best bargains follows the same model's published library.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.bargaining.elections import ELECT_INCENTIVE, coalitions, election
from pato.kernels.bargaining.solve import Proposals, Rules
from pato.kernels.jit import builder, compiled, inner


@inner
def _pick(p: FloatArray, draw: float) -> int:
    """Return the most probable option (the first of equals), or with a draw of 0 to 1 one by its probability."""
    best, total, reached = 0, 0.0, 0.0
    for m in range(len(p)):
        total += max(p[m], 0.0)
        best = m if p[m] > p[best] else best
    if draw < 0.0 or total == 0.0:
        return best
    for m in range(len(p)):
        reached += max(p[m], 0.0)
        if draw * total < reached:
            return m
    return best


@builder
def _queue(made: Proposals, k: int) -> IntArray:
    """Return the bargains that concern actor k."""
    found, count = np.empty(len(made.initiator), np.int64), 0
    for b in range(len(found)):
        if made.initiator[b] == k or made.receiver[b] == k:
            found[count] = b
            count += 1
    return found[:count]


@builder
def resolve_by_actor(
    made: Proposals,
    capability: FloatArray,
    rules: Rules,
    draws: FloatArray,
    taken: IntArray,
    odds: FloatArray,
) -> bool:
    """Let each actor settle its own bargains, so that two parties of one may go different ways; see `resolve`."""
    n, computed = len(taken), True
    for k in range(n):
        queue = _queue(made, k)
        worth = np.empty((n, len(queue)))
        for a in range(n):
            for m in range(len(queue)):
                worth[a, m] = made.utility[a, queue[m]]
        p, fine = election(rules.election, rules.victory, coalitions(rules.voting, capability, worth))
        computed = computed and fine
        taken[k] = queue[_pick(p, draws[k] if rules.transition else -1.0)]
        for m in range(len(queue)):
            odds[k, queue[m]] = p[m]
    return computed


@builder
def resolve_jointly(
    made: Proposals,
    capability: FloatArray,
    rules: Rules,
    draws: FloatArray,
    taken: IntArray,
    odds: FloatArray,
) -> bool:
    """Let one election over all bargains settle them: the best binds its parties, then the best of the rest; see `resolve`."""
    free, computed = election(
        ELECT_INCENTIVE, rules.victory, coalitions(rules.voting, capability, made.utility)
    )
    for b in range(len(free)):
        odds[made.initiator[b], b] = odds[made.receiver[b], b] = free[b]
    for k in range(len(taken)):
        taken[k] = -1
    bound, round_ = 0, 0
    while bound < len(taken):
        best = _pick(free, draws[round_] if rules.transition else -1.0)
        if not rules.transition:
            best = _heaviest(made, capability, free, best)
        i, j = made.initiator[best], made.receiver[best]
        taken[i] = taken[j] = best
        bound += 1 if i == j else 2
        round_ += 1
        for b in range(len(free)):
            x, y = made.initiator[b], made.receiver[b]
            if x == i or x == j or y == i or y == j:  # noqa: PLR1714, SIM109  as in `victory`
                free[b] = -1.0
    return computed


@inner
def _heaviest(made: Proposals, capability: FloatArray, free: FloatArray, best: int) -> int:
    """Return, among bargains as probable as the best, the one of the most capable parties, its initiator counted twice."""
    most = 2.0 * capability[made.initiator[best]] + capability[made.receiver[best]]
    for b in range(len(free)):
        weight = 2.0 * capability[made.initiator[b]] + capability[made.receiver[b]]
        if free[b] == free[best] and weight > most:
            best, most = b, weight
    return best


@compiled
def resolve(
    made: Proposals,
    capability: FloatArray,
    rules: Rules,
    draws: FloatArray,
    taken: IntArray,
    odds: FloatArray,
) -> bool:
    """Settle the bargains of a turn; return whether the elections could be computed.

    Parameters
    ----------
    draws
        One number of 0 to 1 an actor, shape (actor,); read where transitions are stochastic.
    taken
        Filled with the bargain that each actor takes, shape (actor,).
    odds
        Filled with the probabilities of the bargains that concern an actor, shape (actor, bargain).
    """
    if rules.resolution == 0:
        return resolve_by_actor(made, capability, rules, draws, taken, odds)
    return resolve_jointly(made, capability, rules, draws, taken, odds)


@compiled
def moved(made: Proposals, taken: IntArray) -> FloatArray:
    """Return positions after each actor has taken a bargain, shape (actor, dimension)."""
    found = np.empty((len(taken), made.to_initiator.shape[1]))
    for k in range(len(taken)):
        b = taken[k]
        for d in range(found.shape[1]):
            found[k, d] = made.to_initiator[b, d] if made.initiator[b] == k else made.to_receiver[b, d]
    return found

"""The large intermediate tables of a turn, as codes of actors and values: every estimate of every challenge, every vote.

Sources: as `pato.kernels.bargaining.elections`.
"""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.bargaining.challenges import challenge, principals, third_party, utilities, victory
from pato.kernels.bargaining.elections import vote
from pato.kernels.jit import compiled


@compiled
def vote_rows(
    rule: int, weights: FloatArray, worth: FloatArray, options: IntArray
) -> tuple[IntArray, FloatArray]:
    """Return (first option, second option, voter) and the vote between every two of some options, each pair once."""
    n, m = len(weights), len(options)
    codes, values = np.empty((n * m * (m - 1) // 2, 3), np.int64), np.empty(n * m * (m - 1) // 2)
    row = 0
    for a in range(m):
        for b in range(a):
            for k in range(n):
                codes[row, 0], codes[row, 1], codes[row, 2] = options[a], options[b], k
                values[row] = vote(rule, weights[k], worth[k, options[a]] - worth[k, options[b]])
                row += 1
    return codes, values


@compiled
def challenge_rows(
    d: FloatArray,
    risk: FloatArray,
    adjustment: float,
    attention: FloatArray,
    strength: FloatArray,
    rule: int,
    commitment: int,
) -> tuple[IntArray, FloatArray]:
    """Return every estimator's view of every challenge.

    Codes (estimator, affected, initiator, receiver), where the affected are both and the estimator; values (probability,
    and utility of the status quo, of victory, of a contest, of the challenge).
    """
    n = len(d)
    most = 3 * n * n * (n - 1)
    codes, values, row = np.empty((most, 4), np.int64), np.empty((most, 5)), 0
    for h in range(n):
        u = utilities(d, risk, h, adjustment)
        for i in range(n):
            for j in range(n):
                if i == j:
                    continue
                p = victory(u, i, j, strength, rule, commitment)
                for part in range(2 if h == i or h == j else 3):  # noqa: PLR1714, SIM109  a tuple compiles slower
                    k = i if part == 0 else j if part == 1 else h
                    codes[row, 0], codes[row, 1], codes[row, 2], codes[row, 3] = h, k, i, j
                    values[row, 0] = p
                    values[row, 1], values[row, 2], values[row, 3], values[row, 4] = challenge(
                        u, k, i, j, p, attention[j]
                    )
                    row += 1
    return codes[:row], values[:row]


@compiled
def third_party_rows(
    d: FloatArray,
    risk: FloatArray,
    adjustment: float,
    strength: FloatArray,
    rule: int,
    commitment: int,
    everyone: bool,  # noqa: FBT001  kernels take positions only
) -> tuple[IntArray, FloatArray]:
    """Return third parties' contributions, as seen by initiators (or everyone).

    Codes (estimator, initiator, receiver, third party); values (vote, probability with its weight, utilities of having
    sided with the initiator and won, and with the receiver and lost).
    """
    n = len(d)
    most = n * (n - 1) * (n - 2) * (n if everyone else 1)
    codes, values, row = np.empty((most, 4), np.int64), np.empty((most, 4)), 0
    for h in range(n):
        u = utilities(d, risk, h, adjustment)
        for i in range(n):
            for j in range(n):
                if i == j or not (everyone or i == h):
                    continue
                for_i, for_j = principals(u, i, j, strength, rule)
                for k in range(n):
                    if k != i and k != j:  # noqa: PLR1714  as above
                        codes[row, 0], codes[row, 1], codes[row, 2], codes[row, 3] = h, i, j, k
                        found = third_party(u, k, i, j, strength[k], for_i, for_j, rule, commitment)
                        values[row, 0], values[row, 1], values[row, 2], values[row, 3] = found
                        row += 1
    return codes[:row], values[:row]

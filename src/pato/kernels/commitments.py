"""Capability pledged to targets against challengers, before and after: inputs of assumptions about deterrence.

A defender contributes its capability over the distance times the strength of its commitment, and nothing against a
challenger that it is pledged to defend. Distances: `pato.kernels.projection`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.jit import compiled


class Links(NamedTuple):
    """Defenders of pairs, the pairs one after the other.

    Attributes
    ----------
    first
        Start of each pair's defenders, shape (pair + 1,).
    before, after
        Numbers of their profiles, shape (defender of a pair,); 0 where they contribute nothing.
    amount
        Per cent of the world's capability that arrives, same shape.
    """

    first: IntArray
    before: IntArray
    after: IntArray
    amount: FloatArray


class Dose(NamedTuple):
    """Capability pledged to the targets of pairs, each of shape (future, pair).

    Attributes
    ----------
    largest, total
        Per cent of the world's capability: by the largest pledger, and by all together.
    any
        Worth of the strongest commitment, 0 to 1.
    """

    largest: FloatArray
    total: FloatArray
    any: FloatArray


@compiled
def _gather(
    first: IntArray,
    before: IntArray,
    after: IntArray,
    amount: FloatArray,
    worth0: FloatArray,
    worth1: FloatArray,
    out: FloatArray,
) -> None:
    for f in range(out.shape[1]):
        for q in range(out.shape[2]):
            largest0 = total0 = any0 = largest1 = total1 = any1 = newly = 0.0
            for at in range(first[q], first[q + 1]):
                was, now = worth0[f, before[at]], worth1[f, after[at]]
                gave, gives = was * amount[at], now * amount[at]
                total0 += gave
                total1 += gives
                largest0, largest1 = max(largest0, gave), max(largest1, gives)
                any0, any1 = max(any0, was), max(any1, now)
                newly = max(newly, now - was)
            out[0, f, q], out[1, f, q], out[2, f, q] = largest0, total0, any0
            out[3, f, q], out[4, f, q], out[5, f, q] = largest1, total1, any1
            out[6, f, q] = newly


def doses(links: Links, before: FloatArray, after: FloatArray) -> tuple[Dose, Dose, FloatArray]:
    """Return the capability pledged before and after, and the largest rise of one defender's commitment, shape (future, pair).

    Parameters
    ----------
    links
        Defenders of pairs.
    before, after
        Strengths of profiles, shapes (future, profile).
    """
    out = np.empty((7, len(after), len(links.first) - 1))
    worth0, worth1 = (np.require(w, np.float64, ("C", "W")) for w in (before, after))
    _gather(*links, worth0, worth1, out)
    return Dose(*out[:3]), Dose(*out[3:6]), out[6]

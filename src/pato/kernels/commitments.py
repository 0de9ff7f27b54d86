"""Strength of commitments in each future, and the capability they pledge to targets against challengers, before and after.

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


class Asked(NamedTuple):
    """The composition of profiles: rows of numbers that refer to one another, one group after the other.

    Attributes
    ----------
    group_first, group_terms
        Where each group's terms begin, shape (group + 1,), and their numbers: what one instrument asks together.
    cell_first
        Where each cell's groups begin, shape (cell + 1,): what is asked in one contingency.
    profile_first, profile_cells, profile_shares
        Where each profile's contingencies begin, shape (profile + 1,), and the number of each one's cell, and of its share of wars.
    """

    group_first: IntArray
    group_terms: IntArray
    cell_first: IntArray
    profile_first: IntArray
    profile_cells: IntArray
    profile_shares: IntArray


@compiled
def _worth_of_cells(
    group_first: IntArray, group_terms: IntArray, cell_first: IntArray, terms: FloatArray, out: FloatArray
) -> None:
    for c in range(out.shape[0]):
        for f in range(out.shape[2]):
            deterring = joining = consulting = word = 0.0
            for g in range(cell_first[c], cell_first[c + 1]):
                d = j = k = w = 0.0
                for at in range(group_first[g], group_first[g + 1]):
                    t = group_terms[at]
                    d += terms[t, 0, f]
                    j += terms[t, 1, f]
                    k += terms[t, 2, f]
                    w += terms[t, 3, f]
                deterring, joining = max(deterring, d), max(joining, j)
                consulting, word = max(consulting, k), max(word, w)
            out[c, 0, f], out[c, 1, f] = deterring, joining
            out[c, 2, f], out[c, 3, f] = consulting * (1.0 - joining), word


@compiled
def _worth_of_profiles(
    first: IntArray,
    cells: IntArray,
    share_of: IntArray,
    values: FloatArray,
    shares: FloatArray,
    shift: FloatArray,
    least: float,
    out: FloatArray,
) -> None:
    for p in range(out.shape[0]):
        for part in range(out.shape[1]):
            for f in range(out.shape[2]):
                mean, weakest = 0.0, np.inf
                for at in range(first[p], first[p + 1]):
                    share, value = shares[share_of[at], f], values[cells[at], part, f]
                    mean += share * value
                    if share >= least:
                        weakest = min(weakest, value)
                # shares sum to 1 but for rounding; nowhere to shift to where no contingency is likely enough
                moved = min(weakest - mean, 0.0) if np.isfinite(weakest) else 0.0
                out[p, part, f] = min(mean + shift[f] * moved, 1.0)


def worth_of_profiles(
    asked: Asked, terms: FloatArray, shares: FloatArray, shift: FloatArray, least: float
) -> FloatArray:
    """Return the strength of profiles, shape (profile, part, future), by the formula of `pato.models.commitments.worth`.

    Parameters
    ----------
    asked
        Composition of the profiles.
    terms
        Contribution of each term to deterring, joining, consulting and a state's own word, shape (term, 4, future).
    shares
        Shares of wars, shape (share, future).
    shift
        How far a rival begins where least is owed, 0 to 1, shape (future,).
    least
        Share of the wars from which on a rival can shift to a contingency.
    """
    n = terms.shape[2]
    cells = np.empty((len(asked.cell_first) - 1, terms.shape[1], n))
    _worth_of_cells(asked.group_first, asked.group_terms, asked.cell_first, terms, cells)
    out = np.empty((len(asked.profile_first) - 1, terms.shape[1], n))
    _worth_of_profiles(
        asked.profile_first, asked.profile_cells, asked.profile_shares, cells, shares, shift, least, out
    )
    return out


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

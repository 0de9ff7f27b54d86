"""Voting power by sampling, with standard errors, for rules too large to count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.voting.solve import Swings

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Sampled:
    """Sampled indices and their standard errors.

    Attributes
    ----------
    swings
        Estimates.
    banzhaf_error, shapley_error, johnston_error
        Standard errors, shape (voter,).
    johnston
        Johnston's index, shape (voter,); NaN where no coalition drawn had a decisive member.
    """

    swings: Swings
    banzhaf_error: FloatArray
    shapley_error: FloatArray
    johnston: FloatArray
    johnston_error: FloatArray


def sample_swings(measures: IntArray, thresholds: IntArray, samples: int, seed: int) -> Sampled:
    """Estimate the indices from random coalitions and random orders.

    Parameters
    ----------
    measures, thresholds
        As in `pato.kernels.voting.rules`.
    samples
        How many coalitions and how many orders.
    seed
        Of the stream; the same seed gives the same figures.
    """
    n = measures.shape[1]
    stream = np.random.Generator(np.random.Philox(seed))
    wins, hits, firsts, pivots = 0, np.zeros(n), np.zeros(n), np.zeros(n)
    shares, squares, cross, total, total_squares = np.zeros(n), np.zeros(n), np.zeros(n), 0.0, 0.0
    for start in range(0, samples, _CHUNK):
        count = min(_CHUNK, samples - start)
        inside = stream.random((count, n)) < 0.5
        critical, winning = _critical(inside, measures, thresholds)
        wins += int(winning.sum())
        decides = critical | (_joining(inside, measures, thresholds) & ~winning[:, None])
        hits += decides.sum(axis=0)
        number = critical.sum(axis=1, keepdims=True)
        part = np.where(critical, 1.0 / np.maximum(number, 1), 0.0)
        any_ = (number[:, 0] > 0).astype(float)
        shares += part.sum(axis=0)
        squares += (part**2).sum(axis=0)
        cross += (part * any_[:, None]).sum(axis=0)
        total += any_.sum()
        total_squares += (any_**2).sum()
        firsts += _first_to_win(
            stream.permuted(np.tile(np.arange(n), (count, 1)), axis=1), measures, thresholds
        )
    pivots = firsts / samples
    banzhaf = hits / samples
    johnston, johnston_error = _ratio(shares, squares, cross, total, total_squares)
    return Sampled(
        Swings(wins / samples, banzhaf, pivots),
        np.sqrt(banzhaf * (1 - banzhaf) / samples),
        np.sqrt(pivots * (1 - pivots) / samples),
        johnston,
        johnston_error,
    )


def _wins(sums: IntArray, thresholds: IntArray) -> BoolArray:
    """Return whether coalitions win, from their measures, shape (..., measure)."""
    return np.asarray((sums[..., None, :] >= thresholds).all(axis=-1).any(axis=-1))


def _critical(inside: BoolArray, measures: IntArray, thresholds: IntArray) -> tuple[BoolArray, BoolArray]:
    sums = inside.astype(np.int64) @ measures.T
    winning = _wins(sums, thresholds)
    without = sums[:, None, :] - measures.T[None]
    return inside & winning[:, None] & ~_wins(without, thresholds), winning


def _joining(inside: BoolArray, measures: IntArray, thresholds: IntArray) -> BoolArray:
    """Return the absent voters that would make a coalition win, shape (coalition, voter)."""
    sums = inside.astype(np.int64) @ measures.T
    return ~inside & _wins(sums[:, None, :] + measures.T[None], thresholds)


def _first_to_win(orders: IntArray, measures: IntArray, thresholds: IntArray) -> FloatArray:
    """Return the number of times each voter turned a losing into a winning coalition, shape (voter,)."""
    sums = np.cumsum(measures.T[orders], axis=1)
    place = np.argmax(_wins(sums, thresholds), axis=1)
    return np.bincount(orders[np.arange(len(orders)), place], minlength=orders.shape[1]).astype(float)


def _ratio(
    shares: FloatArray, squares: FloatArray, cross: FloatArray, total: float, total_squares: float
) -> tuple[FloatArray, FloatArray]:
    """Return a ratio of sums and its standard error (delta method)."""
    if total == 0:
        return np.full(shares.shape, np.nan), np.full(shares.shape, np.nan)
    ratio = shares / total
    variance = squares - 2 * ratio * cross + ratio**2 * total_squares
    return ratio, np.sqrt(np.maximum(variance, 0.0)) / total

"""Similarity of portfolios."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray, WholeArray


def portfolio_similarity(ranks: WholeArray, *, highest: int) -> FloatArray:
    """Return Signorino and Ritter's S (1999), unweighted, for every pair of states.

    S = 1 - 2 sum_k |a_k - b_k| / (highest * states). A state's tie to itself has the highest rank.

    Parameters
    ----------
    ranks
        Rank of the obligation of the first to the second, 0 to ``highest``, shape (state, state).
    highest
        The largest rank there can be.

    Returns
    -------
    numpy.ndarray
        Shape (state, state), -1 to 1, symmetric, 1 on the diagonal.
    """
    states = len(ranks)
    ties = np.array(ranks)
    ties[np.arange(states), np.arange(states)] = highest
    # |a - b| counts the levels that one has reached and the other has not
    reached = np.concatenate([ties >= level for level in range(1, highest + 1)], axis=1).astype(np.float32)
    count = reached.sum(axis=1, dtype=np.float64)
    apart = count[:, None] + count[None, :] - 2 * (reached @ reached.T)
    return np.asarray(1 - 2 * apart / (highest * states))


def overlap(ties: BoolArray) -> FloatArray:
    """Return the share of the partners of either that are partners of both (Jaccard), shape (state, state); 0 for no partners.

    Two states that share one partner with a hundred others have little in common; two that share all of theirs have much.

    Parameters
    ----------
    ties
        Partnerships, symmetric, shape (state, state).
    """
    count = np.asarray(ties, np.float64)
    both = count @ count
    size = count.sum(axis=1)
    either = size[:, None] + size - both
    return np.asarray(np.divide(both, either, out=np.zeros_like(both), where=either > 0))

"""Sandwich covariances for observations that are not independent."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def cluster_robust(bread: FloatArray, scores: FloatArray, clusters: npt.NDArray[np.integer]) -> FloatArray:
    """Return bread @ (sum over clusters of s s') @ bread with the correction G / (G - 1).

    Parameters
    ----------
    bread
        Inverse information, shape (column, column).
    scores
        Shape (row, column).
    clusters
        Cluster of each row, shape (row,).
    """
    sums = _sums(scores, clusters)
    groups = len(sums)
    return np.asarray(bread @ (sums.T @ sums) @ bread * groups / max(groups - 1, 1))


def dyadic_robust(
    bread: FloatArray, scores: FloatArray, member1: npt.NDArray[np.integer], member2: npt.NDArray[np.integer]
) -> FloatArray:
    """Return the covariance of Aronow, Samii and Assenova (Political Analysis 2015) for (directed, repeated) dyads.

    Rows may depend on one another whenever their dyads share a member, in either role and in any year. The
    sum over all such pairs of rows is the sum over states of the outer products of each state's total score,
    less that over unordered dyads, which the first sum counts twice. No small-sample correction is applied.
    Negative eigenvalues, which the estimator can have in small samples, are set to zero.

    Parameters
    ----------
    bread
        Inverse information, shape (column, column).
    scores
        Shape (row, column).
    member1, member2
        The two states of each row, shape (row,).
    """
    low, high = np.minimum(member1, member2), np.maximum(member1, member2)
    _, dyad = np.unique(np.stack([low, high], axis=1), axis=0, return_inverse=True)
    states = _sums(np.concatenate([scores, scores]), np.concatenate([low, high]))
    dyads = _sums(scores, dyad.reshape(-1))
    covariance = bread @ (states.T @ states - dyads.T @ dyads) @ bread
    return nearest_psd(covariance)


def nearest_psd(matrix: FloatArray) -> FloatArray:
    """Return the symmetric matrix with negative eigenvalues set to zero; unchanged where there are none."""
    symmetric = (matrix + matrix.T) / 2
    # on the scale of correlations, so that no column's unit decides what is small
    scale = np.sqrt(np.maximum(np.diag(symmetric), np.finfo(float).tiny))
    values, vectors = np.linalg.eigh(symmetric / np.outer(scale, scale))
    if values.min() >= 0:
        return np.asarray(symmetric)
    return np.asarray((vectors * np.maximum(values, 0)) @ vectors.T * np.outer(scale, scale))


def _sums(scores: FloatArray, groups: npt.NDArray[np.integer]) -> FloatArray:
    """Return the sum of the rows of each group, shape (group, column)."""
    names, position = np.unique(groups, return_inverse=True)
    out = np.zeros((len(names), scores.shape[1]))
    for column in range(scores.shape[1]):
        out[:, column] = np.bincount(position.reshape(-1), weights=scores[:, column], minlength=len(names))
    return out

"""Sandwich covariances for observations that are not independent."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray, WholeArray


def cluster_robust(bread: FloatArray, scores: FloatArray, clusters: WholeArray) -> FloatArray:
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
    bread: FloatArray, scores: FloatArray, member1: WholeArray, member2: WholeArray
) -> FloatArray:
    """Return the covariance of Aronow, Samii and Assenova (Political Analysis 2015) for (directed, repeated) dyads.

    Rows may depend on one another whenever their dyads share a member, in either role and in any year. The
    sum over all such pairs of rows is the sum over states of the outer products of each state's total score,
    less that over unordered dyads, which the first sum counts twice. No small-sample correction is applied. In
    small samples the result may be no covariance at all (negative in some direction): see `at_least`.

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
    return np.asarray((covariance + covariance.T) / 2)


def at_least(covariance: FloatArray, floor: FloatArray) -> FloatArray:
    """Return a covariance raised to a floor in every direction in which it is below it.

    Directions are those in which the two differ by a factor (generalised eigenvectors); where the covariance
    exceeds the floor it stays as it is.

    Parameters
    ----------
    covariance
        Symmetric, perhaps negative in some directions, shape (column, column).
    floor
        A positive definite covariance, shape (column, column): the model's own, for instance.
    """
    values, vectors = np.linalg.eigh(floor)
    root = (vectors * np.sqrt(values)) @ vectors.T
    inverse = (vectors / np.sqrt(values)) @ vectors.T
    ratios, directions = np.linalg.eigh(inverse @ covariance @ inverse)
    if ratios.min() >= 1:
        return np.asarray(covariance)
    raised = root @ (directions * np.maximum(ratios, 1.0)) @ directions.T @ root
    return np.asarray((raised + raised.T) / 2)


def _sums(scores: FloatArray, groups: WholeArray) -> FloatArray:
    """Return the sum of the rows of each group, shape (group, column)."""
    names, position = np.unique(groups, return_inverse=True)
    out = np.zeros((len(names), scores.shape[1]))
    for column in range(scores.shape[1]):
        out[:, column] = np.bincount(position.reshape(-1), weights=scores[:, column], minlength=len(names))
    return out

"""Fixed effects: taking group means out, and a logit with an intercept for every group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from pato.kernels.arrays import FloatArray, IntArray, WholeArray
from pato.kernels.chances import probability
from pato.kernels.logit import FitStatus

_ITERATIONS = 200
_STEPS = 40
_TOLERANCE = 1e-9
_STEEP = 30.0
_ILL = 1e13
"""Condition of the information from which columns (of standardised values) count as linearly dependent within groups."""


def demeaned(values: FloatArray, groups: Sequence[WholeArray], tolerance: float = 1e-8) -> FloatArray:
    """Return columns with the means of every grouping removed, by alternating projections.

    Parameters
    ----------
    values
        Shape (row, column).
    groups
        Of each grouping, the group of each row, shape (row,).
    tolerance
        Largest change of a sweep at which it stops, in standard deviations of the column.
    """
    out = np.array(values, np.float64)
    coded = [np.unique(g, return_inverse=True)[1].reshape(-1) for g in groups]
    counts = [np.bincount(g) for g in coded]
    size = np.maximum(out.std(axis=0), np.finfo(float).tiny)
    for _ in range(_ITERATIONS):
        largest = 0.0
        for g, n in zip(coded, counts, strict=True):
            for j in range(out.shape[1]):
                means = np.bincount(g, weights=out[:, j], minlength=len(n)) / n
                out[:, j] -= means[g]
                largest = max(largest, float(np.abs(means).max()) / size[j])
        if largest < tolerance or len(groups) == 1:
            break
    return out


@dataclass(frozen=True, slots=True)
class GroupLogit:
    """A logit with an intercept for every group.

    Attributes
    ----------
    status
        `FitStatus.CONVERGED`, or why there are no coefficients.
    rows
        Rows of the groups in which the outcome varies; others are uninformative, shape (row kept,).
    coefficients
        Shape (column,), NaN unless converged.
    bread
        Inverse information with the intercepts concentrated out, shape (column, column).
    scores
        Of the rows kept, with the intercepts concentrated out, shape (row kept, column).
    """

    status: FitStatus
    rows: IntArray
    coefficients: FloatArray
    bread: FloatArray
    scores: FloatArray


def fit_group_logit(X: FloatArray, y: FloatArray, groups: WholeArray) -> GroupLogit:
    """Fit a logit with an intercept for every group by maximum likelihood.

    The intercepts cost a bias that shrinks with the number of rows a group (incidental parameters); it is small where
    groups have dozens of rows.

    Parameters
    ----------
    X
        Without a constant, shape (row, column).
    y
        0 or 1, shape (row,).
    groups
        Shape (row,).
    """
    _, coded = np.unique(groups, return_inverse=True)
    coded = coded.reshape(-1)
    share = np.bincount(coded, weights=y) / np.bincount(coded)
    rows = np.flatnonzero((share[coded] > 0) & (share[coded] < 1))
    if not len(rows):
        return _failed(FitStatus.NO_VARIATION_IN_OUTCOME, rows, X.shape[1])
    scale = X[rows].std(axis=0)
    if (scale == 0).any():
        return _failed(FitStatus.CONSTANT, rows, X.shape[1])
    _, g = np.unique(coded[rows], return_inverse=True)
    g = g.reshape(-1)
    return _climb(X[rows] / scale, y[rows], g, rows, scale)


def _climb(Z: FloatArray, y: FloatArray, g: WholeArray, rows: IntArray, scale: FloatArray) -> GroupLogit:
    n, k = int(g.max()) + 1, Z.shape[1]
    b, means = np.zeros(k), np.bincount(g, weights=y) / np.bincount(g)
    a = np.log(means / (1 - means))
    for _ in range(_STEPS):
        p = probability(a[g] + Z @ b)
        w, r = p * (1 - p), y - p
        mass = np.bincount(g, weights=w, minlength=n)
        heavy = np.stack([np.bincount(g, weights=w * z, minlength=n) for z in Z.T], axis=1)
        within = Z - (heavy / mass[:, None])[g]
        information = (within * w[:, None]).T @ within
        missed = np.bincount(g, weights=r, minlength=n)
        if np.linalg.cond(information) > _ILL:
            return _failed(FitStatus.COLLINEAR, rows, k)
        move = linalg.solve(information, within.T @ r, assume_a="pos")
        shift = (missed - heavy @ move) / mass
        # a long first step overshoots where a group's share is near 0 or 1
        length = min(1.0, 2.0 / max(float(np.abs(shift).max()), float(np.abs(move).max()), 1e-12))
        b, a = b + length * move, a + length * shift
        if np.abs(b).max() > _STEEP:
            return _failed(FitStatus.SEPARATED, rows, k)
        if length == 1.0 and max(float(np.abs(move).max()), float(np.abs(shift).max())) < _TOLERANCE:
            bread = linalg.inv(information) / np.outer(scale, scale)
            return GroupLogit(FitStatus.CONVERGED, rows, b / scale, bread, within * scale * r[:, None])
    return _failed(FitStatus.NOT_CONVERGED, rows, k)


def _failed(status: FitStatus, rows: IntArray, k: int) -> GroupLogit:
    return GroupLogit(status, rows, np.full(k, np.nan), np.full((k, k), np.nan), np.empty((0, k)))

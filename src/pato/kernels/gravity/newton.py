"""The linear part of the trade equilibrium's solver: the slope of excess demand, factored once and used for many steps."""

# ruff: noqa: FBT001  compiled functions take no keywords
from __future__ import annotations

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.jit import inner


@inner
def weighted_rows(matrix: FloatArray, weights: FloatArray, out: FloatArray) -> None:
    """Put sum_i weights_i matrix_ij into out, four rows at a time; the order of addition is fixed (C5)."""
    n, width = matrix.shape
    for j in range(width):
        out[j] = 0.0
    i = 0
    while i + 4 <= n:
        a, b, c, d = weights[i], weights[i + 1], weights[i + 2], weights[i + 3]
        for j in range(width):
            out[j] += (a * matrix[i, j] + b * matrix[i + 1, j]) + (
                c * matrix[i + 2, j] + d * matrix[i + 3, j]
            )
        i += 4
    while i < n:
        a = weights[i]
        for j in range(width):
            out[j] += a * matrix[i, j]
        i += 1


@inner
def slope(
    gt: FloatArray,
    output: FloatArray,
    multiplicative: bool,
    theta: float,
    work: FloatArray,
    shares: FloatArray,
    matrix: FloatArray,
) -> None:
    """Put minus the derivative of log excess demand with respect to log wages into ``matrix``.

    With market shares p_ij and sales shares s_ij it is (1 + theta) I - theta S P' - S diag(d log N / d log w): an M-matrix
    whose rows add up to nothing, so that a row of output shares is added, which fixes the numeraire and keeps the step.
    ``work`` holds u, spending over demand, sales and wages as `gravity_loop.excess` leaves them.
    """
    n = len(output)
    u, per_q, sold, x, weights = work[0], work[2], work[3], work[5], work[11]
    world = 0.0
    for j in range(n):
        world += output[j]
        for i in range(n):
            shares[j, i] = gt[j, i] * u[i] * per_q[j]  # sales of i to j
    for i in range(n):
        sales = u[i] * sold[i]
        for j in range(n):
            weights[j] = shares[j, i] / (sales * work[1, j])
        weighted_rows(shares, weights, matrix[i])
        for k in range(n):
            responds = 1.0 if multiplicative else output[k] * np.exp(x[k]) / work[1, k]
            matrix[i, k] = output[k] / world - theta * matrix[i, k] - shares[k, i] / sales * responds
        matrix[i, i] += 1.0 + theta


@inner
def factor(matrix: FloatArray, order: IntArray) -> bool:
    """Factor a matrix in place, rows exchanged for the largest pivots; return whether it is regular."""
    n = len(matrix)
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(matrix[i, k]) > abs(matrix[pivot, k]):
                pivot = i
        order[k] = pivot
        if not abs(matrix[pivot, k]) > 0.0:
            return False
        if pivot != k:
            for j in range(n):
                matrix[k, j], matrix[pivot, j] = matrix[pivot, j], matrix[k, j]
        inverse = 1.0 / matrix[k, k]
        for i in range(k + 1, n):
            multiple = matrix[i, k] * inverse
            matrix[i, k] = multiple
            for j in range(k + 1, n):
                matrix[i, j] -= multiple * matrix[k, j]
    return True


@inner
def transposed(matrix: FloatArray, out: FloatArray) -> None:
    """Put the transpose into out."""
    for i in range(len(matrix)):
        for j in range(len(matrix)):
            out[j, i] = matrix[i, j]


@inner
def substitute(columns: FloatArray, order: IntArray, b: FloatArray) -> None:
    """Solve in place with the transpose of what `factor` left, so that memory is read in order."""
    n = len(b)
    for k in range(n):
        pivot = order[k]
        b[k], b[pivot] = b[pivot], b[k]
    for k in range(n):
        value = b[k]
        for i in range(k + 1, n):
            b[i] -= columns[k, i] * value
    for k in range(n - 1, -1, -1):
        b[k] /= columns[k, k]
        value = b[k]
        for i in range(k):
            b[i] -= columns[k, i] * value

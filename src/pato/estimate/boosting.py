"""Gradient boosting as the scoreboards use it: scikit-learn's, with settings that are fixed in a file before results are seen."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from pato.errors import MissingExtraError
from pato.kernels.arrays import AnyArray, FloatArray


class Settings(Protocol):
    """How trees are grown."""

    @property
    def trees(self) -> int:
        """Number of trees."""

    @property
    def leaves(self) -> int:
        """At most, in each."""

    @property
    def learning_rate(self) -> float:
        """Learning rate."""

    @property
    def smallest_leaf(self) -> int:
        """Rows in it."""

    @property
    def l2(self) -> float:
        """Penalty of a leaf's value."""


def boosted(
    settings: Settings,
    train: AnyArray,
    y: FloatArray,
    weight: FloatArray,
    test: AnyArray,
    seed: int,
) -> FloatArray:
    """Return log-odds of rows that were not learnt from, shape (test row,).

    Parameters
    ----------
    settings
        How trees are grown.
    train, y, weight
        Covariates, shape (row, column), outcomes and weights, shape (row,); unknown values are NaN.
    test
        Covariates of the rows to forecast, same columns.
    seed
        Random seed.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.
    """
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "estimate") from error
    model = HistGradientBoostingClassifier(
        max_iter=settings.trees,
        max_leaf_nodes=settings.leaves,
        learning_rate=settings.learning_rate,
        min_samples_leaf=settings.smallest_leaf,
        l2_regularization=settings.l2,
        early_stopping=False,
        random_state=seed,
    )
    model.fit(train, y, sample_weight=weight)
    return np.asarray(model.decision_function(test), np.float64)

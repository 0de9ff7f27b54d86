"""Risk: how likely a challenger is to start a dispute that reaches the level of war, in a year (M1).

Reads what `pato fit risk_war` wrote: coefficients with their dyadic-robust covariance. Needs numpy only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pato.brief import brief
from pato.errors import UsageError, unknown
from pato.files.estimates import damaged, stored
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.transforms import TRANSFORMS

CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Term:
    """One covariate of the model: its coefficient's name, the value it is made from, and how."""

    name: str
    covariate: str
    transform: str


@brief("id", "names")
@dataclass(frozen=True, eq=False)
class RiskModel:
    """An estimated logit of yearly risk on directed pairs.

    Attributes
    ----------
    id
        Name of the estimate.
    names
        Coefficients, the constant first.
    terms
        The covariates behind all names but the constant.
    coefficients
        Shape (coefficient,).
    covariance
        Dyadic-robust, shape (coefficient, coefficient).
    estimate
        The whole file: sample, scores, vintage, limits.
    """

    id: str
    names: tuple[str, ...]
    terms: tuple[Term, ...]
    coefficients: FloatArray
    covariance: FloatArray
    estimate: Mapping[str, Any]

    @property
    def covariates(self) -> tuple[str, ...]:
        """Return the values that a prediction needs, each of shape (challenger, target)."""
        return tuple(dict.fromkeys(t.covariate for t in self.terms))

    def design(self, covariates: Mapping[str, npt.ArrayLike]) -> FloatArray:
        """Return the design matrix, shape (challenger, target, coefficient).

        Parameters
        ----------
        covariates
            Each value of `covariates` by name, shape (challenger, target); NaN is unknown.

        Raises
        ------
        UsageError
            If a covariate is absent.
        """
        absent = [c for c in self.covariates if c not in covariates]
        if absent:
            raise UsageError(
                [unknown("covariate", name, covariates, where=f"model '{self.id}'") for name in absent]
            )
        columns = [
            np.asarray(TRANSFORMS[t.transform](np.asarray(covariates[t.covariate], np.float64)), np.float64)
            for t in self.terms
        ]
        shape = np.broadcast_shapes(*(c.shape for c in columns))
        return np.stack([np.ones(shape), *(np.broadcast_to(c, shape) for c in columns)], axis=-1)

    @staticmethod
    def covers(covariates: Mapping[str, npt.ArrayLike]) -> BoolArray:
        """Return the politically relevant pairs by the sample's rule: contiguous, or one a major power.

        Shape (challenger, target).
        """
        contiguity = np.asarray(covariates["contiguity"], np.float64)
        major = np.asarray(covariates["major_challenger"]), np.asarray(covariates["major_target"])
        return np.asarray((contiguity > 0) | (major[0] > 0) | (major[1] > 0))

    def draws_from(self, normals: npt.ArrayLike) -> FloatArray:
        """Return draws from the joint posterior, shape (future, coefficient).

        Parameters
        ----------
        normals
            Independent standard normals, shape (future, coefficient).
        """
        # eigenvectors instead of Cholesky: a covariance of a small sample may be singular
        values, vectors = np.linalg.eigh(self.covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        return np.asarray(self.coefficients + np.asarray(normals, np.float64) @ root.T)


def load_risk(name: str = "risk_war") -> RiskModel:
    """Read an estimate of risk from the library.

    Raises
    ------
    UnknownNameError
        If the estimate is unknown.
    DataError
        If its file is not what `pato fit` writes.
    """
    return risk_from(stored(name))


def risk_from(estimate: Mapping[str, Any]) -> RiskModel:
    """Return the model that an estimate describes.

    Raises
    ------
    DataError
        If names, coefficients and covariance do not fit together.
    """
    try:
        names = tuple(estimate["names"])
        terms = tuple(Term(t["name"], t["covariate"], t["transform"]) for t in estimate["terms"])
        b, V = np.array(estimate["coefficients"], float), np.array(estimate["covariance"], float)
        identity = str(estimate["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(str(estimate.get("id", "risk_war")), repr(error)) from error
    k = len(names)
    fits = names == (CONSTANT, *(t.name for t in terms)) and b.shape == (k,) and V.shape == (k, k)
    if not fits or not np.isfinite(b).all() or not np.isfinite(V).all() or not np.allclose(V, V.T):
        raise damaged(identity, "its names, coefficients and covariance do not fit together")
    return RiskModel(identity, names, terms, b, V, estimate)

"""Changes of indices of democracy, rule of law and liberties: the shipped estimate, and paths drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pato.files.estimates import damaged, stored
from pato.futures.factor import Posterior, cholesky
from pato.kernels.arrays import FloatArray
from pato.kernels.yearly_change import Setting, components, names, next_level

ESTIMATE = "backsliding"
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class MeasureModel:
    """The yearly changes of one measure.

    Attributes
    ----------
    measure
        Its name in the snapshot.
    posterior
        Parameters in the order of `pato.kernels.yearly_change.names`, with their covariance.
    """

    measure: str
    posterior: Posterior


@dataclass(frozen=True)
class Backsliding:
    """The estimate.

    Attributes
    ----------
    measures
        A model for each measure, in the order of `correlation`.
    correlation
        Of the normal scores of changes of the measures of one state in one year, shape (measure, measure).
    regions, region_of
        Regions in the order of their parameters, and the region of each state of the snapshot.
    estimate
        The whole file: sample, scores, vintage, limits.
    """

    measures: Mapping[str, MeasureModel]
    correlation: FloatArray
    regions: tuple[str, ...]
    region_of: Mapping[str, str]
    estimate: Mapping[str, Any]

    @property
    def root(self) -> FloatArray:
        """A root L of the correlation, L L' = correlation."""
        return cholesky(self.correlation)


@cache
def load_backsliding() -> Backsliding:
    """Read the estimate from the library.

    Raises
    ------
    DataError
        If it is absent or damaged.
    """
    return backsliding_from(stored(ESTIMATE))


def backsliding_from(estimate: Mapping[str, Any]) -> Backsliding:
    """Return the model that an estimate describes.

    Raises
    ------
    DataError
        If its parts do not fit together.
    """
    try:
        return _assembled(estimate)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(ESTIMATE, str(error)) from error


def _assembled(estimate: Mapping[str, Any]) -> Backsliding:
    regions = tuple(estimate["regions"])
    expected = names(regions)
    models = {}
    for measure, body in estimate["measures"].items():
        if tuple(body["names"]) != expected:
            raise ValueError(f"the parameters of {measure} are not those of this version")
        models[measure] = MeasureModel(
            measure, Posterior.of(expected, body["coefficients"], body["covariance"])
        )
    correlation = np.array(estimate["together"]["correlation"], np.float64)
    if tuple(estimate["together"]["measures"]) != tuple(models) or correlation.shape != (len(models),) * 2:
        raise ValueError("the correlation is not that of the measures")
    return Backsliding(models, correlation, regions, estimate["region_of"], estimate)


def paths(
    theta: FloatArray,
    level: npt.ArrayLike,
    before: npt.ArrayLike,
    region: npt.ArrayLike,
    uniforms: FloatArray,
) -> FloatArray:
    """Return levels in the years to come, as they would be published: between 0 and 1, three decimals.

    Parameters
    ----------
    theta
        Parameters drawn for each future, shape (future, parameter).
    level, before, region
        Each state's level, its last change, and the index of its region; each of shape (state,).
    uniforms
        One number per step, shape (step, state, future): a larger one is never a smaller change.

    Returns
    -------
    FloatArray
        Shape (step, state, future).
    """
    drawn = np.ascontiguousarray(theta.T)[:, None, :]
    shape = uniforms.shape[1:]
    now, change = (np.broadcast_to(np.asarray(v, np.float64)[:, None], shape) for v in (level, before))
    where = np.broadcast_to(np.asarray(region, np.int64)[:, None], shape)
    out = np.empty(uniforms.shape)
    for step, u in enumerate(uniforms):
        mixture = components(drawn, Setting(now, change, where))
        new = next_level(mixture, now, u, 10**_DECIMALS)
        change, now = new - now, new
        out[step] = new
    return out

"""Inputs of assumptions about deterrence: pairs of a challenger and a target, under the status quo and under an architecture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pato.errors import UsageError, unknown
from pato.kernels.arrays import AnyArray, FloatArray

if TYPE_CHECKING:
    from pato.models.risk.doses import Pledged


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Coefficients of the risk model drawn from their joint posterior.

    Attributes
    ----------
    names
        Coefficients, ordered as the columns.
    values
        Shape (future, coefficient).
    """

    names: tuple[str, ...]
    values: FloatArray


def _no_support() -> tuple[FloatArray, FloatArray]:
    raise UsageError("this model does not compute expected support.")


@dataclass(frozen=True)
class Known:
    """Sources of a theory's numbers.

    Attributes
    ----------
    coefficients
        Of the risk model.
    factors
        Values of the theory's own factors by id, each of shape (future, ...).
    horizon_years
        Years of which the yearly risk is an average.
    """

    coefficients: Coefficients
    factors: Mapping[str, AnyArray] = field(default_factory=dict)
    horizon_years: int = 10

    def value(self, symbol: str) -> FloatArray:
        """Return the values of a factor or of a coefficient, shape (future,).

        Raises
        ------
        UsageError
            If the name is neither.
        """
        if symbol in self.factors:
            return np.asarray(self.factors[symbol], np.float64)
        if symbol in self.coefficients.names:
            return self.coefficients.values[:, self.coefficients.names.index(symbol)]
        raise UsageError(unknown("factor or coefficient", symbol, [*self.factors, *self.coefficients.names]))

    @property
    def n_futures(self) -> int:
        """Number of futures."""
        return len(self.coefficients.values)


@dataclass(frozen=True)
class Situation:
    """Changes by an architecture for the pairs that it affects; all others are unchanged.

    Attributes
    ----------
    known
        Sources of the numbers.
    pledged
        Capability pledged to their targets, before and after.
    expect
        Computes expected support before and after, per cent of the world's capability, each of shape (future, moved pair); called
        once, and only if a theory asks.
    """

    known: Known
    pledged: Pledged
    expect: Callable[[], tuple[FloatArray, FloatArray]] = _no_support

    @cached_property
    def support(self) -> tuple[FloatArray, FloatArray]:
        """Return expected support before and after; computed when first asked for."""
        return self.expect()

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of futures and of moved pairs."""
        return self.known.n_futures, len(self.pledged.pairs)

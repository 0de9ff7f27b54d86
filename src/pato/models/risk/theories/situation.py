"""What a theory of deterrence may look at: pairs of a challenger and a target, under the status quo and under an architecture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from pato.errors import UsageError, unknown
from pato.kernels.arrays import AnyArray, BoolArray, FloatArray
from pato.kernels.projection import PledgeDose


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


@dataclass(frozen=True, slots=True)
class ExpectedSupport:
    """Support that targets can expect in a war, where the architecture moves it.

    Attributes
    ----------
    moved
        Which pairs those are, shape (pair,).
    before, after
        Per cent of the world's capability, shape (future, moved pair).
    """

    moved: BoolArray
    before: FloatArray
    after: FloatArray


def _no_support() -> ExpectedSupport:
    raise UsageError("this model does not compute expected support.")


@dataclass(frozen=True)
class Known:
    """What the figures of a theory are read from.

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
            If there is neither of that name.
        """
        if symbol in self.factors:
            return np.asarray(self.factors[symbol], np.float64)
        if symbol in self.coefficients.names:
            return self.coefficients.values[:, self.coefficients.names.index(symbol)]
        raise UsageError(unknown("factor or coefficient", symbol, [*self.factors, *self.coefficients.names]))

    @property
    def n_futures(self) -> int:
        """How many futures there are."""
        return len(self.coefficients.values)


@dataclass(frozen=True)
class Situation:
    """What pledges change for some pairs.

    Attributes
    ----------
    known
        What the figures are read from.
    before, after
        Pledged doses, their arrays of shape (pair,) or (future, pair).
    expect
        Computes expected support; called once, and only if a theory asks.
    """

    known: Known
    before: PledgeDose
    after: PledgeDose
    expect: Callable[[], ExpectedSupport] = _no_support

    @cached_property
    def support(self) -> ExpectedSupport:
        """Return expected support; computed when first asked for."""
        return self.expect()

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of futures and of pairs."""
        return self.known.n_futures, self.after.largest.shape[-1]

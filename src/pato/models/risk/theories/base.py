"""What a theory of deterrence is, and how theories are found: every module beside this one that defines ``THEORY``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pato.errors import PatoError, UnknownNameError, UsageError, unknown
from pato.kernels.arrays import AnyArray, BoolArray, FloatArray
from pato.kernels.projection import PledgeDose

if TYPE_CHECKING:
    from pato.futures import Factor


@dataclass(frozen=True, slots=True)
class Draws:
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

    def of(self, name: str) -> FloatArray:
        """Return one coefficient, shape (future, 1), ready to multiply pairs.

        Raises
        ------
        UsageError
            If the risk model has no such coefficient.
        """
        if name not in self.names:
            raise UsageError(unknown("coefficient", name, self.names))
        return self.values[:, self.names.index(name), None]


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
class Situation:
    """What a theory may look at: pairs of a challenger and a target, under the status quo and under an architecture.

    Attributes
    ----------
    coefficients
        Of the risk model.
    before, after
        Pledged doses, their arrays of shape (pair,) or (future, pair).
    factors
        Values of the theory's own factors by id, each of shape (future, ...).
    horizon_years
        Years of which the yearly risk is an average.
    expect
        Computes expected support; called once, and only if a theory asks.
    """

    coefficients: Draws
    before: PledgeDose
    after: PledgeDose
    factors: Mapping[str, AnyArray] = field(default_factory=dict)
    horizon_years: int = 10
    expect: Callable[[], ExpectedSupport] = _no_support

    @cached_property
    def support(self) -> ExpectedSupport:
        """Return expected support; computed when first asked for."""
        return self.expect()

    def value(self, factor: str) -> FloatArray:
        """Return the values of a factor of one number, shape (future, 1), ready to multiply pairs.

        Raises
        ------
        UsageError
            If the theory has not named that factor as its own.
        """
        if factor not in self.factors:
            raise UsageError(unknown("factor", factor, self.factors))
        return np.asarray(self.factors[factor], np.float64)[:, None]

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of futures and of pairs."""
        return len(self.coefficients.values), self.after.largest.shape[-1]


@dataclass(frozen=True, slots=True)
class Surge:
    """A rise of risk for part of the horizon.

    Attributes
    ----------
    share
        Of the horizon, 0 to 1, shape (future, 1).
    log_odds
        Added during that part, shape (future, pair).
    """

    share: FloatArray
    log_odds: FloatArray


class Theory:
    """A claim about how pledges change the log-odds of war; a named switch printed with every result.

    A theory is a subclass in a file of its own that sets ``THEORY`` to one of it and overrides what differs from
    "nothing changes". With x the log-odds of today, the yearly risk over the horizon is

        p = share * sigma(x + shift + surge) + (1 - share) * sigma(x + shift)

    Attributes
    ----------
    id
        Its name in studies and options.
    label
        Its name in tables.
    basis
        ``estimate`` or ``assumption`` (C2).
    """

    id: str = ""
    label: str = ""
    basis: str = ""

    def describe(self) -> str:
        """Return what it claims, on what evidence, in two or three sentences."""
        raise NotImplementedError

    def factors(self) -> list[Factor]:
        """Return what is uncertain in it beyond the risk model; none by default."""
        return []

    def shift(self, at: Situation) -> FloatArray:
        """Return what the architecture adds to the log-odds for good, shape (future, pair); nothing by default."""
        return np.zeros(at.shape)

    def surge(self, at: Situation) -> Surge | None:
        """Return what it adds for the first years; nothing by default."""
        _ = at
        return None


@cache
def theories() -> Mapping[str, Theory]:
    """Return all theories by id."""
    found: dict[str, Theory] = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem in {"__init__", "base", "ranges"}:
            continue
        candidate = getattr(import_module(f"{__package__}.{file.stem}"), "THEORY", None)
        named = isinstance(candidate, Theory) and candidate.id and candidate.label and candidate.basis
        if not isinstance(candidate, Theory) or not named:
            raise PatoError(f"{file.name} does not define a THEORY with id, label and basis.")
        if candidate.id in found:
            raise PatoError(f"{file.name} defines the theory '{candidate.id}' a second time.")
        found[candidate.id] = candidate
    return found


def theory(name: str) -> Theory:
    """Return one theory.

    Raises
    ------
    UnknownNameError
        If there is none of that id.
    """
    if name not in theories():
        raise UnknownNameError(unknown("theory of deterrence", name, theories()))
    return theories()[name]

"""What a theory of deterrence is, and how theories are found: every module beside this one that defines ``THEORY``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from pato.errors import PatoError, UnknownNameError, UsageError, unknown
from pato.kernels.projection import PledgeDose

FloatArray = npt.NDArray[np.float64]


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
        """Return one coefficient, shape (future, 1, 1), ready to multiply (challenger, target).

        Raises
        ------
        UsageError
            If the risk model has no such coefficient.
        """
        if name not in self.names:
            raise UsageError(unknown("coefficient", name, self.names))
        return self.values[:, self.names.index(name), None, None]


@runtime_checkable
class Theory(Protocol):
    """A claim about how pledges change the log-odds of war; a named switch printed with every result.

    Attributes
    ----------
    id
        Its name in studies and options.
    label
        Its name in tables.
    basis
        ``estimate`` or ``assumption`` (C2).
    """

    id: str
    label: str
    basis: str

    def describe(self) -> str:
        """Return what it claims, on what evidence, in two or three sentences."""

    def logit_shift(
        self, draws: Draws, dose_status_quo: PledgeDose, dose_architecture: PledgeDose
    ) -> FloatArray:
        """Return what an architecture adds to the log-odds of war, shape (future, challenger, target).

        Parameters
        ----------
        draws
            Of the risk model.
        dose_status_quo, dose_architecture
            Pledged doses, shape (challenger, target) or (future, challenger, target).
        """


@cache
def theories() -> Mapping[str, Theory]:
    """Return all theories by id."""
    found: dict[str, Theory] = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem in {"__init__", "base"}:
            continue
        candidate = import_module(f"{__package__}.{file.stem}").THEORY
        if not isinstance(candidate, Theory):
            raise PatoError(
                f"{file.name} defines a THEORY that lacks id, label, basis, describe or logit_shift."
            )
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

"""Chances that states ratify what their governments signed: assumed ranges, and all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pato.errors import UsageError
from pato.futures import Design
from pato.kernels.arrays import FloatArray
from pato.models.assumptions import Assumptions, load_assumptions


@dataclass(frozen=True, slots=True)
class Ratification:
    """Odds over draws of the assumed ranges.

    Attributes
    ----------
    states
        Those with a range.
    unknown
        States without one: what they would do is not known, and neither is what all would do (T6).
    odds
        Chance that each ratifies, shape (future, state).
    """

    states: tuple[str, ...]
    unknown: tuple[str, ...]
    odds: FloatArray
    assumptions: Assumptions

    @property
    def independent(self) -> FloatArray | None:
        """Chance that all ratify if each decides by itself, shape (future,); None where one is unknown."""
        return None if self.unknown else np.asarray(self.odds.prod(axis=1))

    @property
    def at_most(self) -> FloatArray | None:
        """The most it can be however they hang together: the least likely of them, shape (future,)."""
        return None if self.unknown else np.asarray(self.odds.min(axis=1))


def ratification(states: Sequence[str], futures: int, seed: int, file: str | None = None) -> Ratification:
    """Return the odds that states ratify.

    Raises
    ------
    UsageError
        If a range leaves the probabilities.
    FileError
        With every problem of a user's file.
    """
    held = load_assumptions(file or "ratification")
    for entry in held.of.values():
        if not 0 <= entry.range[0] <= entry.range[1] <= 1:
            raise UsageError(
                f"ratification: {entry.symbol} runs from {entry.range[0]:g} to {entry.range[1]:g}; a probability lies between 0 and 1."
            )
    known = tuple(s for s in states if s in held.of)
    design = Design(tuple(held.factors(known)), futures, seed) if known else None
    draws = design.draw() if design is not None else None
    odds = np.column_stack([draws[s] for s in known]) if draws is not None else np.zeros((futures, 0))
    return Ratification(known, tuple(s for s in states if s not in held.of), odds, held)

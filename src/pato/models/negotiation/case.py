"""A case: who bargains over what, from where, with what weight, and how much each cares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pato.brief import brief
from pato.errors import FileError, Problem
from pato.kernels.arrays import FloatArray

SCALE = 100.0
"""Positions and saliences are given on 0 to 100 and computed on 0 to 1."""
FEWEST_ACTORS = 2
_TOLERANCE = 1e-9


@brief("title", "actors", "dimensions")
@dataclass(frozen=True, eq=False)
class Case:
    """Actors in a space of positions.

    Attributes
    ----------
    title
        The issue.
    dimensions
        Names of the dimensions.
    actors, descriptions
        Names and descriptions, one per actor.
    capability
        Influence, above 0, any unit; shape (actor,).
    positions
        0 to 100, shape (actor, dimension).
    salience
        How much an actor cares, 0 to 100 and at most 100 over all dimensions, shape (actor, dimension).
    accommodation
        Row i: how far the ideal of i follows each actor's position, shape (actor, actor); the identity where each
        ideal follows its own actor's position.
    settings
        Switches that the file sets, by KTAB's names or ours.
    seed
        Of random numbers, if the file has one.
    source
        The file, or what the case was built from.
    notes
        Notes on the inputs.
    """

    title: str
    dimensions: tuple[str, ...]
    actors: tuple[str, ...]
    descriptions: tuple[str, ...]
    capability: FloatArray
    positions: FloatArray
    salience: FloatArray
    accommodation: FloatArray
    settings: dict[str, str] = field(default_factory=dict)
    seed: int | None = None
    source: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        title: str,
        dimensions: Sequence[str],
        actors: Sequence[str],
        capability: Any,
        positions: Any,
        salience: Any,
        *,
        descriptions: Sequence[str] | None = None,
        accommodation: Any = None,
        settings: dict[str, str] | None = None,
        seed: int | None = None,
        source: str = "",
        notes: Sequence[str] = (),
    ) -> Case:
        """Return a case from lists or arrays.

        Raises
        ------
        FileError
            With everything that is wrong with it, see `problems`.
        """
        n = len(actors)
        return cls(
            title,
            tuple(dimensions),
            tuple(actors),
            tuple(descriptions if descriptions is not None else [""] * n),
            np.asarray(capability, dtype=np.float64),
            np.asarray(positions, dtype=np.float64).reshape(n, -1),
            np.asarray(salience, dtype=np.float64).reshape(n, -1),
            np.eye(n) if accommodation is None else np.asarray(accommodation, dtype=np.float64),
            dict(settings or {}),
            seed,
            source,
            tuple(notes),
        )

    def __post_init__(self) -> None:
        if found := list(self.problems()):
            raise FileError(found)

    def problems(self) -> Iterator[Problem]:
        """Yield everything that makes the case impossible to compute, at once (C11)."""
        n, n_dims = len(self.actors), len(self.dimensions)
        where = self.source or self.title
        if n < FEWEST_ACTORS:
            yield Problem(
                where, f"has {n} actor{'s' * (n != 1)}; bargaining takes two or more.", "Add actors."
            )
            return
        if n_dims < 1:
            yield Problem(where, "has no dimension.", "Name what is bargained over.")
            return
        for name in sorted({a for a in self.actors if self.actors.count(a) > 1}):
            yield Problem(where, f"actor '{name}' is there twice.", "Give each actor its own name.")
        for what, array in (("position", self.positions), ("salience", self.salience)):
            if array.shape != (n, n_dims):
                yield Problem(
                    where,
                    f"holds {what}s of shape {array.shape}, not one for each of {n} actors and {n_dims} dimensions.",
                )
                return
        for i, actor in enumerate(self.actors):
            yield from self._problems_of(i, f"{where}, actor {actor}")
        yield from self._of_accommodation(where)

    def _problems_of(self, i: int, where: str) -> Iterator[Problem]:
        c = float(self.capability[i])
        if not np.isfinite(c):
            yield Problem(where, f"capability is {c}.", "Give a number above 0.")
        elif c <= 0:
            kind = "zero" if c == 0 else f"negative ({c:g})"
            yield Problem(
                where,
                f"capability is {kind}; influence must be above 0.",
                "Leave out an actor without influence.",
            )
        for d, name in enumerate(self.dimensions):
            x, s = float(self.positions[i, d]), float(self.salience[i, d])
            if not 0.0 <= x <= SCALE:
                yield Problem(
                    where,
                    f"position on '{name}' is {x:g}, outside 0 to 100.",
                    "Rescale the dimension to 0 to 100.",
                )
            if not 0.0 <= s <= SCALE:
                yield Problem(
                    where,
                    f"salience of '{name}' is {s:g}, outside 0 to 100.",
                    "Give the share of attention in percent.",
                )
        total = float(self.salience[i].sum())
        if (self.salience[i] < 0).any() or (self.salience[i] > SCALE).any():
            return  # already reported above, and summing such numbers does not help
        if total > SCALE + _TOLERANCE:
            yield Problem(
                where,
                f"saliences add up to {total:g}, above 100.",
                "Nobody attends to more than everything: scale them down.",
            )
        elif total == 0:
            yield Problem(
                where, "salience is zero on every dimension.", "Leave out an actor that does not care."
            )

    def _of_accommodation(self, where: str) -> Iterator[Problem]:
        n, a = len(self.actors), self.accommodation
        if a.shape != (n, n):
            yield Problem(where, f"the adjustment of ideals has shape {a.shape}, not {(n, n)}.")
            return
        for i, j in np.argwhere((a < 0) | (a > 1) | ~np.isfinite(a)):
            yield Problem(
                where,
                f"the ideal of {self.actors[i]} follows {self.actors[j]} by {a[i, j]:g}, outside 0 to 1.",
            )
        for i in np.flatnonzero(a.sum(axis=1) > 1 + _TOLERANCE):
            yield Problem(
                where,
                f"the ideal of {self.actors[i]} follows others by {a[i].sum():g} in all, above 1.",
                "Scale the adjustments down.",
            )

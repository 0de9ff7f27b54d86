"""Build positions, capabilities and saliences of actors from the world's figures and a file's ranges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pato.errors import CoverageError, Problem
from pato.futures import Draws, Factor
from pato.kernels.arrays import FloatArray
from pato.models.negotiation.case import SCALE
from pato.models.negotiation.covariates import covariate
from pato.models.negotiation.schema import Built, NegotiationFile, spec_of
from pato.models.negotiation.seats import HALF_DISTANCE, Table, ideal_point_factors
from pato.world import World

_LEAST_SALIENCE = 0.01
_LEAST_INFLUENCE = 1e-4


@dataclass(frozen=True)
class Figures:
    """Inputs of actors in each future, all of shape (future, actor): position and salience in [0, 1], capability above 0."""

    positions: FloatArray
    salience: FloatArray
    capability: FloatArray

    def of(self, actors: list[int]) -> Figures:
        """Return the inputs of some actors."""
        return Figures(
            *(np.ascontiguousarray(a[:, actors]) for a in (self.positions, self.salience, self.capability))
        )


def table_of(file: NegotiationFile, world: World) -> Table:
    """Return the actors in a negotiation."""
    return Table(world, tuple(file.actors), file.threat, tuple(file.alignment))


def _range(name: str, given: dict[str, Any], unit: str = "") -> Factor:
    return Factor(name, spec_of(given), str(given["source"]), "assumption", unit)


def factors_of(file: NegotiationFile, world: World) -> Iterator[Factor]:
    """Yield the data error and the assumption ranges of a negotiation.

    Raises
    ------
    CoverageError
        If a figure is not known and the file gives no range for it.
    """
    yield from ideal_point_factors(table_of(file, world))
    yield _range(HALF_DISTANCE, file.half_distance_km, "km")
    yield _range("gdp_weight", file.gdp_weight)
    if file.outside_influence is not None:
        yield _range("outside_influence", file.outside_influence)
    for actor, given in file.alignment.items():
        yield _range(f"alignment.{actor}", given)
    for key, built in (("positions", file.positions), ("salience", file.salience)):
        yield from _of_built(key, built, file.actors)
    for i, band in enumerate(file.bands):
        if not isinstance(band.from_, int):
            yield _range(f"band.{i}", band.from_)


def _of_built(key: str, built: Built, actors: list[str]) -> Iterator[Factor]:
    yield _range(f"{key}.base", built.base)
    for name, given in built.slopes.items():
        yield _range(f"{key}.slope.{name}", given)
    for actor in actors:
        if actor in built.actors:
            yield _range(f"{key}.{actor}", built.actors[actor])
        elif built.spread is not None:
            yield _range(f"{key}.spread.{actor}", built.spread)


def build(file: NegotiationFile, world: World, draws: Draws) -> Figures:
    """Return each actor's inputs in each future."""
    table = table_of(file, world)
    positions = np.clip(_built("positions", file.positions, table, draws), 0.0, 1.0)
    salience = np.clip(_built("salience", file.salience, table, draws), _LEAST_SALIENCE, 1.0)
    return Figures(positions, salience, _capability(file, table, draws))


def _built(key: str, built: Built, table: Table, draws: Draws) -> FloatArray:
    n = len(table.actors)
    found = np.repeat(draws[f"{key}.base"][:, None], n, axis=1)
    for name in built.slopes:
        found = found + draws[f"{key}.slope.{name}"][:, None] * covariate(name)(table, draws)
    for i, actor in enumerate(table.actors):
        if actor in built.actors:
            found[:, i] = draws[f"{key}.{actor}"] / SCALE
        elif built.spread is not None:
            found[:, i] += draws[f"{key}.spread.{actor}"]
    return np.asarray(found)


def _capability(file: NegotiationFile, table: Table, draws: Draws) -> FloatArray:
    """Return influence: a weighted mean of shares in output and in COW's capability index, the largest 100."""
    shares, problems = [], []
    for figure in ("gdp_usd_bn", "cinc"):
        array = table.world.array(figure, table.actors)
        problems += [
            Problem(
                f"{figure} of {key[0]}",
                f"is not known: {why}",
                "Leave the actor out, or set the figure in a study.",
            )
            for key, why in array.missing
        ]
        shares.append(array.values / np.nansum(array.values))
    if problems:
        raise CoverageError(problems)
    weight = draws["gdp_weight"][:, None]
    found = weight * shares[0] + (1.0 - weight) * shares[1]
    outside = [table.actors.index(a) for a in file.outside]
    if outside:
        found[:, outside] *= np.maximum(draws["outside_influence"][:, None], _LEAST_INFLUENCE)
    return np.asarray(SCALE * found / found.max(axis=1, keepdims=True))

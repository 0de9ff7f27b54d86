"""What the world's figures say about actors, each on 0 to 1; shapes (future, actor), or (1, actor) where nothing is drawn.

A new covariate is one function here. Where a figure is missing, the file must give a range instead (C1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pato.errors import CoverageError, Problem
from pato.futures import Draws
from pato.futures.distributions import Normal
from pato.futures.factor import Factor
from pato.kernels.arrays import FloatArray
from pato.world import World

_FROM_Q05_TO_Q95 = 2 * 1.6448536269514722
PATRON = "USA"
HALF_DISTANCE = "half_distance_km"


@dataclass(frozen=True)
class Table:
    """Who sits at the table, and whom they fear."""

    world: World
    actors: tuple[str, ...]
    threat: str
    given_alignment: tuple[str, ...] = ()


def ideal_point_factors(table: Table) -> list[Factor]:
    """Return the measurement error of each ideal point as a factor.

    Raises
    ------
    CoverageError
        If an actor has no ideal point and the file gives no range for its alignment.
    """
    found, problems = [], []
    for state in dict.fromkeys([*table.actors, PATRON, table.threat]):
        figure = table.world.state(state)["ideal_point"]
        if state in table.given_alignment:
            continue
        if figure is None or figure.low is None or figure.high is None:
            why = table.world.state(state).missing.get("ideal_point", "its interval is not known.")
            problems.append(
                Problem(
                    f"alignment of {state}",
                    f"cannot be built: {why}",
                    "Give a range under alignment:, with its source.",
                )
            )
            continue
        sd = (figure.high - figure.low) / _FROM_Q05_TO_Q95
        source = table.world.sources[figure.source].citation
        found.append(
            Factor(
                f"ideal_point.{state}",
                Normal(float(figure.value), sd),
                f"{source}; its own interval",
                "estimate",
                "score",
            )
        )
    if problems:
        raise CoverageError(problems)
    return found


def alignment(table: Table, draws: Draws) -> FloatArray:
    """Return closeness to the patron's ideal point: 1 there, 0 as far from it as the threat's or farther."""
    patron, threat = draws[f"ideal_point.{PATRON}"], draws[f"ideal_point.{table.threat}"]
    columns = []
    for state in table.actors:
        if state in table.given_alignment:
            columns.append(draws[f"alignment.{state}"])
        else:
            columns.append(1.0 - np.abs(draws[f"ideal_point.{state}"] - patron) / np.abs(threat - patron))
    return np.asarray(np.clip(np.stack(columns, axis=1), 0.0, 1.0))


def threat(table: Table, draws: Draws) -> FloatArray:
    """Return closeness to the threat: halved with every `half_distance_km` between the capitals; 1 for the threat itself."""
    pairs = table.world.pair_array("distance_km", dict.fromkeys((*table.actors, table.threat)))
    to = pairs.labels.index(table.threat)
    km = np.array(
        [0.0 if s == table.threat else pairs.values[pairs.labels.index(s), to] for s in table.actors]
    )
    return np.asarray(2.0 ** (-km / draws[HALF_DISTANCE][:, None]))


def democracy(table: Table, draws: Draws) -> FloatArray:
    """Return V-Dem's liberal democracy index."""
    del draws
    return _figure(table, "v2x_libdem")[None]


def power(table: Table, draws: Draws) -> FloatArray:
    """Return output relative to the largest actor's."""
    del draws
    gdp = _figure(table, "gdp_usd_bn")
    return np.asarray(gdp / gdp.max())[None]


def pledged(table: Table, draws: Draws) -> FloatArray:
    """Return 1 for those to whom the patron has pledged defence by treaty (ATOP), and for the patron, else 0."""
    del draws
    flags = [
        1.0 if s == PATRON else float(table.world.pair(PATRON, s).forward["defence"].value)
        for s in table.actors
    ]
    return np.array(flags)[None]


def deep_trade(table: Table, draws: Draws) -> FloatArray:
    """Return the share of the others at the table with whom an actor has a deep trade agreement (World Bank)."""
    del draws
    found = []
    for s in table.actors:
        depths = [table.world.pair(s, o).figures.get("agreement_depth") for o in table.actors if o != s]
        found.append(float(np.mean([d is not None and d.value == "deep" for d in depths])))
    return np.array(found)[None]


def _figure(table: Table, name: str) -> FloatArray:
    array = table.world.array(name, table.actors)
    if array.missing:
        raise CoverageError(
            [Problem(f"{name} of {key[0]}", f"is not known: {why}") for key, why in array.missing]
        )
    return array.values


def actors_with_ideal_points(world: World, actors: Sequence[str]) -> tuple[str, ...]:
    """Return the actors whose alignment can be built from votes."""
    return tuple(s for s in actors if world.state(s)["ideal_point"] is not None)


COVARIATES: dict[str, Callable[[Table, Draws], FloatArray]] = {
    f.__name__: f for f in (threat, alignment, democracy, power, pledged, deep_trade)
}
"""By the word that files use."""

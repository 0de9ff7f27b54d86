"""Actors at the table, their adversaries, and the data on each: inputs of covariates."""

from __future__ import annotations

from dataclasses import dataclass

from pato.errors import CoverageError, Problem
from pato.futures.distributions import Normal
from pato.futures.factor import Factor
from pato.kernels.arrays import FloatArray
from pato.models.negotiation import PATRON
from pato.world import World

_FROM_Q05_TO_Q95 = 2 * 1.6448536269514722
HALF_DISTANCE = "half_distance_km"


@dataclass(frozen=True)
class Table:
    """Actors at the table, and their adversaries."""

    world: World
    actors: tuple[str, ...]
    threat: str
    given_alignment: tuple[str, ...] = ()


def ideal_point_factors(table: Table) -> list[Factor]:
    """Return the measurement error of each ideal point as a factor.

    Raises
    ------
    CoverageError
        If an actor has no ideal point and the file gives no range for its alignment, or the threat has none.
    """
    found, problems = [], []
    for state in dict.fromkeys([*table.actors, PATRON, table.threat]):
        figure = table.world.state(state)["ideal_point"]
        measured = state in (PATRON, table.threat)  # alignment lies between the two
        if state in table.given_alignment and not measured:
            continue
        if figure is None or figure.low is None or figure.high is None:
            why = table.world.state(state).missing.get("ideal_point", "its interval is not known.")
            problems.append(
                Problem(
                    f"alignment of {state}",
                    f"cannot be built: {why}",
                    "Name a threat with an ideal point."
                    if measured
                    else "Give a range under alignment:, with its source.",
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


def known_figures(table: Table, name: str) -> FloatArray:
    """Return a value for every actor, shape (actor,).

    Raises
    ------
    CoverageError
        If it is not known of each: the file must give a range instead (C1).
    """
    array = table.world.array(name, table.actors)
    if array.missing:
        raise CoverageError(
            [Problem(f"{name} of {key[0]}", f"is not known: {why}") for key, why in array.missing]
        )
    return array.values

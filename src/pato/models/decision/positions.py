"""Positions of members: ideal points with their uncertainty, and assumed ranges where there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pato.errors import DataError
from pato.files.estimates import stored
from pato.futures import Draws, Factor, Posterior
from pato.futures.distributions import Uniform
from pato.kernels.arrays import FloatArray
from pato.models.assumptions import Assumptions, factor_of
from pato.world import World

POINTS, DEPARTURE = "ideal_points", "departure"
_Q95_TO_Q05 = 2 * 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Positions:
    """Positions of some states.

    Attributes
    ----------
    known
        ``(ideal point, standard deviation)`` by code.
    assumed
        ``(low, high)`` by code, for states that have no ideal point.
    """

    known: Mapping[str, tuple[float, float]]
    assumed: Mapping[str, tuple[float, float]]

    def factors(self, assumptions: Assumptions) -> list[Factor]:
        """Return the uncertain factors of positions and departures from them."""
        estimate = stored("positions")
        names, values = tuple(self.known), list(self.known.values())
        posterior = Posterior.of(names, [v for v, _ in values], np.diag([s**2 for _, s in values]))
        found = [
            Factor(POINTS, posterior, str(estimate["positions_source"]), "fact"),
            Factor(
                DEPARTURE,
                Posterior.of(tuple(estimate["names"]), estimate["coefficients"], estimate["covariance"]),
                "pato fit positions: votes in the General Assembly, sessions 69-78",
                "estimate",
            ),
        ]
        for code, (low, high) in self.assumed.items():
            symbol = f"ideal_point_{code}"
            found.append(
                factor_of(assumptions.of[symbol])
                if symbol in assumptions.of
                else Factor(
                    symbol,
                    Uniform(low, high),
                    "no ideal point: the range of the other members",
                    "assumption",
                    "ideal-point units",
                )
            )
        return found

    def drawn(self, members: Sequence[str], draws: Draws) -> FloatArray:
        """Return members' positions in each future, shape (future, member)."""
        place = {code: i for i, code in enumerate(self.known)}
        columns = [draws[POINTS][:, place[m]] if m in place else draws[f"ideal_point_{m}"] for m in members]
        return np.stack(columns, axis=1)


def positions_of(members: Sequence[str], world: World, assumptions: Assumptions) -> Positions:
    """Return members' positions: from the data, else the estimate, else an assumed range.

    Raises
    ------
    DataError
        If no member at all has an ideal point.
    """
    known: dict[str, tuple[float, float]] = {}
    for member in dict.fromkeys(members):
        value = point_of(member, world)
        if value is not None:
            known[member] = value
    if not known:
        raise DataError(f"none of {', '.join(members)} has an ideal point.")
    middle = [v for v, _ in known.values()]
    others = (min(middle) - 1e-6, max(middle) + 1e-6)
    assumed = {}
    for member in dict.fromkeys(m for m in members if m not in known):
        symbol = f"ideal_point_{member}"
        assumed[member] = assumptions.of[symbol].range if symbol in assumptions.of else others
    return Positions(known, assumed)


def point_of(member: str, world: World) -> tuple[float, float] | None:
    """Return a state's ideal point and its standard deviation: from the data, else the estimate; None if there is neither."""
    figure = world.states[member]["ideal_point"] if member in world.states else None
    if figure is not None:
        low, high = figure.low, figure.high
        sd = (high - low) / _Q95_TO_Q05 if low is not None and high is not None else 0.0
        return float(figure.value), float(sd)
    row = stored("positions")["positions"].get(member)
    return None if row is None else (row[0], (row[2] - row[1]) / _Q95_TO_Q05)

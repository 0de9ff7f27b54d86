"""Yearly data for standards: those that ship, and the snapshot's latest value for everything else."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import dropwhile

from pato.errors import CoverageError, UnknownNameError, unknown
from pato.world import Figure, World

NOTICE = (
    "# V-Dem (Coppedge and others 2025, V-Dem Country-Year Dataset v15; v2x_rule and v2x_civlib: v14), "
    "CC BY-SA 4.0, rounded to three decimals; share alike: see DATA_LICENSES.md"
)
VDEM_NOTICE = (
    "Figures whose names begin with v2x: Coppedge, M. and others (2025), V-Dem Country-Year Dataset v15 (v2x_rule and v2x_civlib: v14), "
    "Varieties of Democracy Project; CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/): who passes them on shares alike."
)

_NINETY = 1.645


@dataclass(frozen=True, slots=True)
class Point:
    """One year's figure.

    Attributes
    ----------
    value
        As published.
    below, above
        Half-widths of the published interval brought to one standard deviation (about 68 %); None where the source gives none.
    """

    value: float
    below: float | None = None
    above: float | None = None


Series = Mapping[int, Point]
"""Figures by year."""


def series(world: World, state: str, measure: str, before_year: int) -> Series:
    """Return the data on a state available at the time: those for years before `before_year`.

    A figure is about a whole year and comes out after it. A figure that a study set replaces what ships of its year.

    Raises
    ------
    UnknownNameError
        If no state has such a figure.
    """
    found = {y: p for y, p in shipped().get((state, measure), {}).items() if y < before_year}
    latest = _latest(world, state, measure, before_year)
    if latest is not None and latest[0] < before_year:
        year, point, is_users = latest
        if year not in found or is_users:
            found[year] = point
    return dict(sorted(found.items()))


def _latest(world: World, state: str, measure: str, before_year: int) -> tuple[int, Point, bool] | None:
    if measure not in world.definitions or world.definitions[measure].scope != "state":
        allowed = [d.name for d in world.definitions.values() if d.scope == "state"]
        raise UnknownNameError(unknown("measure", measure, allowed))
    try:
        figure = world.state(state)[measure]
    except CoverageError:
        return None  # a state that the snapshot does not hold: unknown, not failed (C1)
    if figure is None or isinstance(figure.value, str):
        return None
    is_users = figure.basis == "user"
    year = figure.year if figure.year is not None or not is_users else before_year - 1
    return None if year is None else (year, Point(float(figure.value), *_spread(figure)), is_users)


def _spread(figure: Figure) -> tuple[float | None, float | None]:
    """Return one standard deviation on either side: V-Dem's interval is one, those of other providers hold 90 %."""
    value = float(figure.value)
    if figure.sd is not None and figure.source != "vdem":
        return figure.sd, figure.sd
    if figure.low is None or figure.high is None:
        return None, None
    scale = 1.0 if figure.source == "vdem" or figure.basis == "user" else _NINETY
    return (value - figure.low) / scale, (figure.high - value) / scale


@cache
def shipped() -> Mapping[tuple[str, str], Series]:
    """Return the yearly figures that ship, by state and measure."""
    text = (files("pato") / "models" / "accession" / "history.csv").read_text(encoding="utf-8")
    lines = dropwhile(lambda line: line.startswith("#"), text.splitlines())
    found: dict[tuple[str, str], dict[int, Point]] = {}
    for row in csv.DictReader(lines):
        value = float(row["value"])
        spread = (value - float(row["low"]), float(row["high"]) - value) if row["low"] else (None, None)
        found.setdefault((row["state"], row["measure"]), {})[int(row["year"])] = Point(value, *spread)
    return found

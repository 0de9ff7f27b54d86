"""Obligations between states, as a square matrix of cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pato.report.figures import NARROW, WIDE, Drawn, drawn, fitted
from pato.table import Table

LEVELS = {
    "defence": "#0072B2",
    "defence in an area": "#5A9FC8",
    "disputed defence": "#A35284",
    "less than defence": "#C9A227",
    "nothing": "#D9DDE2",
}
"""Levels of obligation between two states, from the strongest to none, with colours."""


def matrix_plot(
    table: Table,
    *,
    row: str,
    column: str,
    value: str,
    order: tuple[str, ...],
    names: Mapping[str, str] | None = None,
) -> Drawn:
    """Return a square of cells coloured by a category: who owes whom.

    Parameters
    ----------
    table
        One row per cell, with the columns `row`, `column` and `value`.
    order
        The order of rows and columns.
    names
        Labels of rows and columns.
    """
    import altair as alt

    called = {name: (names or {}).get(name, name) for name in order}
    used = [level for level in LEVELS if any(r[value] == level for r in table.records())]
    data = [{"row": called[r[row]], "column": called[r[column]], "level": r[value]} for r in table.records()]

    def draw(width: int) -> Any:
        cells = (
            alt.Chart(alt.NamedData("cells"))
            .mark_rect(stroke="#FFFFFF", strokeWidth=2)
            .encode(
                x=alt.X(
                    "column:N",
                    axis=alt.Axis(orient="top", labelAngle=-50, labelLimit=140, ticks=False, domain=False),
                    sort=list(called.values()),
                    title=None,
                ),
                y=alt.Y(
                    "row:N",
                    sort=list(called.values()),
                    title=None,
                    axis=alt.Axis(labelLimit=140, ticks=False, domain=False),
                ),
                color=alt.Color(
                    "level:N",
                    scale=alt.Scale(domain=used, range=[LEVELS[u] for u in used]),
                    title=None,
                    legend=alt.Legend(
                        orient="bottom", columns=2 if width <= NARROW else 5, symbolType="square"
                    ),
                ),
            )
        )
        return fitted(cells, min(width, 620), height=alt.Step(28 if width == WIDE else 24))

    return drawn(draw, {"cells": data})

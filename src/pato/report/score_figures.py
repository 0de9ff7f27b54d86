"""Figures of forecasts and of estimates: calibration, curves, specification curves."""

from __future__ import annotations

from typing import Any

from pato.report.figures import PALETTE, room, to_svg
from pato.table import Table

_SIZE = 420


def _colour(table: Table, column: str) -> Any:
    import altair as alt

    names = list(dict.fromkeys(r[column] for r in table.records()))
    scale = alt.Scale(domain=names, range=list(PALETTE[: len(names)]))
    return alt.Color(
        f"{column}:N", scale=scale, title=None, sort=names, legend=alt.Legend(columns=3, labelLimit=260)
    )


def calibration_plot(table: Table) -> str:
    """Return observed against forecast probability on logarithmic axes, with the line of perfect calibration.

    Parameters
    ----------
    table
        Columns ``model``, ``forecast``, ``observed`` (None is not drawn).
    """
    import altair as alt

    values = [r for r in table.records() if r["observed"]]
    bounds = [
        min(min(r["forecast"], r["observed"]) for r in values),
        max(max(r["forecast"], r["observed"]) for r in values),
    ]
    line = alt.Chart(alt.InlineData(values=[{"forecast": b, "observed": b} for b in bounds])).mark_line(
        strokeDash=[4, 4], color="#888"
    )
    axis = alt.Axis(format="~r")
    dots = (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(point=True, strokeWidth=1.2)
        .encode(
            x=alt.X(
                "forecast:Q",
                scale=alt.Scale(type="log", nice=False),
                axis=axis,
                title="forecast probability a year",
            ),
            y=alt.Y(
                "observed:Q",
                scale=alt.Scale(type="log", nice=False),
                axis=axis,
                title="observed share of pair-years",
            ),
            color=_colour(table, "model"),
        )
    )
    diagonal = line.encode(
        x=alt.X("forecast:Q", scale=alt.Scale(type="log", nice=False)),
        y=alt.Y("observed:Q", scale=alt.Scale(type="log", nice=False)),
    )
    return to_svg(alt.layer(diagonal, dots).properties(width=_SIZE, height=_SIZE * 3 // 4))


def curve_plot(table: Table, *, x: str, y: str) -> str:
    """Return a curve a model.

    Parameters
    ----------
    table
        Columns ``model``, `x`, `y`, both between 0 and 1.
    x, y
        Names of columns, and titles of the axes.
    """
    import altair as alt

    # 'order' keeps the points of a curve in the table's sequence
    values = [{"model": r["model"], "x": r[x], "y": r[y], "order": i} for i, r in enumerate(table.records())]
    chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(strokeWidth=1.6)
        .encode(
            x=alt.X("x:Q", title=x, scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("y:Q", title=y, scale=alt.Scale(domain=[0, 1])),
            order=alt.Order("order:Q"),
            color=_colour(table, "model"),
        )
        .properties(width=_SIZE, height=_SIZE * 3 // 4)
    )
    return to_svg(chart)


def specification_plot(table: Table, *, value_title: str) -> str:
    """Return estimates with 95 percent intervals, one row per specification.

    Parameters
    ----------
    table
        Columns ``specification``, ``part``, ``estimate``, ``low``, ``high``.
    value_title
        Title of the axis, with the unit.
    """
    import altair as alt

    values = [r for r in table.records() if r["estimate"] is not None and r["low"] is not None]
    order = list(dict.fromkeys(r["specification"] for r in table.records()))
    parts = list(dict.fromkeys(r["part"] for r in table.records()))
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "specification:N", sort=order, title=None, axis=alt.Axis(labelLimit=320, minExtent=room(order))
        ),
        yOffset=alt.YOffset("part:N", sort=parts),
        color=_colour(table, "part"),
    )
    rule = base.mark_rule(strokeWidth=1.6).encode(x=alt.X("low:Q", title=value_title), x2=alt.X2("high:Q"))
    dots = base.mark_point(filled=True, size=40, opacity=1).encode(x=alt.X("estimate:Q"))
    zero = (
        alt.Chart(alt.InlineData(values=[{"zero": 0}]))
        .mark_rule(strokeDash=[4, 4], color="#888")
        .encode(x=alt.X("zero:Q"))
    )
    return to_svg(alt.layer(zero, rule, dots).properties(width=_SIZE, height=alt.Step(16)))

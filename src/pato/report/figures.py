"""Figures as SVG: drawn by Vega through Altair when the report is written, so that a report needs no script to show them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pato.table import Table

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999")
"""Okabe and Ito's colours, which people with the common kinds of colour blindness tell apart."""
WIDTH = 560


def _config(chart: Any) -> Any:
    return (
        chart.configure(background="transparent", font="Arial, Liberation Sans, DejaVu Sans, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_GREY,
            titleColor=_GREY,
            gridColor="#8884",
            domainColor="#8888",
            tickColor="#8888",
            labelFontSize=12,
        )
        .configure_legend(
            labelColor=_GREY, titleColor=_GREY, orient="top", labelFontSize=12, columnPadding=30
        )
        .configure_header(labelColor=_GREY, titleColor=_GREY, labelFontSize=13)
    )


_GREY = "#777"
_LABEL_PIXELS = 7.2
"""Width of a character of a label in the widest font of those that are asked for; the figure is measured in the narrowest."""
_MOST_LABEL = 320


def room(labels: Iterable[str]) -> float:
    """Return the room that the longest of some labels needs beside an axis, in pixels, whatever font a reader has."""
    return min(_MOST_LABEL, _LABEL_PIXELS * max((len(label) for label in labels), default=0) + 8)


_LONG_DECIMALS = re.compile(r"(\.\d)\d+")
"""Decimals beyond a tenth of a pixel."""
_SPOKEN = re.compile(r' aria-label="[^"]*"(?: role="graphics-symbol")?(?: aria-roledescription="[^"]*")?')
"""Descriptions of single marks: a report describes the figure as a whole and has the table behind it."""


def to_svg(chart: Any, datasets: Mapping[str, Any] | None = None) -> str:
    """Return a chart as an SVG element, its paths to a tenth of a pixel.

    Parameters
    ----------
    chart
        An Altair chart.
    datasets
        Rows of the data that the chart names: large ones go past Altair, which would check each value.
    """
    import vl_convert

    spec = _config(chart).to_dict()
    if datasets:
        spec["datasets"] = {**spec.get("datasets", {}), **datasets}
    svg = str(vl_convert.vegalite_to_svg(spec))
    svg = _SPOKEN.sub("", svg).replace(
        f'"{_GREY}"', '"currentColor"'
    )  # letters follow the page, light or dark
    return re.sub(r' d="[^"]*"', lambda path: _LONG_DECIMALS.sub(r"\1", path.group()), svg)


def interval_plot(
    table: Table, *, row: str, colour: str, value_title: str, facet: str | None = None, log: bool = True
) -> str:
    """Return dots with 50 and 90 percent intervals, one row a category.

    Parameters
    ----------
    table
        Columns `row`, `colour` (and `facet`), ``median``, ``q05``, ``q25``, ``q75``, ``q95``.
    row, colour, facet
        Names of columns that make the rows, the colours and the panels.
    value_title
        Title of the axis, with the unit.
    log
        Whether the axis is logarithmic, as for small probabilities.
    """
    import altair as alt

    used = {row, colour, facet, "median", "q05", "q25", "q75", "q95"}
    rows = [{k: v for k, v in r.items() if k in used} for r in table.records() if r["median"] is not None]
    data = alt.NamedData("rows")
    scale = alt.Scale(type="log") if log else alt.Scale()
    ticks = _decades(rows) if log else None
    order = list(dict.fromkeys(r[row] for r in sorted(table.records(), key=lambda r: -(r["median"] or 0))))
    names = list(dict.fromkeys(r[colour] for r in table.records()))
    base = alt.Chart(data).encode(
        y=alt.Y(
            f"{row}:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=_MOST_LABEL, minExtent=room(map(str, order))),
        ),
        yOffset=alt.YOffset(f"{colour}:N", sort=names),
        color=alt.Color(
            f"{colour}:N",
            scale=alt.Scale(domain=names, range=list(PALETTE[: len(names)])),
            title=None,
            sort=names,
            legend=alt.Legend() if len(names) > 1 else None,
        ),
    )
    axis = alt.Axis(
        format="~r",
        title=value_title,
        labelOverlap=True,
        **({"values": ticks} if ticks else {"tickCount": 8}),
    )
    wide = base.mark_rule(strokeWidth=1.2).encode(x=alt.X("q05:Q", scale=scale, axis=axis), x2="q95:Q")
    half = base.mark_rule(strokeWidth=4).encode(x=alt.X("q25:Q", scale=scale), x2="q75:Q")
    dot = base.mark_point(filled=True, size=45, opacity=1).encode(x=alt.X("median:Q", scale=scale))
    layers = alt.layer(wide, half, dot).properties(width=WIDTH // (2 if facet else 1), height=alt.Step(14))
    chart = layers.facet(column=alt.Column(f"{facet}:N", title=None)) if facet else layers
    return to_svg(chart, {"rows": rows})


def _decades(rows: Iterable[Mapping[str, Any]]) -> list[float]:
    """Return round values for a logarithmic axis: powers of ten, with 2 and 5 of each where there are few."""
    ends = [r[q] for r in rows for q in ("q05", "q95") if r[q] and r[q] > 0]
    if not ends:
        return []
    low, high = math.floor(math.log10(min(ends))), math.ceil(math.log10(max(ends)))
    steps = (1, 2, 5) if high - low <= 2 else (1,)
    return [step * 10.0**power for power in range(low, high + 1) for step in steps]


def matrix_plot(table: Table, *, row: str, column: str, value: str, order: tuple[str, ...]) -> str:
    """Return a square of cells coloured by a category: who owes whom.

    Parameters
    ----------
    table
        One row a cell, with the columns `row`, `column` and `value`.
    order
        The order of rows and columns.
    """
    import altair as alt

    data = alt.NamedData("cells")
    levels = ["defence", "defence in an area", "disputed defence", "less than defence", "nothing"]
    colours = ["#0072B2", "#56B4E9", "#CC79A7", "#E69F00", "#8883"]
    cells = (
        alt.Chart(data)
        .mark_rect(stroke="#8886")
        .encode(
            x=alt.X(f"{column}:N", axis=alt.Axis(orient="top", labelAngle=0), sort=list(order), title=None),
            y=alt.Y(f"{row}:N", sort=list(order), title=None),
            color=alt.Color(f"{value}:N", scale=alt.Scale(domain=levels, range=colours), title=None),
        )
        .properties(width=alt.Step(44), height=alt.Step(26))
    )
    return to_svg(cells, {"cells": [{k: r[k] for k in (row, column, value)} for r in table.records()]})

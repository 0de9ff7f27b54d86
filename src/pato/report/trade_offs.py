"""Figures of trade-offs: density against coverage of boxes, one measure against another across designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pato.report.figures import INK, LINES, NARROW, PALETTE, Drawn, drawn, fitted, to_svg, wrapped
from pato.table import Table


def coverage_plot(table: Table, *, base: float) -> Drawn:
    """Return density against coverage, one point per box, labelled with the number of limited inputs.

    Parameters
    ----------
    table
        Columns ``coverage``, ``density``, ``inputs limited``.
    base
        Share of all runs in which the condition holds, drawn as a dashed line.
    """
    import altair as alt

    rows = [
        {"coverage": r["coverage"], "density": r["density"], "n": r["inputs limited"], "order": i}
        for i, r in enumerate(table.records())
    ]
    last = {row["n"]: row for row in rows}  # One label where a limit was added
    axis = alt.Axis(format="%")

    def draw(width: int) -> Any:
        scale = alt.Scale(domain=[0, 1])
        here = alt.Chart(alt.NamedData("rows")).encode(
            x=alt.X("coverage:Q", title="coverage: share of the cases inside", scale=scale, axis=axis),
            y=alt.Y("density:Q", title="density: share of the box", scale=scale, axis=axis),
        )
        labels = alt.Chart(alt.NamedData("labels")).encode(
            x=alt.X("coverage:Q"), y=alt.Y("density:Q"), text=alt.Text("n:N")
        )
        whole = alt.Chart(alt.NamedData("base")).mark_rule(strokeDash=[5, 4], color=INK)
        layers = (
            whole.encode(y=alt.Y("base:Q")),
            here.mark_line(color=PALETTE[0], strokeWidth=1.4).encode(order=alt.Order("order:Q")),
            here.mark_point(filled=True, size=50, color=PALETTE[0], opacity=1),
            labels.mark_text(dy=-11, color=INK, fontWeight=600),
        )
        return fitted(alt.layer(*layers), width, height=300)

    return drawn(draw, {"rows": rows, "labels": list(last.values()), "base": [{"base": base}]})


def parallel_plot(
    values: Mapping[str, Mapping[str, float]],
    better: Mapping[str, str],
    *,
    colours: Mapping[str, str],
    names: Mapping[str, str],
) -> Drawn:
    """Return parallel coordinates: an axis a measure, one line per design, better upwards.

    Parameters
    ----------
    values
        By measure and design.
    better
        ``higher`` or ``lower`` by measure.
    colours, names
        Of the designs.
    """
    rows = []
    ends = []
    for measure, of in values.items():
        low, high = min(of.values()), max(of.values())
        best, worst = (high, low) if better[measure] == "higher" else (low, high)
        ends += [
            {"measure": measure, "at": 1.0, "text": f"{best:.3g}"},
            {"measure": measure, "at": 0.0, "text": f"{worst:.3g}"},
        ]
        for design, value in of.items():
            at = 0.5 if best == worst else (value - worst) / (best - worst)
            rows.append({"measure": measure, "design": names[design], "at": at})

    return Drawn.of(
        lambda width: _parallel(rows, ends, list(values), {names[d]: colours[d] for d in names}, width)
    )


def _parallel(
    rows: Sequence[Mapping[str, Any]],
    ends: Sequence[Mapping[str, Any]],
    measures: Sequence[str],
    hues: Mapping[str, str],
    width: int,
) -> str:
    """Return the figure at one width: axes run across on a page, and down on a telephone."""
    import altair as alt

    narrow = width == NARROW
    labels = {m: wrapped(m, width, share=0.42 if narrow else 0.9 / len(measures)) for m in measures}
    order = list(labels.values())
    data = [
        {**row, "measure": labels[row["measure"]], "index": measures.index(row["measure"])} for row in rows
    ]
    tips = [{**end, "measure": labels[end["measure"]]} for end in ends]
    place = alt.Axis(
        labelExpr=LINES, labelLimit=width, labelAngle=0, title=None, ticks=False, domain=False, grid=True
    )
    which, shown = (alt.Y, alt.X) if narrow else (alt.X, alt.Y)
    along = which(
        "measure:N", sort=order, axis=place, scale=alt.Scale(domain=order, type="point", padding=0.5)
    )
    up = shown("at:Q", axis=None, scale=alt.Scale(domain=[-0.12, 1.12]))
    both: dict[str, Any] = {"y": along, "x": up} if narrow else {"x": along, "y": up}
    colour = alt.Color(
        "design:N",
        title=None,
        scale=alt.Scale(domain=list(hues), range=list(hues.values())),
        legend=alt.Legend(columns=1 if narrow else 3, labelLimit=width - 40),
    )
    base = alt.Chart(alt.NamedData("rows")).encode(**both, color=colour)
    text = alt.Chart(alt.NamedData("ends")).encode(**both, text=alt.Text("text:N"))
    layers = (
        base.mark_line(strokeWidth=2, opacity=0.9).encode(order=alt.Order("index:Q")),
        base.mark_point(filled=True, size=60, opacity=1),
        text.mark_text(color=INK, dy=-11, align="center"),
    )
    height = 60 * len(measures) if narrow else 300
    chart = alt.layer(*layers)
    return to_svg(fitted(chart, width, height=height), {"rows": data, "ends": tips})

"""Outcome of bargaining over a Pacific pact: the second document's question, over futures."""

from __future__ import annotations

from typing import Any

from pato.models.negotiation.forecast import Forecast, forecast
from pato.models.negotiation.library import load_negotiation
from pato.report.blocks import Block, Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.figures import LINES, PALETTE, Drawn, drawn, fitted, interval_plot, wrapped
from pato.report.tables.negotiation import bands_table, hinges_table, movers_table, path_table
from pato.table import Table

ORDER = 20
CHAPTER = "decision"
ISSUE = "hub-vs-pact"
FUTURES = 150
"""Shares are known within eight points (two standard errors); `pato negotiate` runs more."""


def build(context: ReportContext) -> Section | None:
    """Return the forecast, what it depends on and who moves it, with the seed of the report's run."""
    study = context.comparison.study
    run = forecast(load_negotiation(ISSUE), study.world, futures=FUTURES, seed=int(study.study.seed))
    bands = bands_table(run)
    blocks: list[Block] = [
        Text(
            f"{run.file.question} A spatial model of politics (after KTAB) lets {len(run.actors)} states bargain in {FUTURES} runs over assumption ranges and variants of the model."
        ),
        Text(_most(run), emphasis=True),
        Figure(
            share_plot(bands),
            _alt_bands(bands),
            "Share of runs in which bargaining ends in each outcome.",
            bands,
            "negotiation-outcomes",
        ),
        *_of_settled(run),
    ]
    return Section("negotiation", "Where the bargaining ends", tuple(blocks))


def _most(run: Forecast) -> str:
    shares = [float((run.band == i).mean()) for i in range(len(run.file.bands))]
    best = max(range(len(shares)), key=shares.__getitem__)
    return (
        f"Most often it ends with: {run.file.bands[best].label} ({shares[best]:.0%} of runs). {run.file.bands[-1].label}: {shares[-1]:.0%}. "
        "These are shares of what was assumed, not probabilities of the event."
    )


def _of_settled(run: Forecast) -> list[Block]:
    """Return the parts that need settled courses: the path, who moves it, and the assumptions behind."""
    if not run.settled.any():
        return [Text("In no run did bargaining settle: there is no outcome to show.", emphasis=True)]
    path, movers = path_table(run), movers_table(run)
    columns = ("actor", "q05", "q25", "median", "q75", "q95", "what")
    shifts = Table(
        columns,
        [(*row[:6], "shift of the outcome") for row in movers.rows],
        title=movers.title,
        notes=movers.notes,
        meta=movers.meta,
    )
    return [
        Figure(
            path_plot(path, run.file.dimension.name),
            _alt_path(path),
            "Expected position from turn to turn: median, 50 and 90 percent intervals.",
            path,
            "negotiation-path",
        ),
        Figure(
            interval_plot(
                shifts,
                row="actor",
                colour="what",
                value_title="points of 100, with the actor less without it",
                log=False,
            ),
            "Dot plot of each actor's shift of the outcome. "
            + "; ".join(f"{r[0]}: median {r[3]:.1f}" for r in movers.rows if r[3] is not None)
            + ".",
            "By how much the outcome would differ without each actor, in the same runs.",
            movers,
            "negotiation-movers",
        ),
        TableBlock(hinges_table(run), "negotiation-hinges", folded=True),
    ]


def share_plot(table: Table) -> Drawn:
    """Return bars of the share of runs in each outcome."""
    import altair as alt

    rows = [(str(r["outcome"]), r["share_of_futures"]) for r in table.records()]

    def draw(width: int) -> Any:
        labels = {name: wrapped(name, width) for name, _ in rows}
        lines = max((label.count("\n") + 1 for label in labels.values()), default=1)
        bars = (
            alt.Chart(alt.InlineData(values=[{"outcome": labels[n], "share": share} for n, share in rows]))
            .mark_bar(color=PALETTE[0])
            .encode(
                x=alt.X(
                    "share:Q",
                    axis=alt.Axis(format="%", title="share of runs"),
                    scale=alt.Scale(domain=[0, 1]),
                ),
                y=alt.Y(
                    "outcome:N",
                    sort=list(labels.values()),
                    title=None,
                    axis=alt.Axis(labelExpr=LINES, labelLimit=width, ticks=False),
                ),
            )
        )
        return fitted(bars, width, height=alt.Step(16 * lines + 10))

    return drawn(draw)


def path_plot(table: Table, title: str) -> Drawn:
    """Return a fan of the expected position by turn."""
    import altair as alt

    data = alt.InlineData(values=[r for r in table.records() if r["median"] is not None])
    axis = alt.Axis(title=f"{title}, 0 to 100", titleLimit=220)

    def draw(width: int) -> Any:
        base = alt.Chart(data).encode(x=alt.X("turn:Q", title="turn", axis=alt.Axis(tickMinStep=1)))

        def fan(low: str, high: str, opacity: float) -> Any:
            return base.mark_area(color=PALETTE[0], opacity=opacity).encode(
                y=alt.Y(f"{low}:Q", scale=alt.Scale(domain=[0, 100]), axis=axis), y2=f"{high}:Q"
            )

        line = base.mark_line(color=PALETTE[0]).encode(y=alt.Y("median:Q", axis=axis))
        return fitted(alt.layer(fan("q05", "q95", 0.2), fan("q25", "q75", 0.35), line), width, height=220)

    return drawn(draw)


def _alt_bands(table: Table) -> str:
    return (
        "Bar chart of outcomes. "
        + "; ".join(f"{r['outcome']}: {r['share_of_futures']:.0%}" for r in table.records())
        + "."
    )


def _alt_path(table: Table) -> str:
    known = [r for r in table.records() if r["median"] is not None]
    if not known:
        return "Fan chart without values: too few runs settled."
    return f"Fan chart of the expected position: median {known[0]['median']:.0f} at the start, {known[-1]['median']:.0f} after {known[-1]['turn']} turns."

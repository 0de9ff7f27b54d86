"""The frontier of memberships, from a sweep that the reader has run: the proposed ones among all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pato.models.sweep.job import about as described
from pato.models.sweep.job import blocks_of, read
from pato.models.sweep.ranking import FRONT_CHANCE, READ, Ranking, ranked
from pato.report.blocks import Figure, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.frontier import frontier_svg
from pato.report.tables.sweep import front_table
from pato.table import Table

ORDER = 30
CHAPTER = "joining"
MOST_POINTS, MOST_ROWS = 800, 40


def build(context: ReportContext) -> Section | None:
    """Return the frontier of the sweep that the report was given; None without one.

    Raises
    ------
    RunError
        If the folder holds no finished sweep.
    """
    if context.sweep is None:
        return None
    ranking, about = read_sweep(context.sweep)
    named, front = named_table(ranking), front_table(ranking)
    request = about["request"]
    text = (
        f"All {len(ranking.frame):,} memberships of {', '.join(ranking.states)} ({about['constraints']}) in {request['futures']:,} runs. A membership is on the "
        "front if no other is at least as good for its members, for outsiders, in wars avoided and in how often it holds, and better in one of them by more than the band of no difference. "
        "Each assumption counts alike here; the sweep's own tables report them separately."
    )
    shown = min(len(ranking.frame), MOST_POINTS)
    figure = Figure(
        frontier_svg(ranking, MOST_POINTS),
        _alt(ranking, named),
        f"Where the proposals lie among {len(ranking.frame):,} memberships",
        front.replaced(rows=front.rows[:MOST_ROWS]),
        "frontier",
        subtitle=f"Members' gain against outsiders' gain: proposals, the front, and others ({shown} of {len(ranking.frame):,} are drawn); a membership without outsiders is marked along the lower edge",
    )
    return Section(
        "frontier", "All memberships", (Text(text), figure, TableBlock(named, "named-memberships"))
    )


def read_sweep(folder: Path) -> tuple[Ranking, dict[str, Any]]:
    """Return the ranked memberships of a finished sweep, and what was asked.

    Raises
    ------
    RunError
        If the folder holds no finished sweep, or was changed or damaged since.
    """
    about = described(folder)
    rows = read(folder)
    kept = [c for c in READ if c in rows.collect_schema().names()]
    frame = rows.select([*kept, "called"]).collect()
    named = frame.filter(pl.col("called").is_not_null())
    called = dict(zip(named["membership"].to_list(), named["called"].to_list(), strict=True))
    return ranked(frame.select(kept), about["pool"]["pool"], called, blocks_of(folder)), about


def named_table(ranking: Ranking) -> Table:
    """Return one row per proposed membership, with its rank among all."""
    frame = ranking.frame.filter(pl.col("membership").is_in(list(ranking.called))).sort("size", "membership")
    columns = (
        "size",
        "members_gain",
        "outsiders_gain",
        "wars_change",
        "holds_exclusive",
        "accepted",
        "rank_members_gain",
        "rank_holds_exclusive",
    )
    rows = [
        (
            ranking.called[row["membership"]],
            *(row[c] for c in columns),
            ranking.dominated_by(row["membership"]),
            ranking.better_in_all(row["membership"]),
            row.get(FRONT_CHANCE),
        )
        for row in frame.iter_rows(named=True)
    ]
    notes = (
        "Gains in per cent of the pool's GDP a year, wars a year against members, shares of runs; rank 1 is best. Dominated by: memberships that are no worse in anything and better in something by more than the band of no difference; on_front_chance: share of resamples of the runs in which it is on the front.",
    )
    return Table(
        ("proposal", *columns, "dominated by", "better on all counts", FRONT_CHANCE),
        rows,
        title=f"Where the proposals stand among {len(ranking.frame):,} memberships",
        notes=notes,
    )


def _told(gain: float | None) -> str:
    return "no value, since it leaves none" if gain is None else f"{gain:+.3g}"


def _alt(ranking: Ranking, named: Table) -> str:
    told = "; ".join(
        f"{r['proposal']}: members {r['members_gain']:+.3g}, outsiders {_told(r['outsiders_gain'])}"
        for r in named.records()
    )
    return f"Scatter plot of {len(ranking.frame):,} memberships, members' gain against outsiders' gain, {len(ranking.front)} on the front. {told}."

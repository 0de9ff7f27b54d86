"""What the economic chapters of the compared architectures are worth."""

from __future__ import annotations

from pato.errors import UsageError
from pato.models.trade.results import STATUS_QUO, Valued, summary, value
from pato.report.blocks import Block, Figure, Section, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.table import Table

ORDER = 55
FUTURES = 200
OUTCOME = "welfare_percent"


def build(context: ReportContext) -> Section | None:
    """Return welfare of members and outsiders by architecture; None where none changes the economic instruments in force."""
    tables = [
        table for name in context.comparison.study.study.architectures if (table := _table(context, name))
    ]
    if not tables:
        return None
    joined = Table(
        tables[0].columns,
        [row for table in tables for row in table.rows],
        title="Real spending on goods, change in per cent",
        notes=tables[0].notes,
        meta=tables[0].meta,
    )
    blocks: list[Block] = [
        Text(
            f"Change of real spending on goods in general equilibrium, {FUTURES} futures: members, and the outsiders most concerned. Thick lines hold "
            "half of the futures, thin lines nine tenths. Services, investment and growth are outside, so these figures are no forecast of income."
        ),
        Figure(
            interval_plot(
                joined,
                row="economy",
                colour="architecture",
                value_title="real spending on goods, per cent",
                log=False,
            ),
            _alt(joined),
            "Welfare of the economic chapters, members and outsiders.",
            joined,
            "trade-welfare",
        ),
        *(Text(note) for note in joined.notes),
    ]
    return Section("trade", "Trade and welfare", tuple(blocks))


def _table(context: ReportContext, name: str) -> Table | None:
    """Return the welfare table of one architecture, or None where it brings nothing economic."""
    study = context.comparison.study.study
    try:
        valued: Valued = value(
            [name],
            date=context.date,
            futures=FUTURES,
            seed=study.seed,
            status_quo=study.status_quo or STATUS_QUO,
        )
    except UsageError:
        return None
    return summary(valued, [OUTCOME])


def _alt(table: Table) -> str:
    parts = [
        f"{r['economy']} ({r['role']}) under {r['architecture']}: median {r['median']:.2g}, 90 per cent from {r['q05']:.2g} to {r['q95']:.2g}"
        for r in table.records()
    ]
    return "Dot plot of welfare in per cent. " + "; ".join(parts) + "."

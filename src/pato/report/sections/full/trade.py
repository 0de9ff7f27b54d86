"""What the economic chapters of the compared architectures are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pato.errors import UsageError
from pato.models.trade.results import STATUS_QUO, Valued, value
from pato.report.blocks import Block, Figure, Section, Text
from pato.report.context import ReportContext
from pato.report.figures import interval_plot
from pato.report.maps import value_map
from pato.report.tables.trade import summary
from pato.table import Table

ORDER = 55
FUTURES = 200
OUTCOME = "welfare_percent"
SATURATED = 0.9
"""Share of the changes that the colours of a map tell apart; larger ones have the last colour."""
NOTHING = 0.005
"""Per cent below which a change is told as none."""


def build(context: ReportContext) -> Section | None:
    """Return welfare of members and outsiders by architecture; None where none changes the economic instruments in force."""
    found = [
        (name, valued)
        for name in context.comparison.study.study.architectures
        if (valued := _valued(context, name))
    ]
    if not found:
        return None
    tables = [summary(valued, [OUTCOME]) for _, valued in found]
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
        *_maps(found),
        *(Text(note) for note in joined.notes),
    ]
    return Section("trade", "Trade and welfare", tuple(blocks))


def _valued(context: ReportContext, name: str) -> Valued | None:
    """Return one architecture's trade outcomes, or None where it brings nothing economic."""
    study = context.comparison.study.study
    try:
        return value(
            [name],
            date=context.date,
            futures=FUTURES,
            seed=study.seed,
            status_quo=study.status_quo or STATUS_QUO,
        )
    except UsageError:
        return None


def _maps(found: list[tuple[str, Valued]]) -> Iterator[Figure]:
    """Yield one map of welfare an architecture, all on one scale, so that they can be compared."""
    tables = {name: summary(valued, [OUTCOME], all_states=True) for name, valued in found}
    limit = _limit([abs(r["median"]) for t in tables.values() for r in t.records()])
    for name, table in tables.items() if limit > 0 else ():
        medians = {r["economy"]: r["median"] for r in table.records()}
        gain, lose = (sum(sign * m > NOTHING for m in medians.values()) for sign in (1, -1))
        order = sorted(medians, key=lambda s: -medians[s])
        alt = (
            f"World map of the median change of real spending on goods under {name}: {gain} of {len(medians)} economies gain, {lose} lose. "
            f"Largest gain {order[0]} {medians[order[0]]:+.2g} per cent, lowest figure {order[-1]} {medians[order[-1]]:+.2g} per cent."
        )
        yield Figure(
            value_map(
                medians, f"real spending on goods, per cent, median (colours end at {limit:.2g})", limit=limit
            ),
            alt,
            f"Welfare of the economic chapters of {name} by economy: medians; the table has the intervals.",
            table,
            f"map-trade-{name}",
            fit=True,
        )


def _limit(sizes: Sequence[float]) -> float:
    """Return where the colours end: one large figure would leave all others pale. Nought if nothing changes."""
    known = sorted(s for s in sizes if s > NOTHING)
    return known[int(SATURATED * (len(known) - 1))] if known else 0.0


def _alt(table: Table) -> str:
    parts = [
        f"{r['economy']} ({r['role']}) under {r['architecture']}: median {r['median']:.2g}, 90 per cent from {r['q05']:.2g} to {r['q95']:.2g}"
        for r in table.records()
    ]
    return "Dot plot of welfare in per cent. " + "; ".join(parts) + "."

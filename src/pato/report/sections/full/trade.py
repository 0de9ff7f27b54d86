"""Value of the economic chapters of the compared architectures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pato.errors import UsageError
from pato.models.trade.results import Valued, value
from pato.report.blocks import Block, Figure, Section, Text
from pato.report.context import ReportContext
from pato.report.figures import BASELINE, interval_plot
from pato.report.maps import value_map
from pato.report.tables.trade import summary
from pato.report.wording import design_colours, design_names, state_name
from pato.table import Table

ORDER = 10
CHAPTER = "economy"
FUTURES = 200
OUTCOME = "welfare_percent"
SATURATED = 0.9
"""Share of the changes within the colour range of a map; larger ones have the last colour."""
NOTHING = 0.005
"""Per cent below which a change is reported as none."""


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
            f"Change of real spending on goods in general equilibrium, {FUTURES} runs: members, and the outsiders most concerned. Thick lines hold "
            "half of the runs, thin lines nine tenths. Services, investment and growth are outside: this is no forecast of income."
        ),
        Figure(
            interval_plot(
                joined,
                row="economy",
                colour="architecture",
                value_title="change of real spending on goods, per cent",
                zero=True,
                colours=_colours(context, joined),
                names={s: state_name(s) for s in {r["economy"] for r in joined.records()}},
            ),
            _alt(joined),
            "What the economic chapters are worth to members and outsiders",
            joined,
            "trade-welfare",
            subtitle="Change of real spending on goods, per cent. Thick: half of the runs; thin: nine in ten",
            source="gravity model of trade",
        ),
        *_maps(context, found),
        *(Text(note) for note in joined.notes),
    ]
    return Section("trade", "Trade and welfare", tuple(blocks))


def _valued(context: ReportContext, name: str) -> Valued | None:
    """Return one architecture's trade outcomes, or None if it has no economic chapter."""
    study = context.comparison.study.study
    try:
        return value(
            [name],
            date=context.date,
            futures=FUTURES,
            seed=study.seed,
            status_quo=study.status_quo,
        )
    except UsageError:
        return None


def _maps(context: ReportContext, found: list[tuple[str, Valued]]) -> Iterator[Figure]:
    """Yield one map of welfare a design, all in the same classes, so that they can be compared."""
    tables = {name: summary(valued, [OUTCOME], all_states=True) for name, valued in found}
    limit = _limit([abs(r["median"]) for t in tables.values() for r in t.records()])
    study = context.comparison.study
    labels = dict(zip(study.study.architectures, study.labels, strict=True))
    called = design_names(study)
    for name, table in tables.items() if limit > 0 else ():
        medians = {r["economy"]: r["median"] for r in table.records()}
        gain, lose = (sum(sign * m > NOTHING for m in medians.values()) for sign in (1, -1))
        order = sorted(medians, key=lambda s: -medians[s])
        title = called[str(labels[name])]
        alt = (
            f"Map of the median change of real spending on goods under {title}: {gain} of {len(medians)} economies gain, {lose} lose. "
            f"Largest gain {state_name(order[0])} {medians[order[0]]:+.2g} per cent, lowest value {state_name(order[-1])} {medians[order[-1]]:+.2g} per cent."
        )
        yield Figure(
            value_map(
                medians,
                "real spending on goods, per cent, median",
                limit=limit,
                names={s: state_name(s) for s in context.group},
            ),
            alt,
            f"{title}: {gain} of {len(medians)} economies gain, {lose} lose",
            table,
            f"map-trade-{labels[name]}",
            subtitle="Change of real spending on goods, per cent, median over runs; the table has the intervals",
            source="gravity model of trade",
            folded=True,
        )


def _limit(sizes: Sequence[float]) -> float:
    """Return the end of the colour range, so that one large value does not leave all others pale; 0 if nothing changes."""
    known = sorted(s for s in sizes if s > NOTHING)
    return known[int(SATURATED * (len(known) - 1))] if known else 0.0


def _colours(context: ReportContext, table: Table) -> dict[str, str]:
    study = context.comparison.study
    own = design_colours(study)
    labels = dict(zip(study.study.architectures, map(str, study.labels), strict=True))
    return {
        name: own.get(labels.get(name, name), BASELINE)
        for name in dict.fromkeys(r["architecture"] for r in table.records())
    }


def _alt(table: Table) -> str:
    parts = [
        f"{r['economy']} ({r['role']}) under {r['architecture']}: median {r['median']:.2g}, 90 per cent from {r['q05']:.2g} to {r['q95']:.2g}"
        for r in table.records()
    ]
    return "Dot plot of welfare in per cent. " + "; ".join(parts) + "."

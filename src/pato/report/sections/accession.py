"""States that meet the governance standards of the compared architectures, and for how long (claim A7)."""

from __future__ import annotations

from typing import Any

from pato.models.accession.assumptions import load_assumptions
from pato.models.accession.evaluation import Trial, evaluate
from pato.models.accession.history import VDEM_NOTICE
from pato.models.accession.standards import Requirements, all_requirements, candidates, for_curve
from pato.report.blocks import Block, Figure, Section, TableBlock, Text
from pato.report.figures import interval_plot
from pato.report.tables import accession as tables
from pato.report.wording import state_name
from pato.table import Table

ORDER = 20
CHAPTER = "joining"
FUTURES = 1000


def build(context: Any) -> Section | None:
    """Return tables and a figure for each instrument that has standards, or None where the architectures hold none."""
    asked = _asked(context)
    if not asked:
        return None
    world, seed = context.comparison.study.world, context.comparison.study.study.seed
    assumptions = load_assumptions()
    blocks: list[Block] = [Text(tables.NOT_IDENTIFIED, emphasis=True)]
    for requirements in asked:
        states = candidates(requirements, world)
        found = evaluate(
            requirements, states, world, context.date, futures=FUTURES, seed=seed, assumptions=assumptions
        )
        blocks += [
            TableBlock(tables.by_state(found), f"eligibility-{requirements.instrument}"),
            TableBlock(tables.by_standard(found), f"standards-{requirements.instrument}", folded=True),
        ]
        narrowed, standard = for_curve(requirements)
        # the same outcomes: draws are by index, so a part of the standards gives the same numbers
        alone = Trial(
            narrowed,
            found.date,
            found.target_year,
            found.states,
            found.outcomes,
            found.futures,
            found.seed,
            assumptions,
        )
        blocks.append(
            TableBlock(tables.curve(alone, standard), f"thresholds-{requirements.instrument}", folded=True)
        )
        blocks += _levels(found, standard.id, requirements.instrument)
    blocks.append(Text(VDEM_NOTICE))
    return Section("accession", "Who meets the standards", tuple(blocks))


def _asked(context: Any) -> tuple[Requirements, ...]:
    """Return the requirements of each instrument once, as of the architecture that gives it the most parties."""
    found: dict[str, Requirements] = {}
    for system in context.architectures:
        for asked in all_requirements(system, context.day_of(system)):
            if asked.instrument not in found or len(asked.parties) > len(found[asked.instrument].parties):
                found[asked.instrument] = asked
    return tuple(found.values())


def _levels(found: Trial, standard: str, instrument: str) -> list[Block]:
    rows = []
    for row in tables.survival(found).records():
        if row["standard"] == standard and row["median"] is not None:
            cells = (
                row["median"],
                row["low90"],
                row["low50"],
                row["high50"],
                row["high90"],
                row["met_in_ten_years"],
            )
            rows.append((row["state"], f"level in {found.target_year}", *cells))
    if not rows:
        return []
    chosen = next(s for s in found.asked.standards if s.id == standard)
    columns = ("state", "what", "median", "q05", "q25", "q75", "q95", "met_in_ten_years")
    title = f"{chosen.id.replace('-', ' ')} in {found.target_year}"
    table = Table(
        columns, rows, title=title, notes=(VDEM_NOTICE,), meta={"futures": found.futures, "seed": found.seed}
    )
    names = {r[0]: state_name(r[0]) for r in rows}
    svg = interval_plot(
        table,
        row="state",
        colour="what",
        value_title=f"{title} (0 to 1)",
        names=names,
        threshold=chosen.at_least if chosen.at_least is not None else chosen.at_most,
    )
    alt = (
        f"Dot plot of {title}. "
        + "; ".join(
            f"{names[r[0]]}: median {r[2]:.2f}, 90 percent from {r[3]:.2f} to {r[6]:.2f}" for r in rows
        )
        + "."
    )
    passing = sum(r[7] >= 0.5 for r in rows if r[7] is not None)
    return [
        Figure(
            svg,
            alt,
            f"{passing} of {len(rows)} states would meet the standard on {chosen.id.replace('-', ' ')} in most runs",
            table,
            f"levels-{instrument}",
            subtitle=f"{title[0].upper()}{title[1:]}, 0 to 1. Thick: half of the runs; thin: nine in ten; dashed: what the treaty asks for",
            source="V-Dem; the project's estimate of backsliding",
        )
    ]

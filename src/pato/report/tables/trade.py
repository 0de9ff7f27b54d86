"""Trade as tables: value of chapters, by pair and by chapter, and cost of coercion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pato.errors import UsageError, unknown
from pato.futures.dims import ARCHITECTURE, STATE
from pato.futures.spread import spread
from pato.models.trade import assumptions
from pato.models.trade.coercion import Coerced
from pato.models.trade.decompose import chapters, pairs
from pato.models.trade.model import OUTCOMES
from pato.models.trade.results import Valued, meta, missing_matters, notable, role
from pato.table import Table

QUANTILES = ("median", "q25", "q75", "q05", "q95")
"""Columns of `pato.futures.spread.Spread`."""


def summary(
    valued: Valued, outcomes: Sequence[str], *, all_states: bool = False, by_reading: bool = False
) -> Table:
    """Return median and 50 and 90 per cent intervals of outcomes by architecture and economy.

    Raises
    ------
    UsageError
        If an outcome is not known.
    """
    if wrong := [unknown("outcome", o, OUTCOMES) for o in outcomes if o not in OUTCOMES]:
        raise UsageError(wrong)
    data = valued.data
    readings = [str(r) for r in np.unique(data["reading"].values)] if by_reading else ["all"]
    rows: list[tuple[Any, ...]] = []
    for name in valued.scenarios:
        states = [str(s) for s in data[STATE].values] if all_states else notable(valued, name, outcomes[0])
        for outcome in outcomes:
            for state in states:
                series = data[outcome].sel({ARCHITECTURE: name, STATE: state})
                for reading in readings:
                    kept = series if reading == "all" else series[data["reading"].values == reading]
                    rows.append(
                        (
                            name,
                            state,
                            role(valued, name, state),
                            outcome,
                            *spread(kept.values),
                            *((reading,) if by_reading else ()),
                        )
                    )
    columns = (
        "architecture",
        "economy",
        "role",
        "outcome",
        *QUANTILES,
        *(("reading",) if by_reading else ()),
    )
    return Table(
        columns, rows, title="Value of the economic chapters", notes=notes(valued), meta=meta(valued)
    )


def notes(valued: Valued) -> list[str]:
    """Return the notes on the results."""
    model = valued.model
    told = [
        (
            "Changes in per cent (domestic share in points) of goods trade and spending on goods; services, investment and growth are outside. "
            "Intervals hold half and nine tenths of the runs."
        ),
        effects_note(),
    ]
    for name, part in valued.scenarios.items():
        if part.observed_after:
            told.append(f"{name} is in force: its value is the loss without it.")
        if absent := [s for s in part.members if s not in model.flows.economies]:
            told.append(
                f"{name}: {', '.join(absent)} without figures of trade at home, part of the rest of the world (ROW), which takes no part."
            )
        if valued.failed[name]:
            told.append(
                f"{name}: {valued.failed[name]} of {valued.futures} runs have no equilibrium that was found; they are left out."
            )
    told.append(missing_note(valued))
    return told


def effects_note() -> str:
    """Return the sources of the effects of agreements."""
    if not assumptions.load().estimated:
        return "Effects of agreements: ranges around the World Bank's published values."
    return (
        "Effects of agreements: in half of the runs ours (pato fit agreements), in half the World Bank's published ones with a range; "
        "--by-reading shows them separately."
    )


def missing_note(valued: Valued) -> str:
    """Return the number and place of missing cells of the trade matrix, and their effect on the results."""
    flows = valued.model.flows
    count, cells = int(flows.missing.sum()), flows.missing.size
    if not count:
        return "No cell of the trade matrix is missing."
    where = ", ".join(f"{s} {k}" for s, k in list(flows.spread_missing().items())[:4])
    moved, most = missing_matters(valued)
    return (
        f"{count} of {cells} cells of the trade matrix are missing (most: {where}); between nothing and what sizes predict for them the median "
        f"welfare of {most} moves by {moved:.2g} points, that of others by less."
    )


def pairs_table(valued: Valued, name: str) -> Table:
    """Return, for each pair that an architecture binds, agreements in force and those that the architecture adds."""
    rows = [(p.one, p.other, p.in_force, p.now, p.then, *p.new) for p in pairs(valued, name)]
    columns = (
        "one",
        "other",
        "in force",
        "effect in force",
        "effect with it",
        *(f"new {q}" for q in QUANTILES),
    )
    told = [
        "Effects are log changes of trade at unchanged prices. A pair has the effect of its deepest agreement; new is what comes on top of those in force.",
    ]
    return Table(columns, rows, title=f"{name}: pair by pair", notes=told, meta=meta(valued))


def chapters_table(valued: Valued, name: str) -> Table:
    """Return the members' total loss if one chapter is left out, and the value of all chapters."""
    rows = [(c.chapter, c.depth, *c.worth) for c in chapters(valued, name)]
    told = [
        (
            "Members' total loss, in billion USD of spending on goods a year, if only this chapter were left out; the parts do not add up to "
            "the whole, because depth has decreasing effects and counts only beyond what is in force."
        ),
        "The estimates know the depth of an agreement as a whole. That every area counts alike is an accounting, not an estimate.",
    ]
    columns = ("chapter", "depth", *(f"bn USD {q}" for q in QUANTILES))
    return Table(columns, rows, title=f"{name}: chapter by chapter", notes=told, meta=meta(valued))


def coercion_table(found: Coerced) -> Table:
    """Return the cost of coercion to the rival, its targets and the members, without an architecture and with it."""
    answer, ways = found.coercion.answer, found.coercion.ways
    what = {"imports": "buys of", "exports": "sells to", "both": "buys of and sells to"}[ways]
    rows = [(c.severity, c.case, c.economy, c.side, *c.change, c.usd_bn) for c in found.costs]
    told = [
        (
            f"Changes in per cent of GDP a year, against the same agreements without the coercion. The cut is the severity, a share of the targeted part of what "
            f"{found.rival} {what} its targets (--ways), at unchanged prices."
        ),
        (
            "Sold elsewhere: at a discount of half to twice what a model with full reallocation finds for Australia. None of it: the whole value is lost, which no "
            "documented case shows for long. The trade model lies between: its goods are imperfect substitutes."
        ),
        *(
            f"{c.rival} on {c.target} {c.years} ({c.goods}). Published: {c.published}. Shares: {c.source}."
            for c in found.cases
        ),
        "Answer in proportion: members stop buying of the rival as much value, at old prices, as the rival cut of its targets' trade."
        if answer is None
        else f"Answer: members cut {answer:.0%} of their purchases from the rival.",
        "Medium-run figures of whole economies: they leave out what a sudden cut does to single firms and places, and everything that is no trade in goods, such as tourism.",
    ]
    return Table(
        ("severity of targeted", "what is cut", "economy", "side", *QUANTILES, "median bn USD"),
        rows,
        title=f"What restrictions of trade by {found.rival} on {', '.join(found.targets)} cost, per cent of GDP a year",
        notes=told,
        meta=dict(found.meta),
    )

"""What of an architecture's worth is new over the agreements in force, and which chapters it hangs on."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from pato.errors import Problem, UsageError
from pato.futures import Draws
from pato.futures.dims import STATE
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.models.trade import assumptions
from pato.models.trade.agreements import Network
from pato.models.trade.results import QUANTILES, Valued, meta
from pato.models.trade.scenarios import Scenario
from pato.table import Table

_MOST_FUTURES = 200


def pairs(valued: Valued, name: str) -> Table:
    """Return, for each pair that an architecture binds, what is in force and what the architecture adds to it."""
    part = valued.scenarios[name]
    states = valued.model.flows.economies
    draws = _draws(valued, reading=None)
    before, after = part.before.effects(draws, states), part.after.effects(draws, states)
    rows = []
    for one, two in combinations([s for s in part.members if s in states], 2):
        i, j = states.index(one), states.index(two)
        held = part.before.pairs.get((min(one, two), max(one, two)), frozenset())
        in_force = ", ".join(sorted(part.before.agreements[k].label for k in held)) or None
        new = after[:, i, j] - before[:, i, j]
        held_now, with_it = (spread(v[:, i, j]).median for v in (before, after))
        rows.append((one, two, in_force, held_now, with_it, *spread(new)))
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


def chapters(valued: Valued, name: str) -> Table:
    """Return what the members together lose where one chapter is left out, and what all of it is worth.

    Depth is read from chapters here, also of treaties that the World Bank has coded: its clusters know no chapters.

    Raises
    ------
    UsageError
        If nothing that the architecture brings has chapters.
    """
    part = valued.scenarios[name]
    written = [a for a, _ in part.new if a.chapters]
    if not written:
        raise UsageError(
            Problem(
                name,
                "brings no agreement whose chapters are known.",
                "Name an architecture with a treaty of the library or a file of yours.",
            )
        )
    draws = _draws(valued, reading="chapters")
    whole = _members_gain(valued, part, draws)
    nothing = Network({}, part.before.agreements)
    alone = Scenario(part.id, nothing, _only_new(part), part.new, observed_after=False)
    rows: list[tuple[Any, ...]] = [
        ("all chapters, over what is in force", None, *spread(whole)),
        ("all chapters, if nothing were in force", None, *spread(_members_gain(valued, alone, draws))),
    ]
    found: list[tuple[Any, ...]] = []
    for agreement in written:
        for area in dict.fromkeys(a for a, _ in agreement.chapters):
            less = _members_gain(valued, part.replaced(agreement.without(area)), draws)
            depth = next(d for a, d in agreement.chapters if a == area)
            found.append((f"{agreement.label}: {area}", depth, *spread(whole - less)))
    rows += sorted(found, key=lambda row: -row[2])
    told = [
        (
            "What the members together lose, in billion USD of spending on goods a year, if this chapter alone were left out; the parts do not add up to "
            "the whole, because depth counts less and less and only beyond what is in force."
        ),
        "The estimates know the depth of an agreement as a whole. That every area counts alike is an accounting, not an estimate.",
    ]
    columns = ("chapter", "depth", *(f"bn USD {q}" for q in QUANTILES))
    return Table(columns, rows, title=f"{name}: chapter by chapter", notes=told, meta=meta(valued))


def _draws(valued: Valued, *, reading: str | None) -> Draws:
    fixed = {**valued.fixed, **({assumptions.load().coding: reading} if reading else {})}
    return valued.model.design(min(valued.futures, _MOST_FUTURES), valued.seed, fixed).draw()


def _only_new(part: Scenario) -> Network:
    network = Network({}, part.after.agreements)
    for agreement, states in part.new:
        network = network.with_all(agreement, states)
    return network


def _members_gain(valued: Valued, part: Scenario, draws: Draws) -> FloatArray:
    """Return the members' gain together, billion USD, shape (future,)."""
    gain = valued.model.evaluate_scenario(draws, part).outcomes["welfare_usd_bn"]
    return np.asarray(
        gain.sel({STATE: [s for s in part.members if s in valued.model.flows.economies]})
        .sum(STATE, skipna=False)
        .values,
        np.float64,
    )

"""Decomposition of an architecture's value: additions to the agreements in force, and contributions of chapters."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np

from pato.errors import Problem, UsageError
from pato.futures import Draws
from pato.futures.dims import STATE
from pato.futures.spread import Spread, spread
from pato.kernels.arrays import FloatArray
from pato.models.trade import assumptions
from pato.models.trade.agreements import Network
from pato.models.trade.results import Valued
from pato.models.trade.scenarios import Scenario

_MOST_FUTURES = 200


class PairEffect(NamedTuple):
    """A pair that an architecture binds: agreements in force, median log effects without and with it, and additions."""

    one: str
    other: str
    in_force: str | None
    now: float
    then: float
    new: Spread


class ChapterWorth(NamedTuple):
    """Value of a chapter to the members together, billion USD a year; its depth, None for all chapters together."""

    chapter: str
    depth: str | None
    worth: Spread


def pairs(valued: Valued, name: str) -> list[PairEffect]:
    """Return, for each pair that an architecture binds, agreements in force and those that the architecture adds."""
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
        rows.append(PairEffect(one, two, in_force, held_now, with_it, spread(new)))
    return rows


def chapters(valued: Valued, name: str) -> list[ChapterWorth]:
    """Return the members' total loss if one chapter is left out, and the value of all chapters.

    Depth is read from chapters here, also of treaties that the World Bank has coded: its clusters know no chapters.

    Raises
    ------
    UsageError
        If none of the architecture's additions has chapters.
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
    rows = [
        ChapterWorth("all chapters, over what is in force", None, spread(whole)),
        ChapterWorth(
            "all chapters, if nothing were in force", None, spread(_members_gain(valued, alone, draws))
        ),
    ]
    found = []
    for agreement in written:
        for area in dict.fromkeys(a for a, _ in agreement.chapters):
            less = _members_gain(valued, part.replaced(agreement.without(area)), draws)
            depth = next(d for a, d in agreement.chapters if a == area)
            found.append(ChapterWorth(f"{agreement.label}: {area}", depth, spread(whole - less)))
    return [*rows, *sorted(found, key=lambda row: -row.worth.median)]


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

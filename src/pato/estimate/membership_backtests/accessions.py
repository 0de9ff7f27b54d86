"""Whether the terms of candidates turn between two days, and what in the data differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pato.estimate.historical_pledges import mutual_defence
from pato.estimate.historical_world import HistoricalWorld, historical_world, with_figures
from pato.estimate.membership_backtests.holding import AT_ONCE, designed, mean_of
from pato.estimate.membership_backtests.specification import BacktestSpecification, Day, WhatIf
from pato.estimate.membership_backtests.worlds import WITHOUT
from pato.kernels.arrays import FloatArray
from pato.kernels.digits import significant
from pato.kernels.membership.named import evaluate
from pato.models.membership.pool import Pool
from pato.treaties.architecture import load_architecture

HALF_LIFE = 20.0


def accessions(
    spec: BacktestSpecification, *, futures: int | None = None, folder: str | None = None
) -> dict[str, Any]:
    """Return, for each day and each what-if, what candidates and members gain by accession, as plain values.

    Parameters
    ----------
    spec
        The specification.
    futures
        Instead of the specification's.
    folder
        The data store.
    """
    asked, found = spec.accessions, {}
    worlds = {day.id: historical_world(folder, day.year) for day in asked.dates}
    last = asked.dates[-1]
    cases: list[tuple[str, str, Day, HistoricalWorld]] = [
        (day.id, f"as the data have it on {day.date}", day, worlds[day.id]) for day in asked.dates
    ]
    cases += [
        (w.id, f"what if: {w.title}", last, _by_hand(spec, w, worlds[last.id], last)) for w in asked.what_ifs
    ]
    for name, title, day, world in cases:
        pool = _pool(spec, day, world)
        inputs = {c: _inputs(pool, spec.accessions.challengers[0], c) for c in asked.candidates}
        results = _gains(pool, spec, futures or asked.futures)
        found[name] = {
            "title": title,
            "date": day.date,
            "figures_of": day.year - 1,
            **results,
            "inputs": inputs,
        }
    return found


def _by_hand(
    spec: BacktestSpecification, what_if: WhatIf, world: HistoricalWorld, day: Day
) -> HistoricalWorld:
    """Return a world with a what-if's figures between each challenger and each candidate."""
    own: dict[tuple[str, str], Mapping[str, float]] = {}
    for challenger in spec.accessions.challengers:
        for candidate in spec.accessions.candidates:
            figures = dict(what_if.figures)
            if what_if.onset is not None:
                before = world.pair(challenger, candidate).value("dispute_history")
                assert isinstance(before, int | float)  # the world holds no pair without one
                figures["dispute_history"] = before + 0.5 ** ((day.year - what_if.onset) / HALF_LIFE)
            own[challenger, candidate] = figures
    return with_figures(world, own)


def _pool(spec: BacktestSpecification, day: Day, world: HistoricalWorld) -> Pool:
    asked = spec.accessions
    states = (*asked.members, *asked.candidates)
    treaty = mutual_defence("nato-enlarged", "North Atlantic Treaty with the candidates", states)
    quo = load_architecture(date=day.date)
    return Pool.of(world, quo, day.date, states, treaty, without=WITHOUT, challengers=asked.challengers)


def _inputs(pool: Pool, challenger: str, candidate: str) -> dict[str, float]:
    """Return the risk model's covariates of a pair, transformed."""
    risk = pool.war.risk
    r, k = (risk.states.index(s) for s in (challenger, candidate))
    pair = int(np.flatnonzero((risk.challengers == r) & (risk.targets == k))[0])
    names = risk.risk.names
    return {
        n: significant(float(risk.design[pair, j]), 4)
        for j, n in enumerate(names)
        if j and not n.startswith("dose")
    }


def _gains(pool: Pool, spec: BacktestSpecification, futures: int) -> dict[str, Any]:
    asked = spec.accessions
    members = pool.mask(asked.members)
    ways = {c: members | pool.mask((c,)) for c in asked.candidates} | {"both": (1 << pool.n_states) - 1}
    design = designed(pool, futures, spec.seed, credence=spec.taiwan_credence, later=True)
    masks = [members, *ways.values()]
    utilities, risks, terms = [], [], []
    for start in range(0, futures, AT_ONCE):
        some = design.draw(start, min(start + AT_ONCE, futures))
        wars = pool.wars(some)
        found = evaluate(pool.game(some, wars=wars), masks)
        utilities.append(found.utilities)
        risks.append(found.war_risk)
        terms.append(pool.terms(some, masks, wars=wars))
    u, risk = np.concatenate(utilities), np.concatenate(risks)
    parts = {k: np.concatenate([t[k] for t in terms]) for k in terms[0] if k not in pool.left_out}
    return {
        "candidates": {c: _of_candidate(pool, c, list(ways), u, risk, parts) for c in asked.candidates},
        "members_of_before": {
            way: _of_members(u[:, i + 1] - u[:, 0], len(asked.members), pool.assumptions.no_difference)
            for i, way in enumerate(ways)
        },
    }


def _of_candidate(
    pool: Pool,
    candidate: str,
    ways: list[str],
    u: FloatArray,
    risk: FloatArray,
    parts: Mapping[str, FloatArray],
) -> dict[str, Any]:
    at, alone, both = pool.states.index(candidate), ways.index(candidate) + 1, len(ways)
    gain, band = u[:, alone, at] - u[:, 0, at], pool.assumptions.no_difference
    return {
        "accepts": mean_of(gain >= -band),
        "gains": mean_of(gain > band),
        "accepts_with_the_other": mean_of(u[:, both, at] - u[:, 0, at] >= -band),
        "gain_mean_median_5_95": [
            mean_of(gain),
            *(significant(float(q), 4) for q in np.quantile(gain, [0.5, 0.05, 0.95])),
        ],
        "terms": {name: mean_of(v[:, alone, at] - v[:, 0, at]) for name, v in parts.items()},
        "war_initiations_a_year_outside_and_inside": [mean_of(risk[:, 0, at]), mean_of(risk[:, alone, at])],
    }


def _of_members(gain: FloatArray, members: int, band: float) -> dict[str, float]:
    inside = gain[:, :members]
    return {
        "all_accept": mean_of((inside >= -band).all(axis=1)),
        "members_accepting": mean_of(inside >= -band),
        "mean_gain": mean_of(inside),
    }

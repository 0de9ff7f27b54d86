"""All memberships of a small pool in the same runs: what members and outsiders gain, who accepts, and which are dominated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from pato.errors import PatoError, Problem, UsageError
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.membership.named import evaluate
from pato.kernels.membership.stability import pareto_front
from pato.models.base import Setting, models_of
from pato.models.membership.backtest import record
from pato.models.membership.model import Membership
from pato.models.sweep.ranking import GAIN_BAND, LEVEL_BAND, SHARE_BAND
from pato.registry import states
from pato.report.wording import state_name
from pato.workbench.asked import PROPOSED, Asked
from pato.workbench.designs import baseline_of, treaty_of
from pato.workbench.engine import HORIZON, RIVAL, RUNS, Engine

MOST_POOL, RESAMPLES, LISTED = 10, 200, 20
MEASURES: Mapping[str, tuple[str, str, float]] = {
    "members": ("Members’ gain", "per cent of the pool’s GDP a year", 1.0),
    "outsiders": ("Outsiders’ gain", "per cent of the pool’s GDP a year", 1.0),
    "least": ("Least that a member gains", "per cent of GDP a year", 1.0),
    "accepted": ("Runs in which every member accepts", "share", 1.0),
    "wars": ("Attacks on members that lead to war, change", "a year", -1.0),
}
"""Criteria for memberships: words, unit, and whether more is better."""
CRITERIA = ("members", "outsiders", "accepted", "wars")
NAMED = {
    "pato-3": ("USA", "JPN", "AUS"),
    "pato-7": ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL"),
    "pato-8": PROPOSED,
}
"""Memberships that the documents name."""
_CHUNK = 64


class Search(NamedTuple):
    """The memberships to search.

    Attributes
    ----------
    pool
        States that may join, in order of code.
    must, never
        States in every membership, and in none.
    x, y
        Measures along the axes.
    pick
        The membership that is selected, states with dots between them; empty for none.
    """

    pool: tuple[str, ...] = PROPOSED
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    x: str = "members"
    y: str = "outsiders"
    pick: tuple[str, ...] = ()


def read(given: Mapping[str, str]) -> Search:
    """Return the search held in an address.

    Raises
    ------
    UsageError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    pool = _codes(given, "pool", problems) or tuple(PROPOSED)
    roles = {k[2:]: v for k, v in given.items() if k.startswith("p.")}
    if roles:
        pool = tuple(s for s, role in roles.items() if role != "out")
    must = (*_codes(given, "must", problems), *(s for s, role in roles.items() if role == "must"))
    never = (*_codes(given, "never", problems), *(s for s, role in roles.items() if role == "never"))
    axes = [given.get(axis) or getattr(Search(), axis) for axis in ("x", "y")]
    problems += [
        Problem(a[:20], "is no measure.", f"One of: {', '.join(MEASURES)}.")
        for a in axes
        if a not in MEASURES
    ]
    if not 2 <= len(pool) <= MOST_POOL:
        fix = f"Choose 2 to {MOST_POOL}; for more: pato sweep."
        problems.append(Problem("pool", f"has {len(pool)} states.", fix))
    if strange := [s for s in (*must, *never) if s not in pool] or sorted(set(must) & set(never)):
        problems.append(
            Problem(strange[0][:20], "is not in the pool, or both in every and in no membership.")
        )
    pick = _codes(given, "pick", problems)
    if problems:
        raise UsageError(problems)
    ordered = tuple(sorted(set(pool)))
    return Search(
        ordered, tuple(sorted(set(must))), tuple(sorted(set(never))), axes[0], axes[1], tuple(sorted(pick))
    )


def _codes(given: Mapping[str, str], key: str, problems: list[Problem]) -> tuple[str, ...]:
    found = []
    for word in given.get(key, "").replace(",", ".").split("."):
        try:
            found += [states.state(word.strip()).iso3] if word.strip() else []
        except PatoError as error:
            problems += [Problem(key, p.what, p.fix) for p in error.problems]
    return tuple(dict.fromkeys(found))


class Values(NamedTuple):
    """Measures of memberships: masks, one array a measure of shape (future, membership), and the pool's wars a year today."""

    masks: IntArray
    of: Mapping[str, FloatArray]
    wars_today: float


def memberships(engine: Engine, asked: Asked, search: Search) -> dict[str, Any]:
    """Return every membership that is allowed, with its figures and its chance of being dominated.

    Raises
    ------
    UsageError
        If fewer than two states have data, or no membership is allowed.
    """
    membership = _model(engine, asked, search)
    if missing := [s for s in search.pool if s not in membership.states]:
        told = f"{', '.join(map(state_name, missing))} cannot be searched: there are no data, or it is the rival."
        raise UsageError(Problem("pool", told, "Leave it out."))
    pool = membership.pool(treaty_of(asked, engine.folder), asked.date)
    masks = _allowed(pool.mask(search.must), pool.mask(search.never), len(search.pool))
    if not len(masks):
        raise UsageError(Problem("must", "leaves no membership of two states or more.", "Allow more states."))
    models = {"membership": membership}
    values = _values(pool, engine.draws(models, asked.guarantor), masks)
    dominated = _dominated(values)
    middle = {name: found.mean(axis=0) for name, found in values.of.items()}
    rows = [_row(search, values, middle, dominated, i) for i in range(len(masks))]
    return {
        "rows": rows,
        "measures": {name: {"label": m[0], "unit": m[1]} for name, m in MEASURES.items()},
        "runs": RUNS,
        "resamples": RESAMPLES,
        "caution": record().briefly,
        "listed": LISTED,
    }


def _model(engine: Engine, asked: Asked, search: Search) -> Membership:
    status_quo = baseline_of(asked, engine.folder)
    on = Setting(engine.world, status_quo, asked.date, None, HORIZON, search.pool, RIVAL)
    models, left_out = models_of(on, ("membership",))
    if left_out:
        raise next(iter(left_out.values()))
    assert isinstance(models[0], Membership)
    return models[0]


def _allowed(must: int, never: int, n: int) -> IntArray:
    every = np.arange(1 << n)
    several = np.bitwise_count(every) > 1
    return np.asarray(every[several & (every & must == must) & (every & never == 0)])


def _values(pool: Any, draws: Any, masks: IntArray) -> Values:
    game = pool.game(draws)
    weight = pool.gdp_usd_bn / pool.gdp_usd_bn.sum()
    today = evaluate(game, [0]).war_risk
    parts: dict[str, list[FloatArray]] = {name: [] for name in MEASURES}
    for start in range(0, len(masks), _CHUNK):
        some = masks[start : start + _CHUNK]
        inside = some[:, None] >> np.arange(pool.n_states) & 1 == 1
        found = evaluate(game, some)
        gain = found.utilities
        parts["members"].append((gain * weight * inside).sum(-1))
        parts["outsiders"].append((gain * weight * ~inside).sum(-1))
        least = np.where(inside, gain, np.inf).min(-1)
        parts["least"].append(least)
        parts["accepted"].append((least >= -pool.assumptions.no_difference).astype(float))
        parts["wars"].append(((found.war_risk - today) * inside).sum(-1))
    return Values(
        masks,
        {name: np.concatenate(list_, axis=1) for name, list_ in parts.items()},
        float(today.sum(-1).mean()),
    )


def _dominated(values: Values) -> FloatArray:
    """Return the share of bootstrap resamples of the runs in which another membership dominates this one.

    Better is what exceeds the bands of no difference that a sweep has.
    """
    rng = np.random.Generator(np.random.Philox(1))
    count = rng.multinomial(RUNS, np.full(RUNS, 1 / RUNS), size=RESAMPLES) / RUNS
    means = np.stack([count @ values.of[name] * MEASURES[name][2] for name in CRITERIA], axis=-1)
    band = np.array([GAIN_BAND, GAIN_BAND, SHARE_BAND, LEVEL_BAND * values.wars_today])
    front = np.stack([pareto_front(one, band) for one in means])
    return np.asarray(1 - front.mean(axis=0))


def _row(
    search: Search, values: Values, middle: Mapping[str, FloatArray], dominated: FloatArray, i: int
) -> dict[str, Any]:
    inside = tuple(s for k, s in enumerate(search.pool) if int(values.masks[i]) >> k & 1)
    called = next((name for name, who in NAMED.items() if set(who) == set(inside)), "")
    figures = {name: round(float(found[i]), 6) for name, found in middle.items()}
    ends = {
        name: [round(float(q), 6) for q in np.quantile(found[:, i], (0.05, 0.95))]
        for name, found in values.of.items()
        if name != "accepted"
    }
    return {"states": list(inside), "called": called, "dominated": round(float(dominated[i]), 3), "figures": figures, "interval": ends}  # fmt: skip

"""Who accepts a design, and whether all of them stay: the part of the first page that needs no law of the design, and is computed beside the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from pato.errors import UsageError, unknown
from pato.futures import weighted_share
from pato.futures.spread import spread
from pato.kernels.arrays import BoolArray, FloatArray
from pato.models.membership.backtest import record
from pato.models.membership.standing import Standing
from pato.models.risk.war import THEORY
from pato.report.wording import state_name
from pato.workbench import words
from pato.workbench.asked import Asked

_LESS = -1e-4
"""Per cent of GDP a year from which on a term counts as an objection."""


def accepting(asked: Asked, standing: Standing | None) -> dict[str, Any]:
    """Return who accepts and the card about it; both are empty for a membership with a party without data."""
    found: dict[str, Any] = {"cards": [], "accepts": [], "caution": record().briefly}
    if standing is not None:
        found["cards"].append(_card(asked, standing))
        found["accepts"] += _rows(asked, standing)
    return found


def weights_of(asked: Asked, levels: Sequence[str], theory: FloatArray) -> FloatArray:
    """Return the weight of each run's assumption; equal weights by default.

    Raises
    ------
    UsageError
        If a weight is of no known assumption.
    """
    given: Mapping[str, float] = dict(asked.weights)
    if wrong := [
        unknown("assumption about deterrence", n, levels, where="w") for n in given if n not in levels
    ]:
        raise UsageError(wrong)
    worth = np.array([given.get(name, 0.0) if given else 1.0 for name in levels])
    return np.asarray(worth[theory.astype(int)])


def _card(asked: Asked, standing: Standing) -> dict[str, Any]:
    low, high, pooled = _by_assumption(asked, standing, standing.accepts_all & standing.internally_stable)
    return {
        "id": "holds",
        "value": words.times_in_100(low, high),
        "number": [low, high],
        "pooled": pooled,
        "label": f"runs in which all {words.counted(len(asked.parties))} accept and stay"
        + ("" if record().discriminates else "; acceptance does not discriminate in backtests"),
        "sure": "assumed",
    }


def _by_assumption(asked: Asked, standing: Standing, holds: BoolArray) -> tuple[float, float, float]:
    """Return the lowest and highest share of runs over assumptions, and the overall share with the given weights."""
    theory, levels = standing.draws[THEORY], standing.draws.factor(THEORY).levels
    weight = weights_of(asked, levels, theory)
    shares = [
        float(holds[theory == i].mean())
        for i in range(len(levels))
        if (theory == i).any() and weight[theory == i].any()
    ]
    return min(shares), max(shares), float(weighted_share(holds, weight / weight.sum()))


def _rows(asked: Asked, standing: Standing) -> Iterator[dict[str, Any]]:
    """Yield the share of runs in which each party is no worse off, and the main reason against."""
    states = standing.pool.states
    utilities, accepts = standing.utilities, standing.accepts
    middle = {name: np.median(values, axis=0) for name, values in standing.terms.items()}
    for party in (*asked.parties, *(s for s in asked.associates if s in states)):
        i = states.index(party)
        low, high, pooled = _by_assumption(asked, standing, accepts[:, i])
        yield {
            "state": party,
            "name": state_name(party) + (" (associate)" if party in asked.associates else ""),
            "share": pooled,
            "low": low,
            "high": high,
            "told": words.times_in_100(pooled),
            "gain": round(spread(utilities[:, i]).median, 4),
            "objection": _objection(standing, i, {name: float(found[i]) for name, found in middle.items()}),
        }


def _objection(standing: Standing, i: int, middle: Mapping[str, float]) -> str:
    """Return in words the term that costs a state most at the median; empty where none costs anything."""
    worst = min(middle, key=lambda name: middle[name])
    if middle[worst] > _LESS:
        return ""
    if worst != "mistrust":
        return words.OBJECTIONS[worst]
    cost = standing.pool.mistrust.cost(standing.draws)[:, i]
    partners = [j for j in standing.members if j != i]
    j = max(partners, key=lambda k: float(np.median(cost[:, k])))
    why = standing.pool.mistrust.reasons(i, j)
    return f"mistrust of {state_name(standing.pool.states[j], article=True)}{f' ({why})' if why else ''}"
